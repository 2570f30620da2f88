// SPDX-License-Identifier: GPL-3.0-or-later

/// One panel of a figure of estimators.
struct EstimatorPanel: Sendable {
  static let width = 1260
  static let rowHeight = 330

  /// What a panel shows.
  enum Measure: String, CaseIterable, Sendable {
    case bias = "relative bias"
    case variance = "normalised variance"
    case cosine = "cosine to exact gradient"
  }

  /// Colors that remain distinct for color-blind readers; points differ as well.
  private static let looks: [(color: String, point: Int)] = [
    (FigureStyle.blue, 7), (FigureStyle.vermilion, 5), ("#e69f00", 9), (FigureStyle.green, 13),
    (FigureStyle.purple, 11), (FigureStyle.ink, 4),
  ]

  let section: EstimatorFigure.Section
  let measure: Measure
  /// The names of all curves of the figure; the place of a name is the place of its color.
  let names: [String]
  /// How many pixels from the top the legend of the figure stands; nil for a panel without.
  let legend: Int?

  func draw(on drawing: inout Drawing, row: Int, column: Int, top: Int) {
    let left = 85 + column * 405
    let upper = top + row * Self.rowHeight
    let place = Panel(left: left, right: left + 325, top: upper, bottom: upper + 230)
    drawing.commands += place.margins(on: drawing) + axes
    drawing.commands += legend(height: drawing.height) + ["unset key"]
    var plots: [String] = []
    for curve in section.curves where !curve.abscissae.isEmpty {
      plots += lines(of: curve, on: &drawing)
    }
    drawing.commands.append(
      "plot " + (plots.isEmpty ? ["NaN notitle"] : plots).joined(separator: ", \\\n     "))
    drawing.commands.append("unset label")
  }

  private var axes: [String] {
    let note = measure == .bias ? " (dotted: chance alone)" : ""
    let heading = "\(measure.rawValue), \(section.fixed)\(note)"
    return [
      "set label 3 \(GnuplotText.quoted(heading)) at graph 0, graph 1.05 left noenhanced "
        + "font 'DejaVu Sans,11' textcolor rgb '\(FigureStyle.ink)'",
      "set xlabel \(GnuplotText.quoted(section.abscissa)) noenhanced offset 0,0.3",
      section.isLogarithmic ? "set logscale x" : "unset logscale x",
      measure == .cosine ? "unset logscale y" : "set logscale y",
      measure == .cosine ? "set yrange [*<0:1]" : "set yrange [*:*]",
      measure == .cosine ? "set ytics 0.2 format '%g'" : "set ytics autofreq format '%g'",
      "set xrange [*:*]",
    ]
  }

  /// The names in a row, each after its point: gnuplot's own key cannot stand across panels.
  private func legend(height: Int) -> [String] {
    guard let legend else { return [] }
    let middle = 1 - Double(legend + 8) / Double(height)
    var next = 90
    return names.enumerated().map { place, name in
      let look = Self.looks[place % Self.looks.count]
      let left = Double(next) / Double(Self.width)
      next += 50 + 7 * name.count
      return
        "set label \(10 + place) \(GnuplotText.quoted(name)) at screen \(left), screen \(middle) left "
        + "noenhanced font 'DejaVu Sans,10' textcolor rgb '\(FigureStyle.ink)' "
        + "point pt \(look.point) ps 0.9 lc rgb '\(look.color)' offset 1,0"
    }
  }

  private func lines(of curve: EstimatorFigure.Curve, on drawing: inout Drawing) -> [String] {
    let look = Self.looks[(names.firstIndex(of: curve.name) ?? 0) % Self.looks.count]
    let values =
      switch measure {
      case .bias: curve.bias
      case .variance: curve.variance
      case .cosine: curve.cosine
      }
    let isBias = measure == .bias
    let rows = curve.abscissae.indices.map {
      [curve.abscissae[$0], values[$0]] + (isBias ? [curve.floor[$0]] : [])
    }
    let columns = isBias ? "bias, floor" : measure.rawValue
    guard
      let data = drawing.append(
        "\(section.fixed); \(curve.name): \(section.abscissa), \(columns)", rows: rows)
    else { return [] }
    var plots = [
      "\(data) using 1:2 with linespoints lw 1.8 pt \(look.point) ps 0.8 lc rgb '\(look.color)' notitle"
    ]
    if isBias {
      plots.append("\(data) using 1:3 with lines lw 1.8 dt 3 lc rgb '\(look.color)' notitle")
    }
    return plots
  }
}
