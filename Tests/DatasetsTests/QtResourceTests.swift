// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

import Datasets
import Stimuli

@Suite("Qt resource")
struct QtResourceTests {
  static let text = Array("Copyright: nobody\n".utf8)
  static let picture: [UInt8] = (0..<200).map { UInt8($0) }
  static let items: [QtResourceBuilder.Item] = [
    .folder(
      "a", [.file("README", QtResourceBuilder.zlib(text), flags: 1), .file("münze.webp", picture)]),
    .file("empty", []),
    .folder("b", [.folder("c", [.file("d", [1, 2, 3])])]),
  ]

  @Test("Every format version gives the same paths and contents", arguments: 1...3)
  func versions(version: Int) throws {
    let resource = try QtResource(
      QtResourceBuilder.resource(QtResourceTests.items, version: version))
    #expect(resource.paths == ["a/README", "a/münze.webp", "empty", "b/c/d"])
    #expect(try resource.contents(of: "a/README") == QtResourceTests.text)
    #expect(try resource.contents(of: "a/münze.webp") == QtResourceTests.picture)
    #expect(try resource.contents(of: "empty") == [])
    #expect(try resource.contents(of: "b/c/d") == [1, 2, 3])
  }

  @Test("A file cut anywhere is refused, never a trap", arguments: 1...3)
  func truncations(version: Int) {
    let whole = QtResourceBuilder.resource(QtResourceTests.items, version: version)
    for count in 0..<whole.count {
      #expect(throws: QtResourceError.self) { try QtResource(Array(whole.prefix(count))) }
    }
  }

  @Test("A file with any byte changed gives entries or an error, never a trap")
  func corruptions() {
    let whole = QtResourceBuilder.resource(QtResourceTests.items)
    for place in whole.indices {
      for value: UInt8 in [0, 1, 2, 127, 128, 255] {
        var bytes = whole
        bytes[place] = value
        guard let resource = try? QtResource(bytes) else { continue }
        for path in resource.paths { _ = try? resource.contents(of: path) }
      }
    }
  }

  @Test("Errors name what is wrong")
  func errors() throws {
    #expect(throws: QtResourceError.notAResource) { try QtResource(Array("RIFF".utf8)) }
    #expect(throws: QtResourceError.unsupportedVersion(4)) {
      try QtResource(QtResourceBuilder.resource([], version: 4))
    }
    let resource = try QtResource(
      QtResourceBuilder.resource([
        .file("zstandard", [1], flags: 4), .file("short", [0, 0], flags: 1),
        .file("large", QtResourceBuilder.zlib([1, 2], statedSize: 0xFFFF_FFFF), flags: 1),
        .file("long", QtResourceBuilder.zlib([1, 2], statedSize: 3), flags: 1),
        .file("less", QtResourceBuilder.zlib([1, 2], statedSize: 1), flags: 1),
      ]))
    #expect(throws: QtResourceError.noEntry(path: "x")) { try resource.contents(of: "x") }
    #expect(throws: QtResourceError.unsupportedCompression(path: "zstandard")) {
      try resource.contents(of: "zstandard")
    }
    for path in ["short", "large", "long", "less"] {
      #expect(throws: QtResourceError.self) { try resource.contents(of: path) }
    }
  }

  @Test(
    "Names that would leave the folder are refused", arguments: ["..", ".", "", "a/b", "a\u{0}"])
  func unfitNames(name: String) {
    #expect(throws: QtResourceError.self) {
      try QtResource(QtResourceBuilder.resource([.file(name, [])]))
    }
  }

  @Test("A tree with a loop ends") func loop() {
    var bytes = QtResourceBuilder.resource([.folder("a", [.file("b", [])])])
    let folder = bytes.count - 2 * 22
    bytes.replaceSubrange(folder + 10..<folder + 14, with: QtResourceBuilder.number(1, 4))
    #expect(throws: QtResourceError.malformed(reason: "node 1 of its tree appears twice")) {
      try QtResource(bytes)
    }
  }

  @Test("Paths without end are refused") func longPaths() {
    let long = String(repeating: "x", count: 700)
    #expect(throws: QtResourceError.self) {
      try QtResource(QtResourceBuilder.resource([.folder(long, [.file(long, [])])]))
    }
  }
}
