// SPDX-License-Identifier: GPL-3.0-or-later

internal import Subprocess

/// Runs a tool of the system to its end and hands back what it wrote.
package enum ChildProcess {
  /// What a tool that succeeded has written.
  struct Answer {
    /// Its standard output.
    let output: [UInt8]
    /// Its standard error, without white space at its ends.
    let complaints: String
  }

  /// The standard output of a tool.
  ///
  /// - Throws: ``ChildProcessError``, and `CancellationError` when the task was cancelled.
  package static func output(
    of tool: String, _ arguments: [String], limit: Int = 1 << 20
  ) async throws -> [UInt8] {
    try await answer(of: tool, arguments, input: .none, limit: limit).output
  }

  /// What a tool makes of its standard input.
  ///
  /// - Throws: ``ChildProcessError``, and `CancellationError` when the task was cancelled.
  static func answer(
    of tool: String, _ arguments: [String], input: some InputProtocol, limit: Int
  ) async throws -> Answer {
    let result: ExecutionResult<Void, BytesOutput, StringOutput<UTF8>>
    do {
      result = try await run(
        .name(tool), arguments: Arguments(arguments), input: input, output: .bytes(limit: limit),
        error: .string(limit: 1 << 20))
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      switch error.code {
      case .executableNotFound: throw ChildProcessError.notInstalled(tool: tool)
      case .outputLimitExceeded: throw ChildProcessError.tooMuchOutput(tool: tool, limit: limit)
      default: throw ChildProcessError.cannotRun(tool: tool, reason: "\(error)")
      }
    }
    guard result.terminationStatus.isSuccess else {
      try Task.checkCancellation()
      throw ChildProcessError.failed(
        tool: tool, status: "\(result.terminationStatus)",
        message: trimmed(result.standardError))
    }
    return Answer(
      output: result.standardOutput, complaints: trimmed(result.standardError))
  }

  /// The standard output of a tool as text without white space at its ends.
  package static func text(of tool: String, _ arguments: [String]) async throws -> String {
    let bytes = try await output(of: tool, arguments)
    return trimmed(String(decoding: bytes, as: UTF8.self))
  }

  private static func trimmed(_ text: String) -> String {
    let front = text.drop(while: \.isWhitespace)
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(front[...last])
  }
}
