// SPDX-License-Identifier: GPL-3.0-or-later

/// A reader of Qt binary resources (`.rcc`), format versions 1 to 3.
///
/// All numbers are big-endian. A header "qres", version, tree offset, data offset, names offset (and
/// overall flags from version 3 on) leads to a tree of 14-byte nodes (22 from version 2 on):
/// name offset, flags, then either child count and first child, or locale and data offset. Everything
/// is checked before it is used: any bytes give entries or an error, never a trap.
///
/// Source: Qt 5.15, "The Qt Resource System" and the layout its `rcc` tool writes.
public struct QtResource: Sendable {
  /// The paths of all files inside, without a leading slash, in the order of the tree.
  public let paths: [String]
  private let entries: [String: Entry]
  private let bytes: [UInt8]

  /// How an entry is stored.
  enum Compression { case none, zlib, zstandard }

  /// Where the stored bytes of an entry lie.
  struct Entry {
    let range: Range<Int>
    let compression: Compression
  }

  /// Reads the tree of a resource.
  ///
  /// - Throws: ``QtResourceError``.
  /// - Complexity: O(bytes).
  public init(_ bytes: [UInt8]) throws(QtResourceError) {
    var walk = try QtResourceTree(bytes)
    try walk.visitAll()
    paths = walk.paths
    entries = walk.entries
    self.bytes = bytes
  }

  /// The contents of a file inside, decompressed.
  ///
  /// - Throws: ``QtResourceError/noEntry(path:)``,
  ///   ``QtResourceError/unsupportedCompression(path:)`` and
  ///   ``QtResourceError/corruptEntry(path:reason:)``.
  public func contents(of path: String) throws(QtResourceError) -> [UInt8] {
    guard let entry = entries[path] else { throw .noEntry(path: path) }
    let stored = bytes[entry.range]
    switch entry.compression {
    case .none: return Array(stored)
    case .zstandard: throw .unsupportedCompression(path: path)
    case .zlib:
      guard stored.count >= 4 else {
        throw .corruptEntry(
          path: path, reason: "its compressed bytes are not preceded by their size")
      }
      let size = stored.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      do {
        return try Inflation.inflate(Array(stored.dropFirst(4)), size: size)
      } catch {
        throw .corruptEntry(path: path, reason: error.reason)
      }
    }
  }
}
