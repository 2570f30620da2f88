// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A dictionary figure")
struct DictionaryFigureTests {
  /// The lines of numbers of a drawing.
  static func cells(_ figure: DictionaryFigure) throws -> [String] {
    try figure.drawing().data.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("shows atoms by falling KL, equal ones by index, unknown ones last")
  func order() {
    let figure = DictionaryFigure(
      atoms: [1, 2, 3, 4, 5], height: 1, width: 1, sortedBy: [0.5, .nan, 2, 0.5, -1])
    #expect(figure.order == [2, 0, 3, 4, 1])
    #expect(DictionaryFigure(atoms: [1, 2], height: 1, width: 1).order == [0, 1])
  }

  @Test("scales each atom to its own largest value, symmetrically; zeros stay even")
  func eachAtom() throws {
    let figure = DictionaryFigure(atoms: [1, -2, 0, 0, 8, 4], height: 1, width: 2, columns: 2)
    #expect(
      try Self.cells(figure) == [
        "2 2 2 2 2 2 2", "2 0.5 -1.0 2 0 0 2", "2 2 2 2 2 2 2", "2 1.0 0.5 2 2 2 2",
        "2 2 2 2 2 2 2",
      ])
  }

  @Test("scales all atoms alike on demand")
  func allAtoms() throws {
    let figure = DictionaryFigure(
      atoms: [1, -2, 0, 0, 8, 4], height: 1, width: 2, columns: 3, scaling: .allAtoms)
    #expect(try Self.cells(figure)[1] == "2 0.125 -0.25 2 0.0 0.0 2 1.0 0.5 2")
  }

  @Test("puts rows of pixels one below the other")
  func rows() throws {
    let figure = DictionaryFigure(atoms: [1, 2, 3, 4, 5, 6], height: 3, width: 2)
    #expect(
      try Self.cells(figure) == [
        "2 2 2 2", "2 0.167 0.333 2", "2 0.5 0.667 2", "2 0.833 1.0 2", "2 2 2 2",
      ])
  }

  @Test(
    "fits on a sheet, whatever the number and size of atoms",
    arguments: [
      (1, 1, nil), (1, 28, nil), (512, 16, nil), (512, 16, 16), (2000, 16, nil), (3, 8, 9),
    ])
  func sizes(count: Int, side: Int, columns: Int?) async throws {
    let atelier = try Atelier()
    let atoms = (0..<(count * side * side)).map { Float($0 % 13) - 6 }
    let figure = DictionaryFigure(
      atoms: atoms, height: side, width: side, columns: columns, title: "atoms")
    let drawing = try figure.drawing()
    try await figure.write(to: atelier.path("atoms.png"))
    #expect(try atelier.sizeOfPNG("atoms.png") == [drawing.width, drawing.height])
    #expect(drawing.width >= 480)
    #expect(count != 512 || drawing.width <= 1200)
  }

  @Test("keeps its pixels crisp in SVG too")
  func crispSVG() async throws {
    let atelier = try Atelier()
    try await DictionaryFigure(atoms: [0, 1, 2, 3], height: 2, width: 2)
      .write(to: atelier.path("atoms.svg"))
    #expect(try atelier.text("atoms.svg").contains("image-rendering:pixelated"))
  }

  @Test("refuses no atoms and values without a colour")
  func refusals() {
    #expect(throws: FigureError.nothingToDraw("the dictionary")) {
      try DictionaryFigure(atoms: [], height: 2, width: 2).drawing()
    }
    #expect(throws: FigureError.notFinite(name: "atom 1", value: .infinity)) {
      try DictionaryFigure(atoms: [1, 2, .infinity, 0], height: 1, width: 2).drawing()
    }
  }
}
