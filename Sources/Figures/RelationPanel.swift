// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// One panel of a figure of measurements.
struct RelationPanel: Sendable {
  static let width = 560
  static let height = 420

  let plot: RelationFigure.Plot
  /// The names of the whole figure; the place of a name decides its looks.
  let names: [String]

  func draw(on drawing: inout Drawing, left: Int, top: Int) {
    let place = Panel(
      left: left + 85, right: left + Self.width - 25, top: top + 34,
      bottom: top + Self.height - 62)
    drawing.commands += place.margins(on: drawing) + axes + ["unset key"]
    let labels = PointLabels(
      plot, width: Double(place.right - place.left), height: Double(place.bottom - place.top))
    var plots: [String] = []
    for (series, corners) in zip(plot.series, labels.corners) {
      plots += lines(of: series, on: &drawing)
      plots += words(of: series, at: corners, on: &drawing)
    }
    // gnuplot refuses to find a range for nothing.
    drawing.commands +=
      plots.isEmpty
      ? ["set xrange [1:2]", "set yrange [1:2]", "plot NaN notitle"]
      : ["plot " + plots.joined(separator: ", \\\n     ")]
  }

  private var axes: [String] {
    func scale(_ axis: String, _ isLogarithmic: Bool, _ step: Double?) -> [String] {
      [
        "\(isLogarithmic ? "set" : "unset") logscale \(axis)",
        "set \(axis)tics \(step.map { "\($0)" } ?? "autofreq") format '\(isLogarithmic ? "%g" : "%h")'",
        "set \(axis)range [*:*]", "set autoscale \(axis)fix",
        "set offsets graph 0.03, graph 0.06, graph 0.05, graph 0.05",
      ]
    }
    return scale("x", plot.hasLogarithmicAbscissa, plot.abscissaStep)
      + scale("y", plot.hasLogarithmicOrdinate, plot.ordinateStep) + marks + heights
      + [
        "set label 3 \(GnuplotText.quoted(plot.heading)) at graph 0, graph 1.05 left noenhanced "
          + "font 'DejaVu Sans,11' textcolor rgb '\(FigureStyle.ink)'",
        "set xlabel \(GnuplotText.quoted(plot.abscissa)) noenhanced offset 0,0.3",
        "set ylabel \(GnuplotText.quoted(plot.ordinate)) noenhanced offset 0,0",
      ]
  }

  /// Marks at the abscissae themselves, where a logarithmic axis has few and they stand apart.
  private var marks: [String] {
    let places = Set(
      plot.series.filter { $0.style != .curve }.flatMap(\.points).filter(\.isFinite).map(\.x)
    ).sorted()
    let stand = zip(places, places.dropFirst()).allSatisfy { $0 > 0 && $1 / $0 >= 1.6 }
    guard plot.hasLogarithmicAbscissa, (2...8).contains(places.count), stand else { return [] }
    return ["set xtics (\(places.map { "\($0)" }.joined(separator: ", ")))"]
  }

  /// Marks at 1, 2 and 5 times powers of ten on a logarithmic ordinate so short that powers of ten alone leave it bare.
  private var heights: [String] {
    let values = plot.series.flatMap(\.points).filter(\.isFinite).map(\.y)
    guard plot.hasLogarithmicOrdinate, let least = values.min(), let greatest = values.max(),
      least > 0, greatest / least < 50
    else { return [] }
    let powers = Int(log10(least).rounded(.down))...Int(log10(greatest).rounded(.up))
    var marks: [Double] = []
    for power in powers {
      for mark: Double in [1, 1.5, 2, 3, 5, 7] {
        let height: Double = mark * pow(10, Double(power))
        if height > 0.8 * least, height < 1.2 * greatest { marks.append(height) }
      }
    }
    return ["set ytics (\(marks.map { "\(Float($0))" }.joined(separator: ", ")))"]
  }

  private func lines(
    of series: RelationFigure.Series, on drawing: inout Drawing
  ) -> [String] {
    let points = series.points.filter(\.isFinite)
    guard let rank = names.firstIndex(of: series.name),
      let data = drawing.append(
        "\(plot.heading); \(series.name): \(plot.abscissa), \(plot.ordinate), half interval",
        rows: points.map { [$0.x, $0.y, $0.halfInterval] })
    else { return [] }
    let look = FigureStyle.look(rank)
    let ink = "lc rgb '\(look.color)'"
    var plots: [String] = []
    if points.contains(where: { $0.halfInterval > 0 }) {
      plots.append("\(data) using 1:2:3 with yerrorbars pt -1 lw 1.4 \(ink) notitle")
    }
    switch series.style {
    case .points:
      plots.append("\(data) using 1:2 with points pt \(look.point) ps 1.0 \(ink) notitle")
    case .joined:
      plots.append(
        "\(data) using 1:2 with linespoints lw 1.8 pt \(look.point) ps 0.9 \(ink) notitle")
    case .curve: plots.append("\(data) using 1:2 with lines lw 1.4 \(ink) notitle")
    case .published:
      plots.append(
        "\(data) using 1:2 with linespoints lw 1.2 dt 2 pt \(look.openPoint) ps 1.0 \(ink) notitle")
    }
    return plots
  }

  private func words(
    of series: RelationFigure.Series, at corners: [PointLabels.Corner?], on drawing: inout Drawing
  ) -> [String] {
    guard let rank = names.firstIndex(of: series.name) else { return [] }
    return PointLabels.Corner.allCases.compactMap { corner in
      let named = zip(series.points, corners).filter { $0.1 == corner }.map(\.0)
      let data = drawing.append(
        "words beside the points: place, text",
        lines: named.map { "\($0.x) \($0.y) \(GnuplotText.datum($0.label))" })
      return data.map {
        "\($0) using 1:2:3 with labels \(corner.placement) noenhanced font 'DejaVu Sans,8' "
          + "textcolor rgb '\(FigureStyle.look(rank).color)' notitle"
      }
    }
  }
}

/// The names of a figure above its panels, each after its point, in as many rows as they need.
struct RelationLegend: Sendable {
  private static let rowHeight = 22

  private let places: [(name: String, left: Int, row: Int)]
  private let rows: Int

  init(_ names: [String], width: Int) {
    var places: [(name: String, left: Int, row: Int)] = []
    var (left, row) = (85, 0)
    for name in names {
      // DejaVu Sans of 10 points is about 7 pixels a letter.
      let extent = 44 + 7 * name.count
      if left > 85, left + extent > width { (left, row) = (85, row + 1) }
      places.append((name, left, row))
      left += extent
    }
    self.places = places
    rows = row + 1
  }

  var height: Int { rows * Self.rowHeight + 6 }

  func commands(on drawing: Drawing, top: Int) -> [String] {
    places.enumerated().map { index, place in
      let look = FigureStyle.look(index)
      let x = Double(place.left) / Double(drawing.width)
      let y = 1 - Double(top + 8 + place.row * Self.rowHeight) / Double(drawing.height)
      return
        "set label \(100 + index) \(GnuplotText.quoted(place.name)) at screen \(x), screen \(y) left "
        + "noenhanced font 'DejaVu Sans,10' textcolor rgb '\(FigureStyle.ink)' "
        + "point pt \(look.point) ps 0.9 lc rgb '\(look.color)' offset 1,0"
    }
  }
}
