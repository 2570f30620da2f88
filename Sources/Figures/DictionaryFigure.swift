// SPDX-License-Identifier: GPL-3.0-or-later

/// A mosaic of small gray pictures: the atoms of a dictionary, receptive fields, reconstructions.
///
/// Values map to gray symmetrically about zero: black is −m, the middle gray 0, white +m, where m
/// is the largest absolute value of the atom (or of all, see ``Scaling``). An atom of zeros is
/// an even gray. Pixels stay crisp: each is a whole number of screen pixels in PNG.
public struct DictionaryFigure: Figure {
  /// What the grays of one atom are relative to.
  public enum Scaling: Sendable, Equatable {
    /// The largest absolute value of each atom: the shape of weak atoms is seen too.
    case eachAtom
    /// The largest absolute value of all atoms: their strengths compare.
    case allAtoms
  }

  /// What an atom is tuned to.
  public struct Tuning: Sendable, Equatable {
    /// The direction in which the carrier varies, in radians, from 0 to below π.
    public var orientation: Double
    /// Cycles a pixel.
    public var frequency: Double

    /// The orientation in radians and the frequency in cycles a pixel.
    public init(orientation: Double, frequency: Double) {
      self.orientation = orientation
      self.frequency = frequency
    }
  }

  /// The atoms one after another, each row-major: **shape** [count, height, width].
  public let atoms: [Float]
  /// Rows of pixels of one atom.
  public let atomHeight: Int
  /// Columns of pixels of one atom.
  public let atomWidth: Int
  /// The line above the mosaic; empty for none.
  public var title: String
  /// Atoms in a row of the mosaic; `nil` chooses a mosaic about twice as wide as high.
  public var columns: Int?
  /// What the grays are relative to.
  public var scaling: Scaling
  /// Where the Gabor functions nearest to the atoms lie, drawn as a cloud below the mosaic; empty for none.
  public var tuning: [Tuning] = []
  /// The order in which atoms are shown, left to right, then downwards.
  public private(set) var order: [Int]

  /// A mosaic of atoms of `height` × `width` pixels.
  ///
  /// - Parameters:
  ///   - atoms: **shape** [count, height, width], row-major.
  ///   - height: rows of one atom, at least 1.
  ///   - width: columns of one atom, at least 1.
  ///   - keys: a number for each atom, such as its KL, **shape** [count]; the largest come first, equal ones in
  ///     order of index, those that are not a number last. `nil` keeps the given order.
  ///   - columns: atoms in a row of the mosaic, at least 1.
  ///   - scaling: what the grays are relative to.
  ///   - title: the line above.
  public init(
    atoms: [Float], height: Int, width: Int, sortedBy keys: [Double]? = nil,
    columns: Int? = nil, scaling: Scaling = .eachAtom, title: String = ""
  ) {
    guard height > 0 && width > 0 else {
      fatalError("atoms of \(height) × \(width) pixels have no area")
    }
    guard atoms.count.isMultiple(of: height * width) else {
      fatalError(
        "\(atoms.count) values do not make a whole number of atoms of \(height) × \(width)")
    }
    let count = atoms.count / (height * width)
    guard (columns ?? 1) > 0 else {
      fatalError("a mosaic needs at least 1 column, not \(columns ?? 1)")
    }
    if let keys {
      guard keys.count == count else {
        fatalError("\(keys.count) keys for \(count) atoms")
      }
      let keys = keys.map { $0.isNaN ? -Double.infinity : $0 }
      order = (0..<count).sorted { (keys[$1], $0) < (keys[$0], $1) }
    } else {
      order = Array(0..<count)
    }
    self.atoms = atoms
    atomHeight = height
    atomWidth = width
    self.columns = columns
    self.scaling = scaling
    self.title = title
  }

  /// How many atoms there are.
  public var count: Int { atoms.count / (atomHeight * atomWidth) }

  public func drawing() throws(FigureError) -> Drawing {
    guard count > 0 else { throw .nothingToDraw("the dictionary") }
    let mosaic = Mosaic(self)
    let titleLines = FigureStyle.titleLines(title, width: mosaic.sheetWidth)
    let top = FigureStyle.titleHeight(titleLines)
    let cloud = TuningCloud(tuning, sheetWidth: mosaic.sheetWidth)
    let bottom = top + mosaic.pixelHeight
    var drawing = Drawing(
      width: mosaic.sheetWidth, height: bottom + Mosaic.margin + (cloud?.height ?? 0))
    let lines = try mosaic.lines(of: self)
    guard
      let data = drawing.append(
        "grey of each pixel, -1 to 1; 2 is the gap between atoms", lines: lines)
    else { throw .nothingToDraw("the dictionary") }
    let left = (mosaic.sheetWidth - mosaic.pixelWidth) / 2
    let panel = Panel(
      left: left, right: left + mosaic.pixelWidth, top: top, bottom: bottom)
    drawing.commands =
      (cloud == nil ? [] : ["set multiplot"]) + FigureStyle.title(titleLines, drawing: drawing)
      + panel.margins(on: drawing) + [
        "unset key", "unset border", "unset tics", "unset colorbox",
        "# Greys from -1 to 1, then the colour of the gaps.",
        "set palette defined (-1 '#000000', 1 '#ffffff', 1 '#ffffff', 2 '#ffffff')",
        "set cbrange [-1:2]",
        "set xrange [-0.5:\(mosaic.width - 1).5]",
        "set yrange [\(mosaic.height - 1).5:-0.5]",
        "plot \(data) matrix with image",
      ]
    cloud?.draw(on: &drawing, top: bottom + Mosaic.margin)
    return drawing
  }
}
