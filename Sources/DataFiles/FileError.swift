// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file operation that the system refused, with the path and the system's own reason.
public enum FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file could not be opened or created.
  case cannotOpen(path: String, reason: String)
  /// Bytes could not be read.
  case cannotRead(path: String, reason: String)
  /// Bytes could not be written; the earlier file of that name, if any, is untouched.
  case cannotWrite(path: String, reason: String)
  /// A folder could not be created.
  case cannotCreateFolder(path: String, reason: String)

  /// What the path of an error is called that concerns standard output.
  package static let standardOutput = "standard output"

  /// The system's own reason.
  public var reason: String {
    switch self {
    case .cannotOpen(_, let reason), .cannotRead(_, let reason), .cannotWrite(_, let reason),
      .cannotCreateFolder(_, let reason):
      reason
    }
  }

  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "cannot open \(path): \(reason). Check that the path exists and that you have permission to read it."
    case .cannotRead(let path, let reason):
      "cannot read \(path): \(reason). Give a complete file that you have permission to read."
    case .cannotWrite(Self.standardOutput, let reason)
    where reason == String(cString: strerror(EBADF)):
      "standard output is closed. Run the command again with an open one."
    case .cannotWrite(Self.standardOutput, let reason)
    where [ENOSPC, EDQUOT, EFBIG].contains { String(cString: strerror($0)) == reason }:
      "standard output is full: \(reason). Send it somewhere with free space."
    case .cannotWrite(Self.standardOutput, let reason):
      "cannot write to standard output: \(reason)."
    case .cannotWrite(let path, let reason) where reason == String(cString: strerror(ENOENT)):
      "cannot write \(path): the folder \(Self.folder(of: path)) does not exist. Create it first."
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason). Any earlier file of that name is unchanged; "
        + "choose a folder you can write to, with enough free space."
    case .cannotCreateFolder(let path, let reason):
      "cannot create the folder \(path): \(reason). Choose a folder you can write to."
    }
  }

  /// The error of a file whose folder does not exist.
  package static func missingFolder(of path: String) -> FileError {
    .cannotWrite(path: path, reason: String(cString: strerror(ENOENT)))
  }

  private static func folder(of path: String) -> String {
    let folder = PathParts(path).folder
    return folder.isEmpty ? "." : folder
  }
}
