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

  /// Makes a script that can be run at once: another program writes it, because children that other tests have just started
  /// may still hold open what this process wrote, and the system runs no file that is open for writing.
  static func install(_ script: String, as name: String, in workplace: Workplace) async throws {
    try workplace.write(Array(script.utf8), to: "\(name).text")
    let copied = try await run(
      "/usr/bin/install", ["-m", "755", "\(name).text", name], in: workplace.folder)
    guard copied.status == 0 else { throw POSIXError(.EIO) }
    try FileManager.default.removeItem(atPath: workplace.path("\(name).text"))
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

  /// What a program still did after a signal.
  struct Ending: Sendable {
    /// How long it took to end, which depends on what else the machine does.
    let duration: Duration
    /// Seconds of processor time that it worked.
    let work: Double
  }

  /// Starts `interspike` and sends it a signal as soon as a condition holds, from a thread of its own: tests that
  /// compute keep those of tasks busy for seconds.
  ///
  /// - Parameter work: seconds of processor time that the program takes first, however busy the machine is.
  /// - Returns: how it ended, and what that took after the signal.
  static func interrupt(
    _ signal: Signal, _ arguments: [String], in workplace: Workplace, searchPath: String? = nil,
    after work: Double = 0, once condition: @escaping @Sendable () -> Bool = { true }
  ) async throws -> (outcome: Outcome, ending: Ending) {
    let result = try await Subprocess.run(
      .path(FilePath(path(of: "interspike"))), arguments: Arguments(arguments),
      environment: searchPath.map { .inherit.updating(["PATH": $0]) } ?? .inherit,
      workingDirectory: FilePath(workplace.folder), input: .none,
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
    ) { execution in
      let process = execution.processIdentifier.value
      return await withCheckedContinuation { (ended: CheckedContinuation<Ending, Never>) in
        Thread.detachNewThread {
          while hasNotEnded(process),
            !catches(signal, process) || processorSeconds(process) < work || !condition()
          { usleep(2000) }
          let (sent, before) = (ContinuousClock.now, processorSeconds(process))
          kill(process, signal.rawValue)
          var after = before
          while hasNotEnded(process) {
            after = max(after, processorSeconds(process))
            usleep(2000)
          }
          ended.resume(
            returning: Ending(duration: sent.duration(to: .now), work: after - before))
        }
      }
    }
    return (
      Outcome(
        status: status(result.terminationStatus), output: result.standardOutput,
        errors: result.standardError), result.closureResult
    )
  }

  /// Interrupts a training of some steps before its end, or of four times as many if it was faster than the signal.
  ///
  /// - Returns: the number of steps, and how it ended.
  static func interruptEarly(
    _ signal: Signal, steps: Int, in workplace: Workplace,
    _ training: (_ steps: Int) -> (arguments: [String], folder: String),
    once condition: @escaping @Sendable () -> Bool
  ) async throws -> (steps: Int, outcome: Outcome) {
    var steps = steps
    while true {
      let (arguments, folder) = training(steps)
      let (outcome, _) = try await interrupt(signal, arguments, in: workplace, once: condition)
      guard outcome.status == 0, steps < 1_000_000 else { return (steps, outcome) }
      try FileManager.default.removeItem(atPath: workplace.path(folder))
      steps *= 4
    }
  }

  /// Whether a child still works; one that nobody asked yet how it ended does not.
  private static func hasNotEnded(_ process: pid_t) -> Bool {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return false
    }
    return line.split(separator: ")").last?.hasPrefix(" Z") == false
  }

  /// The processor time that a process has taken.
  private static func processorSeconds(_ process: pid_t) -> Double {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let fields = line.split(separator: ")").last?.split(separator: " "), fields.count > 12
    else { return 0 }
    return fields[11...12].reduce(0) { $0 + (Double($1) ?? 0) }
      / Double(sysconf(Int32(_SC_CLK_TCK)))
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
