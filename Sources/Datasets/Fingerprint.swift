// SPDX-License-Identifier: GPL-3.0-or-later

internal import Stimuli

/// The check sum by which a file is known again.
package enum Fingerprint {
  private static let tool = "sha256sum"

  /// The SHA-256 of a file, as 64 lower-case hexadecimal digits, computed by the system's `sha256sum`.
  ///
  /// - Throws: ``ChildProcessError``, and `CancellationError` when the task was cancelled.
  package static func sha256(ofFile path: String) async throws -> String {
    // The tool would read standard input for the name "-".
    let operand = path.hasPrefix("/") ? path : "./\(path)"
    let answer = try await ChildProcess.text(of: tool, ["--", operand])
    // A leading backslash marks an escaped file name.
    let sum = String(answer.drop { $0 == "\\" }.prefix { $0.isHexDigit })
    guard sum.count == 64 else {
      throw ChildProcessError.cannotRun(
        tool: tool, reason: "its answer begins with no SHA-256: \(answer.prefix(80))")
    }
    return sum
  }
}
