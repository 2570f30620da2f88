// SPDX-License-Identifier: GPL-3.0-or-later

/// Walks through the tree of a Qt resource, checking every offset before it is followed.
struct QtResourceTree {
  private(set) var paths: [String] = []
  private(set) var entries: [String: QtResource.Entry] = [:]

  private let bytes: [UInt8]
  private let tree: Int
  private let data: Int
  private let names: Int
  private let nodeSize: Int
  /// Nodes already met: a tree meets each once, so a hostile loop ends here.
  private var met: Set<Int> = [0]

  /// Longer paths, in UTF-8, are refused: few bytes of tree could otherwise spell gigabytes of them.
  private static let longestPath = 1024

  private static let zlibFlag = 1
  private static let folderFlag = 2
  private static let zstandardFlag = 4

  init(_ bytes: [UInt8]) throws(QtResourceError) {
    guard bytes.starts(with: Array("qres".utf8)) else { throw .notAResource }
    self.bytes = bytes
    func word(_ offset: Int) throws(QtResourceError) -> Int {
      try QtResourceTree.number(in: bytes, at: offset, size: 4, of: "the header")
    }
    let version = try word(4)
    guard (1...3).contains(version) else { throw .unsupportedVersion(UInt32(version)) }
    tree = try word(8)
    data = try word(12)
    names = try word(16)
    if version >= 3 { _ = try word(20) }
    nodeSize = version == 1 ? 14 : 22
  }

  /// Meets every node from the root on.
  mutating func visitAll() throws(QtResourceError) {
    var pending = [(node: 0, parent: "")]
    while let (node, parent) = pending.popLast() {
      let start = tree + node * nodeSize
      try require(start + nodeSize, of: "node \(node) of the tree")
      let flags = try number(at: start + 4, size: 2, of: "node \(node)")
      var path = parent
      if node > 0 { path += (path.isEmpty ? "" : "/") + (try name(ofNodeAt: start)) }
      guard path.utf8.count <= QtResourceTree.longestPath else {
        throw .malformed(reason: "a path is longer than \(QtResourceTree.longestPath) bytes")
      }
      guard flags & QtResourceTree.folderFlag != 0 else {
        try addFile(path, at: start, flags: flags)
        continue
      }
      let count = try number(at: start + 6, size: 4, of: "node \(node)")
      let first = try number(at: start + 10, size: 4, of: "node \(node)")
      // Before the list of children is made: a hostile count must not fill the memory.
      try require(tree + (first + count) * nodeSize, of: "the children of node \(node)")
      for child in (first..<first + count).reversed() {
        guard met.insert(child).inserted else {
          throw .malformed(reason: "node \(child) of its tree appears twice")
        }
        pending.append((child, path))
      }
    }
  }

  private mutating func addFile(
    _ path: String, at start: Int, flags: Int
  ) throws(QtResourceError) {
    guard !path.isEmpty else { throw .malformed(reason: "its root is a file") }
    let offset = data + (try number(at: start + 10, size: 4, of: path))
    let size = try number(at: offset, size: 4, of: path)
    try require(offset + 4 + size, of: path)
    let compression: QtResource.Compression =
      flags & QtResourceTree.zlibFlag != 0
      ? .zlib : flags & QtResourceTree.zstandardFlag != 0 ? .zstandard : .none
    let entry = QtResource.Entry(
      range: offset + 4..<offset + 4 + size, compression: compression)
    // The same path may come once for each language; the first is the neutral one.
    if entries[path] == nil {
      entries[path] = entry
      paths.append(path)
    }
  }

  /// The name of a node: a count, a hash and that many UTF-16 units.
  private func name(ofNodeAt start: Int) throws(QtResourceError) -> String {
    let offset = names + (try number(at: start, size: 4, of: "a name"))
    let count = try number(at: offset, size: 2, of: "a name")
    try require(offset + 6 + 2 * count, of: "a name")
    let units = (0..<count).map { index in
      let place = offset + 6 + 2 * index
      return UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
    }
    guard let name = String(validating: units, as: UTF16.self) else {
      throw .malformed(reason: "a name is not UTF-16")
    }
    let unfit = name.unicodeScalars.contains { $0 == "/" || $0.value < 32 }
    guard !unfit, !["", ".", ".."].contains(name) else {
      throw .malformed(reason: "\"\(name)\" is not a file name")
    }
    return name
  }

  private func require(_ end: Int, of part: String) throws(QtResourceError) {
    guard end <= bytes.count else {
      throw .truncated(part: part, needed: end, available: bytes.count)
    }
  }

  private func number(
    at offset: Int, size: Int, of part: String
  ) throws(QtResourceError) -> Int {
    try QtResourceTree.number(in: bytes, at: offset, size: size, of: part)
  }

  private static func number(
    in bytes: [UInt8], at offset: Int, size: Int, of part: String
  ) throws(QtResourceError) -> Int {
    guard offset + size <= bytes.count else {
      throw .truncated(part: part, needed: offset + size, available: bytes.count)
    }
    return bytes[offset..<offset + size].reduce(0) { $0 << 8 | Int($1) }
  }
}
