// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Subprocess
internal import SystemPackage

/// This same program as a child process, which ends when its parent does.
enum CellProcess {
  /// How a child ended.
  struct Ending: Sendable {
    /// The exit status, negative for a signal.
    let status: Int32
    /// The last line on standard error.
    let sentence: String
  }

  /// Runs the program to its end; a request to end this process is passed on to the child, which is then waited for.
  static func run(_ arguments: [String]) async throws -> Ending {
    var options = PlatformOptions()
    // A Ctrl-C from the terminal must reach children only once, through this process.
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
        // There is nothing more to read from the pipe of a child that has ended.
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

  /// The running program's file, even if another has taken its name since.
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
