// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import StimulusTesting
import Testing

import Datasets
import Stimuli

@Suite("GCompris photographs")
struct GComprisPhotographsTests {
  static let catalog = [
    PhotographFolder(activity: "one", folder: "sub", names: ["x"]),
    PhotographFolder(activity: "one", folder: "", names: ["y"]),
  ]

  private func resource(_ names: [String]) -> [UInt8] {
    let pictures = names.map { QtResourceBuilder.Item.file("\($0).webp", Array($0.utf8)) }
    let files =
      [.folder("sub", Array(pictures.prefix(1))), .file("README", Array("by nobody".utf8))]
      + pictures.dropFirst()
    let inner = QtResourceBuilder.Item.folder("one", [.folder("resource", files)])
    return QtResourceBuilder.resource([
      .folder("gcompris", [.folder("src", [.folder("activities", [inner])])])
    ])
  }

  @Test("The catalogue lists 112 different pictures") func catalogIsComplete() {
    let names = [PhotographFolder].gcompris.flatMap { part in
      part.names.map { "\(part.activity)_\($0)" }
    }
    #expect(names.count == 112)
    #expect(Set(names).count == 112)
  }

  @Test("Pictures and licences are extracted") func extraction() throws {
    let folder = try TemporaryFolder()
    try folder.write(resource(["x", "y"]), as: "one.rcc")
    let result = try GComprisPhotographs.extract(
      from: folder.path, into: folder.path, catalog: GComprisPhotographsTests.catalog)
    #expect(result.photographs.map(\.name) == ["one_x.webp", "one_y.webp"])
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: result.photographs[1].path)) == Data("y".utf8))
    #expect(result.licenses == ["\(folder.path)/licences/one.README"])
    #expect(try String(contentsOfFile: result.licenses[0], encoding: .utf8) == "by nobody")
  }

  @Test("A missing picture is named") func missingPicture() throws {
    let folder = try TemporaryFolder()
    try folder.write(resource(["x", "z"]), as: "one.rcc")
    #expect(
      throws: GComprisError.missingPicture(
        file: "one.rcc", path: "gcompris/src/activities/one/resource/y.webp")
    ) {
      try GComprisPhotographs.extract(
        from: folder.path, into: folder.path, catalog: GComprisPhotographsTests.catalog)
    }
    try folder.write([1, 2, 3], as: "one.rcc")
    #expect(
      throws: GComprisError.unreadable(file: "\(folder.path)/one.rcc", reason: .notAResource)
    ) {
      try GComprisPhotographs.extract(
        from: folder.path, into: folder.path, catalog: GComprisPhotographsTests.catalog)
    }
  }
}
