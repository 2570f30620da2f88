// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Foundation
internal import Runs
internal import Tensors

/// The atoms a model learned, and how much each one matters.
struct LearnedDictionary {
  /// The side of the square patches of photographs, in pixels.
  static let side = 16

  let name: String
  let title: String
  /// Shape [pixels, atoms], with atoms of length 1.
  let atoms: Tensor
  /// The KL of each neuron, or how often each atom is used.
  let importance: [Double]
  /// What the importance measures, for a caption.
  let order: String
  /// Whether each atom belongs to a neuron that carries information.
  let isLive: [Bool]

  /// The atoms one after another.
  var rows: [Float] { atoms.transposed().values }

  /// Live atoms, the most important first.
  var live: [Int] {
    importance.indices.filter { isLive[$0] }
      .sorted { (importance[$1], $0) < (importance[$0], $1) }
  }

  /// A mosaic of at most this many live atoms, evenly spaced in their order.
  func mosaic(of count: Int) -> DictionaryFigure {
    let (live, rows, size) = (live, rows, Self.side * Self.side)
    let shown = (0..<min(count, live.count)).map { live[$0 * live.count / min(count, live.count)] }
    return DictionaryFigure(
      atoms: shown.flatMap { rows[$0 * size..<($0 + 1) * size] }, height: Self.side,
      width: Self.side, columns: 20)
  }
}

/// Gabor functions fitted to the live atoms of a dictionary.
struct GaborCensus {
  let dictionary: LearnedDictionary
  /// One fit per live atom; nil where no Gabor function fits.
  let fits: [GaborFit?]

  init(_ dictionary: LearnedDictionary, threads: Int) {
    self.dictionary = dictionary
    fits = GaborFit.fits(
      of: dictionary.atoms, columns: LearnedDictionary.side, rows: LearnedDictionary.side,
      atoms: dictionary.live, threads: threads)
  }

  /// The variance that each live atom's Gabor function explains; 0 where none fits.
  private var explained: [Double] { fits.map { max(0, $0?.explainedVariance ?? 0) } }

  private var gaborLike: [GaborFit] { fits.compactMap { $0 }.filter(\.isGaborLike) }

  /// The share of live atoms that are Gabor-like; nil when no atoms are alive.
  var share: Double? { fits.isEmpty ? nil : Double(gaborLike.count) / Double(fits.count) }

  /// The median of the values, or a dash when the list is empty.
  private static func middle(_ values: [Double], decimals: Int) -> String {
    median(values).map { Text.fixed($0, decimals: decimals) } ?? "–"
  }

  var json: JSONValue {
    .object([
      "dictionary": .text(dictionary.name), "live": .integer(fits.count),
      "atoms": .integer(dictionary.importance.count),
      "gabor_like": share.map { .measured($0) } ?? .null,
      "explained_variance": .list(explained.map { .measured($0) }),
    ])
  }

  static func table(_ found: [GaborCensus]) -> ReportPage.Table {
    ReportPage.Table(
      [
        "dictionary", "live atoms", "Gabor-like", "median explained variance",
        "median frequency (cycles/pixel)", "median aspect",
      ],
      rows: found.map { census in
        [
          census.dictionary.title, "\(census.fits.count) of \(census.dictionary.importance.count)",
          census.share.map { "\(Text.fixed(100 * $0, decimals: 1)) %" } ?? "–",
          middle(census.explained, decimals: 3),
          middle(census.gaborLike.map(\.frequency), decimals: 3),
          middle(census.gaborLike.map(\.aspectRatio), decimals: 2),
        ]
      })
  }

  static func figure(_ found: [GaborCensus]) -> RelationFigure {
    RelationFigure([
      RelationFigure.Plot(
        "how well Gabor functions fit", abscissa: "explained variance, at least",
        ordinate: "share of live atoms",
        series: found.map { census in
          .init(
            census.dictionary.title,
            (0...50).map { step in
              let least = Double(step) / 50
              let count = census.explained.count { $0 >= least }
              return .init(x: least, y: Double(count) / Double(max(1, census.fits.count)))
            }, style: .curve)
        }),
      RelationFigure.Plot(
        "what they look for", abscissa: "orientation (degrees)",
        ordinate: "spatial frequency (cycles/pixel)",
        series: found.filter { ["poisson", "lca"].contains($0.dictionary.name) }.map { census in
          .init(
            census.dictionary.title,
            census.gaborLike.map {
              .init(x: $0.orientation * 180 / .pi, y: $0.frequency)
            }, style: .points)
        }),
    ])
  }
}
