// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Foundation
import SpikeTrains
import Testing

@Suite("Text from outside")
struct HostileTextTests {
  static let titles = [
    "`touch marker`", "'.system('touch marker').'", "\"; system(\"touch marker\"); \"",
    "a\nsystem(\"touch marker\")\n!touch marker", "a\\\n!touch marker", "a\r!touch marker",
    "a\u{2028}!touch marker\u{85}!touch marker\u{0}\u{1b}[2J",
    "@marker %s %d %n %% {/=90 big} ~a{b}",
    "'", "''", "'''", "a''b", "' '", "'`touch marker`'", "\\", "ends in a quote'",
    "ends in a backslash\\", "$0 ${marker} $(touch marker)",
    "<script>alert(1)</script> & ]]>", "\u{202e}right to left 日本語 🧠", "\n\n", " ",
    String(repeating: "long ", count: 2000), String(repeating: "x", count: 5000),
  ]

  @Test("in a title runs nothing and breaks no picture", arguments: titles)
  func titlesAreQuoted(title: String) async throws {
    let atelier = try Atelier()
    let atoms = DictionaryFigure(atoms: [0, 1, 2, 3], height: 2, width: 2, title: title)
    try await atoms.write(to: atelier.path("atoms.png"))
    try await atoms.write(to: atelier.path("atoms.svg"))
    let raster = SpikeRaster(drawnTimes: [0.5], offsets: [0, 1], interval: 0..<1)
    try await RasterFigure(raster, title: title).write(to: atelier.path("raster.svg"))
    var curves = TrainingCurves()
    curves.negativeELBO.append(1, at: 0)
    try await TrainingFigure(curves, title: title).write(to: atelier.path("training.svg"))
    #expect(!atelier.exists("marker"))
    #expect(try atelier.runByHand("raster.gp") == 0)
    #expect(!atelier.exists("marker"))
    let picture = try atelier.text("atoms.svg")
    #expect(!picture.contains("<script>") && !picture.contains("]]>"))
  }

  @Test("without a glyph in any font is marked in a PNG, not drawn as a box over everything")
  func missingGlyphs() async throws {
    let atelier = try Atelier()
    // A noncharacter's neighbor in a private plane, which no font of Debian has.
    let atoms = DictionaryFigure(atoms: [0, 1], height: 1, width: 2, title: "β\u{10FABC}é\u{200D}")
    try await atoms.write(to: atelier.path("atoms.png"))
    #expect(try atelier.text("atoms.gp").contains("'β\u{FFFD}é\u{200D}'"))
    try await atoms.write(to: atelier.path("atoms.svg"))
    #expect(try atelier.text("atoms.svg").contains("β\u{10FABC}é\u{200D}"))
  }

  @Test("would run if it were written as it is: the check above can fail")
  func negativeControl() throws {
    let atelier = try Atelier()
    let script = "set title \"`touch marker`\"\n"
    try Data(script.utf8).write(to: URL(fileURLWithPath: atelier.path("naive.gp")))
    #expect(try atelier.runByHand("naive.gp") == 0)
    #expect(atelier.exists("marker"))
  }

  @Test(
    "in a file name runs nothing",
    arguments: [
      "|touch marker;.png", "<touch marker;.png", "it's `touch marker`.png", "-.png", "-e.png",
      "$data.png", "~.png", "\".png", "back\\slash.png", "100%d.png", "#.png", "a b.png",
    ])
  func fileNamesAreQuoted(name: String) async throws {
    let atelier = try Atelier()
    try await PictureFilesTests.figure.write(to: atelier.path(name))
    #expect(try atelier.sizeOfPNG(name) != nil)
    #expect(!atelier.exists("marker"))
  }

  @Test(
    "in a file name may not break the line", arguments: ["a\nb.png", "a\tb.png", "a\u{7f}.png"])
  func controlCharactersInNames(name: String) async throws {
    let atelier = try Atelier()
    let path = atelier.path(name)
    await #expect(throws: FigureError.unusableName(path: path)) {
      try await PictureFilesTests.figure.write(to: path)
    }
  }

  @Test("is quoted for figures of others by the same function")
  func quoting() {
    #expect(Drawing.quoted("it's\n`x` \\ \"y\"") == "('it'.\"'\".'s `x` \\ \"y\"')")
    #expect(Drawing.quoted("") == "''")
    #expect(Drawing.quoted("'") == "\"'\"")
  }
}
