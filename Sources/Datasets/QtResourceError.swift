// SPDX-License-Identifier: GPL-3.0-or-later

/// Bytes that are no Qt binary resource, or an entry that cannot be had from one.
public enum QtResourceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not begin with "qres".
  case notAResource
  /// The format's version is none of those this reader knows.
  case unsupportedVersion(UInt32)
  /// A part ends beyond the end of the file.
  case truncated(part: String, needed: Int, available: Int)
  /// The folders do not form a tree, or a name cannot be part of a path.
  case malformed(reason: String)
  /// The entry is compressed in a way this reader does not know.
  case unsupportedCompression(path: String)
  /// A compressed entry cannot be decompressed to the stated size.
  case corruptEntry(path: String, reason: String)
  /// There is no such entry.
  case noEntry(path: String)

  public var description: String {
    switch self {
    case .notAResource:
      "this is not a Qt binary resource: it does not begin with \"qres\". Give an .rcc file."
    case .unsupportedVersion(let version):
      "Qt resource format version \(version) is unknown; versions 1 to 3 can be read. "
        + "Write the file again with rcc --format-version 3."
    case .truncated(let part, let needed, let available):
      "the Qt resource is truncated: \(part) needs \(needed) bytes, but the file has \(available). "
        + "Download the file again."
    case .malformed(let reason):
      "the Qt resource is malformed: \(reason). Download the file again."
    case .unsupportedCompression(let path):
      "\(path) is compressed with Zstandard, which is not supported. "
        + "Write the file again with rcc --compress-algo zlib."
    case .corruptEntry(let path, let reason):
      "\(path) in the Qt resource is corrupt: \(reason). Download the file again."
    case .noEntry(let path):
      "the Qt resource does not contain \(path). Ask for one of its `paths`."
    }
  }
}
