// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Subprocess
import SystemPackage

/// The built programs, which lie beside the test bundle.
enum Program {
  /// What a finished program left.
  struct Outcome: Sendable {
    /// The exit status; signals count negative.
    let status: Int32
    let output: String
    let errors: String
    /// The lines on standard error that begin with the program's name.
    var sentences: [String] {
      errors.split(separator: "\n").filter { $0.hasPrefix("interspike: ") }.map(String.init)
    }
  }

  static func path(of name: String) -> String {
    (Bundle.main.executableURL ?? Bundle.main.bundleURL).deletingLastPathComponent()
      .appendingPathComponent(name).path
  }

  /// Runs `interspike` in a folder.
  static func interspike(
    _ arguments: String..., in workplace: Workplace, searchPath: String? = nil
  ) async throws -> Outcome {
    try await run(
      path(of: "interspike"), arguments, in: workplace.folder, searchPath: searchPath)
  }

  /// Runs `interspike` with files limited to so many kilobytes, as on a disk that is full.
  static func interspike(
    _ arguments: String..., in workplace: Workplace, fileLimit kilobytes: Int
  ) async throws -> Outcome {
    try await run(
      "/bin/bash",
      ["-c", "ulimit -f \(kilobytes); exec \"$0\" \"$@\"", path(of: "interspike")] + arguments,
      in: workplace.folder)
  }

  static func run(
    _ program: String, _ arguments: [String], in folder: String, searchPath: String? = nil
  ) async throws -> Outcome {
    var environment: [Environment.Key: String?] = ["COLUMNS": "80"]
    if let searchPath { environment["PATH"] = searchPath }
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments),
      environment: .inherit.updating(environment), workingDirectory: FilePath(folder),
      input: .none, output: .string(limit: 1 << 24), error: .string(limit: 1 << 24))
    return Outcome(
      status: status(result.terminationStatus), output: result.standardOutput,
      errors: result.standardError)
  }

  /// Starts `interspike` and sends it a signal as soon as `moment` returns.
  static func interrupt(
    _ signal: Signal, _ arguments: [String], in workplace: Workplace, searchPath: String? = nil,
    when moment: @Sendable () async throws -> Void
  ) async throws -> Outcome {
    let result = try await Subprocess.run(
      .path(FilePath(path(of: "interspike"))), arguments: Arguments(arguments),
      environment: searchPath.map { .inherit.updating(["PATH": $0]) } ?? .inherit,
      workingDirectory: FilePath(workplace.folder), input: .none,
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
    ) { execution in
      try await moment()
      // The program may have ended by itself.
      try? execution.send(signal: signal)
    }
    return Outcome(
      status: status(result.terminationStatus), output: result.standardOutput,
      errors: result.standardError)
  }

  /// Starts `interspike` and sends it a signal as soon as a condition holds, from a thread of its own: tests that
  /// compute keep those of tasks busy for seconds.
  ///
  /// - Returns: how it ended, and how long that took after the signal.
  static func interrupt(
    _ signal: Signal, _ arguments: [String], in workplace: Workplace, searchPath: String? = nil,
    once condition: @escaping @Sendable () -> Bool
  ) async throws -> (outcome: Outcome, took: Duration) {
    let result = try await Subprocess.run(
      .path(FilePath(path(of: "interspike"))), arguments: Arguments(arguments),
      environment: searchPath.map { .inherit.updating(["PATH": $0]) } ?? .inherit,
      workingDirectory: FilePath(workplace.folder), input: .none,
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
    ) { execution in
      let process = execution.processIdentifier.value
      return await withCheckedContinuation { (took: CheckedContinuation<Duration, Never>) in
        Thread.detachNewThread {
          while hasNotEnded(process), !catches(signal, process) || !condition() { usleep(2000) }
          let sent = ContinuousClock.now
          kill(process, signal.rawValue)
          while hasNotEnded(process) { usleep(2000) }
          took.resume(returning: sent.duration(to: .now))
        }
      }
    }
    return (
      Outcome(
        status: status(result.terminationStatus), output: result.standardOutput,
        errors: result.standardError), result.closureResult
    )
  }

  /// Whether a child still works; one that nobody asked yet how it ended does not.
  private static func hasNotEnded(_ process: pid_t) -> Bool {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return false
    }
    return line.split(separator: ")").last?.hasPrefix(" Z") == false
  }

  /// Whether the program has come far enough to handle a signal; nobody handles a kill.
  private static func catches(_ signal: Signal, _ process: pid_t) -> Bool {
    guard signal.rawValue != SIGKILL,
      let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
      let caught = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
    else { return true }
    return caught & 1 << (signal.rawValue - 1) != 0
  }

  private static func status(_ status: TerminationStatus) -> Int32 {
    switch status {
    case .exited(let code): code
    case .signaled(let signal): -signal
    }
  }
}
