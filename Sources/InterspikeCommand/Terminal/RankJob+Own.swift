// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Ranks

/// A command that several processes can run together.
protocol SpansRanks: ParsableCommand { var job: RankOptions { get } }

extension RankJob {
  /// That of this process.
  static let own = RankJob(in: ProcessInfo.processInfo.environment)

  /// Joins the other processes for a command, before any file is looked at.
  static func join(for command: any ParsableCommand) throws {
    guard let launcher = own.launcher else { return }
    guard let command = command as? any SpansRanks else {
      throw Refusal(
        .usage,
        "\(launcher.name) started \(launcher.count.map { "\($0)" } ?? "several") processes, but "
          + "`\(type(of: command)._commandName)` runs in a single one. Start it without "
          + "\(launcher.name), or set INTERSPIKE_RANKS=off to let every process run it on its own.")
    }
    try own.join(patience: command.job.patience, wish: { Interruption.signal ?? 0 }) {
      Console.write("interspike: \($0)\n")
    } end: {
      _exit(ExitStatus.temporaryFailure.rawValue)
    }
  }

  /// Leaves the other processes after a command, which may want to say where their time went.
  static func leave(after command: any ParsableCommand) throws {
    let isTimed = (command as? any SpansRanks)?.job.timing == true
    if isTimed, let sentence = try own.timing(), own.isLead {
      Console.write("interspike: \(sentence)\n")
    }
    own.leave()
  }

  /// Says why this process fails, and ends it and all others.
  static func end(_ sentence: String, _ status: ExitStatus) -> Never {
    own.end(saying: { Console.write("interspike: \($0)\(sentence)\n") }, status: status.rawValue)
    Foundation.exit(status.rawValue)
  }
}
