// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Subprocess
internal import SystemPackage

/// This very program as a child process, which ends when its parent does.
enum CellProcess {
  /// How a child ended.
  struct Ending: Sendable {
    /// The exit status; signals count negative.
    let status: Int32
    /// The last line on standard error.
    let sentence: String
  }

  /// Runs the program to its end; a request to end this process is handed on, and waited for.
  static func run(_ arguments: [String]) async throws -> Ending {
    var options = PlatformOptions()
    // A Ctrl-C of the terminal must reach children once, through this process.
    options.processGroupID = 0
    let result = try await Subprocess.run(
      .path(FilePath(program)),
      arguments: Arguments(executablePathOverride: "interspike", remainingValues: arguments),
      environment: .inherit.updating([Environment.Key(stringLiteral: Lifeline.variable): "1"]),
      platformOptions: options, input: .inputWriter, output: .discarded, error: .sequence
    ) { execution in
      let watch = Task {
        while Interruption.signal == nil { try await Task.sleep(for: .milliseconds(50)) }
        try execution.send(signal: .interrupt)
      }
      defer { watch.cancel() }
      var tail: [UInt8] = []
      do {
        for try await buffer in execution.standardError {
          buffer.withUnsafeBytes { tail.append(contentsOf: $0) }
          if tail.count > 1 << 16 { tail.removeFirst(tail.count - 1 << 15) }
        }
      } catch {
        // The pipe of a child that has ended tells nothing more.
      }
      return tail
    }
    let lines = String(decoding: result.closureResult, as: UTF8.self)
      .split(whereSeparator: \.isNewline)
    let sentence = String(lines.last ?? "").trimmingCharacters(in: .whitespaces)
    let prefix = "interspike: "
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): -signal
      }
    return Ending(
      status: status,
      sentence: sentence.hasPrefix(prefix) ? String(sentence.dropFirst(prefix.count)) : sentence)
  }

  /// The program's file: the one that runs, even when another took its name meanwhile.
  static var program: String {
    let own = "/proc/self/exe"
    guard let identity = identity(own) else {
      return Bundle.main.executablePath ?? CommandLine.arguments[0]
    }
    guard let name = try? FileManager.default.destinationOfSymbolicLink(atPath: own),
      Self.identity(name) == identity
    else { return own }
    return name
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }
}
