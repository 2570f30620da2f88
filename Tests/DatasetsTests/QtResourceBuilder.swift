// SPDX-License-Identifier: GPL-3.0-or-later

/// Writes small Qt resources for tests.
enum QtResourceBuilder {
  indirect enum Item: Sendable {
    case file(String, [UInt8], flags: Int = 0)
    case folder(String, [Item])

    var name: String {
      switch self {
      case .file(let name, _, _), .folder(let name, _): name
      }
    }
  }

  /// Header, data, names, tree, in the order in which rcc writes them.
  static func resource(_ items: [Item], version: Int = 3) -> [UInt8] {
    var data: [UInt8] = []
    var names: [UInt8] = []
    var nodes: [[UInt8]] = [[]]
    var level: [(item: Item, node: Int)] = [(.folder("", items), 0)]
    while !level.isEmpty {
      let (item, node) = level.removeFirst()
      let nameOffset = node == 0 ? 0 : names.count
      if node > 0 {
        let units = Array(item.name.utf16)
        names += number(units.count, 2) + number(0, 4) + units.flatMap { number(Int($0), 2) }
      }
      var bytes = number(nameOffset, 4)
      switch item {
      case .folder(_, let children):
        bytes += number(2, 2) + number(children.count, 4) + number(nodes.count, 4)
        for child in children {
          level.append((child, nodes.count))
          nodes.append([])
        }
      case .file(_, let contents, let flags):
        bytes += number(flags, 2) + number(0, 2) + number(0, 2) + number(data.count, 4)
        data += number(contents.count, 4) + contents
      }
      if version >= 2 { bytes += number(0, 8) }
      nodes[node] = bytes
    }
    let header = version >= 3 ? 24 : 20
    let starts = [header + data.count + names.count, header, header + data.count]
    var bytes = Array("qres".utf8) + number(version, 4) + starts.flatMap { number($0, 4) }
    if version >= 3 { bytes += number(0, 4) }
    return bytes + data + names + nodes.flatMap(\.self)
  }

  static func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A size and a zlib stream of one stored block, at most 65 535 bytes.
  static func zlib(_ contents: [UInt8], statedSize: Int? = nil) -> [UInt8] {
    var (a, b) = (1, 0)
    for byte in contents {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    let length = [UInt8(contents.count & 255), UInt8(contents.count >> 8)]
    let stream = [0x78, 0x01, 0x01] + length + length.map { ~$0 } + contents
    return number(statedSize ?? contents.count, 4) + stream + number(b << 16 | a, 4)
  }
}
