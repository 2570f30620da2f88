// SPDX-License-Identifier: GPL-3.0-or-later

/// The grid of a dictionary figure: atoms side by side, a gap of one cell between and around them.
struct Mosaic: Sendable, Equatable {
  /// White pixels around the mosaic.
  static let margin = 20
  /// The cell value of the gaps.
  private static let gap = "2"

  let columns: Int
  let rows: Int
  /// Cells across: pixels of atoms and gaps.
  let width: Int
  /// Cells down.
  let height: Int
  /// Screen pixels of one cell.
  let magnification: Int

  init(_ figure: DictionaryFigure) {
    let shape = Double(figure.atomHeight) / Double(figure.atomWidth)
    let suggestion = (2 * Double(figure.count) * shape).squareRoot().rounded(.up)
    columns = min(figure.count, figure.columns ?? max(1, Int(suggestion)))
    rows = (figure.count + columns - 1) / columns
    width = columns * (figure.atomWidth + 1) + 1
    height = rows * (figure.atomHeight + 1) + 1
    magnification = max(1, min(1160 / width, 1000 / height, 12))
  }

  var pixelWidth: Int { width * magnification }
  var pixelHeight: Int { height * magnification }
  /// The width of the picture: never so small that a title has no room.
  var sheetWidth: Int { max(480, pixelWidth + 2 * Self.margin) }

  /// The cells as lines of text, top to bottom.
  func lines(of figure: DictionaryFigure) throws(FigureError) -> [String] {
    let grays = try Self.grays(of: figure)
    let (atomHeight, atomWidth) = (figure.atomHeight, figure.atomWidth)
    return (0..<height).map { y in
      // The gap above and to the left of an atom belongs to it; the last gap belongs to none.
      let (row, rowInCell) = y.quotientAndRemainder(dividingBy: atomHeight + 1)
      return (0..<width).map { x in
        let (column, columnInCell) = x.quotientAndRemainder(dividingBy: atomWidth + 1)
        let place = row * columns + column
        guard rowInCell > 0, columnInCell > 0, column < columns, place < figure.count else {
          return Self.gap
        }
        let atom = figure.order[place]
        return grays[(atom * atomHeight + rowInCell - 1) * atomWidth + columnInCell - 1]
      }.joined(separator: " ")
    }
  }

  /// The grays of all atoms.
  private static func grays(of figure: DictionaryFigure) throws(FigureError) -> [String] {
    let size = figure.atomHeight * figure.atomWidth
    if let index = figure.atoms.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(name: "atom \(index / size)", value: figure.atoms[index])
    }
    func largest(_ values: ArraySlice<Float>) -> Float { values.lazy.map(abs).max() ?? 0 }
    let common = largest(figure.atoms[...])
    return stride(from: 0, to: figure.atoms.count, by: size).flatMap { start -> [String] in
      let values = figure.atoms[start..<(start + size)]
      let scale = figure.scaling == .eachAtom ? largest(values) : common
      return values.map { GrayPicture.gray($0, white: scale) }
    }
  }
}
