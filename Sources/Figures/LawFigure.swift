// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What tests of laws found: a p-value for each law, below one another, and the level at which they reject; beside
/// them, where they are given, the histograms of intervals and counts with the laws drawn in.
///
/// p-values of a correct sampler are spread evenly over 0 to 1, so on this logarithmic axis nine tenths of the
/// points lie in its last decade and none left of the dashed line.
public struct LawFigure: Figure {
  /// The tests of one sampler or setting.
  public struct Series: Sendable {
    /// What the legend calls it.
    public var name: String
    /// The p-value of each law; `nil` where there was no test.
    public var pValues: [(law: String, pValue: Double?)]
    /// The density of intervals in units of their mean: the middle of a bin, what was observed, what the law says.
    public var intervals: [(place: Double, observed: Double, law: Double)]
    /// The share of windows with each count: the count, what was observed, what the law says.
    public var counts: [(place: Double, observed: Double, law: Double)]

    /// A series of its parts.
    public init(
      name: String, pValues: [(law: String, pValue: Double?)],
      intervals: [(place: Double, observed: Double, law: Double)] = [],
      counts: [(place: Double, observed: Double, law: Double)] = []
    ) {
      self.name = name
      self.pValues = pValues
      self.intervals = intervals
      self.counts = counts
    }
  }

  /// The series, in the order of the legend.
  public var series: [Series]
  /// The level below which a test rejects.
  public var level: Double
  /// The line above the panel; empty for none.
  public var title: String

  /// A figure of these tests.
  public init(_ series: [Series], level: Double, title: String = "") {
    self.series = series
    self.level = level
    self.title = title
  }

  /// The least p-value that has its own place; smaller ones stand on the left edge.
  private static let least = 1e-16
  private static let looks: [(color: String, point: Int)] = [
    (FigureStyle.blue, 7), (FigureStyle.vermilion, 5), (FigureStyle.green, 9),
    (FigureStyle.purple, 13), ("#e69f00", 11), (FigureStyle.ink, 4),
  ]

  public func drawing() throws(FigureError) -> Drawing {
    let laws = series.flatMap { $0.pValues.map(\.law) }
      .reduce(into: [String]()) { laws, law in if !laws.contains(law) { laws.append(law) } }
    guard !laws.isEmpty else { throw .nothingToDraw("the tests of laws") }
    guard level > 0, level < 1 else { throw .nothingToDraw("the level of the tests") }
    let pictured = series.enumerated().filter { !$1.intervals.isEmpty && !$1.counts.isEmpty }
    let width = pictured.isEmpty ? 900 : 1320
    let titleLines = FigureStyle.titleLines(title, width: width)
    let top = FigureStyle.titleHeight(titleLines) + 40
    let height = max(26 * laws.count, LawHistograms.rowHeight * pictured.count)
    var drawing = Drawing(width: width, height: top + height + 70)
    let place = Panel(
      left: 230, right: pictured.isEmpty ? 870 : 650, top: top, bottom: top + height)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + FigureStyle.axes
    drawing.commands += place.margins(on: drawing)
    let names = laws.enumerated().map { "\(GnuplotText.quoted($1)) \($0)" }
    let found = series.flatMap { $0.pValues.compactMap(\.pValue) }.min() ?? 1
    let left = max(Self.least, min(level / 10, found))
    drawing.commands += [
      "set grid xtics ytics lc rgb '\(FigureStyle.fainter)' lt 1 lw 1",
      "set logscale x", "set format x '10^{%L}'",
      "set xrange [\(left / 2):1.5]", "set yrange [\(Double(laws.count) - 0.5):-0.5]",
      "set ytics (\(names.joined(separator: ", "))) noenhanced",
      "set xlabel 'p-value; dashed: the level at which a test rejects' noenhanced",
      "set key at graph 0, graph 1.01 left bottom horizontal Left reverse noenhanced samplen 1",
      "set arrow 1 from \(level), graph 0 to \(level), graph 1 nohead dt 2 lw 1.4 lc rgb '\(FigureStyle.ink)'",
    ]
    var plots: [String] = []
    for (index, series) in series.enumerated() {
      let look = Self.looks[index % Self.looks.count]
      let rows = series.pValues.compactMap { entry -> [Double]? in
        guard let place = laws.firstIndex(of: entry.law), let p = entry.pValue else { return nil }
        return [max(p, left), Double(place)]
      }
      guard
        let data = drawing.append(
          "\(series.name): p-value, place of the law from above", rows: rows)
      else { continue }
      plots.append(
        "\(data) using 1:2 with points pt \(look.point) ps 1 lc rgb '\(look.color)' "
          + "title \(GnuplotText.quoted(series.name))")
    }
    guard !plots.isEmpty else { throw .nothingToDraw("the tests of laws") }
    drawing.commands.append("plot " + plots.joined(separator: ", \\\n     "))
    LawHistograms(
      series: pictured.map { ($1, Self.looks[$0 % Self.looks.count].color) }, left: 740,
      right: 1290,
      top: top, bottom: top + height
    ).draw(on: &drawing)
    drawing.commands.append("unset multiplot")
    return drawing
  }
}
