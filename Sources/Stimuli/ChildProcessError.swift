// SPDX-License-Identifier: GPL-3.0-or-later

/// A tool of the system that could not do its work.
public enum ChildProcessError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No tool of that name is on the search path.
  case notInstalled(tool: String)
  /// The tool ended with an error.
  case failed(tool: String, status: String, message: String)
  /// The tool wrote more bytes than any right answer holds.
  case tooMuchOutput(tool: String, limit: Int)
  /// The tool could not be started or listened to.
  case cannotRun(tool: String, reason: String)

  public var description: String {
    switch self {
    case .notInstalled(let tool):
      "the program \(tool) is not installed or not on the PATH. Install it"
        + (Self.debianPackage(of: tool).map { " with: apt-get install \($0)." }
          ?? " with your package manager.")
    case .failed(let tool, let status, let message):
      "\(tool) failed (\(status)): \(message.isEmpty ? "it did not say why" : message)"
    case .tooMuchOutput(let tool, let limit):
      "\(tool) wrote more than \(limit) bytes. Give a smaller input."
    case .cannotRun(let tool, let reason):
      "\(tool) could not be run: \(reason). Check that it starts when you run it by hand."
    }
  }

  /// The package of Debian that brings a tool.
  private static func debianPackage(of tool: String) -> String? {
    switch tool {
    case "env": "coreutils"
    case "ffmpeg": "ffmpeg"
    case "dpkg-deb": "dpkg"
    case "python3": "python3"
    default: nil
    }
  }
}
