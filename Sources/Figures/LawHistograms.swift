// SPDX-License-Identifier: GPL-3.0-or-later

/// Histograms of intervals and counts with the laws drawn in, a row for each series of a figure of laws.
struct LawHistograms {
  static let rowHeight = 165

  let series: [(series: LawFigure.Series, color: String)]
  let left: Int
  let right: Int
  let top: Int
  let bottom: Int

  func draw(on drawing: inout Drawing) {
    guard !series.isEmpty else { return }
    drawing.commands += [
      "unset label 1", "unset arrow 1", "unset logscale x", "unset grid", "unset key",
      "set format x '%h'", "set xtics autofreq", "set ytics autofreq", "set format y ''",
      "set style fill solid 0.35 noborder",
    ]
    let row = (bottom - top) / series.count
    for (index, entry) in series.enumerated() {
      let isLast = index == series.count - 1
      let place = Panel(
        left: left, right: (left + right) / 2 - 20, top: top + index * row,
        bottom: top + (index + 1) * row - (isLast ? 0 : 66))
      draw(
        entry.series.intervals, of: "\(entry.series.name): intervals, in means",
        color: entry.color, at: place, on: &drawing)
      var second = place
      (second.left, second.right) = ((left + right) / 2 + 20, right)
      draw(
        entry.series.counts, of: "\(entry.series.name): counts in a window", color: entry.color,
        at: second, on: &drawing)
    }
  }

  private func draw(
    _ bins: [(place: Double, observed: Double, law: Double)], of heading: String, color: String,
    at place: Panel, on drawing: inout Drawing
  ) {
    let rows = bins.map { [$0.place, $0.observed, $0.law] }
    guard let data = drawing.append("\(heading): place, observed, law", rows: rows) else { return }
    let width = bins.count > 1 ? bins[1].place - bins[0].place : 1
    let greatest = bins.map { max($0.observed, $0.law) }.max() ?? 1
    drawing.commands += place.margins(on: drawing)
    drawing.commands += [
      "set label 3 \(GnuplotText.quoted(heading)) at graph 0, graph 1 left offset 0,0.8 noenhanced "
        + "font 'DejaVu Sans,10' textcolor rgb '\(FigureStyle.ink)'",
      "set xlabel \(place.bottom == bottom ? "'line: the law' noenhanced" : "''")",
      "set xrange [\(bins[0].place - width / 2):\(bins[bins.count - 1].place + width / 2)]",
      "set yrange [0:\(greatest > 0 ? 1.15 * greatest : 1)]", "set boxwidth \(width)",
      "plot \(data) using 1:2 with boxes lc rgb '\(color)' notitle, \\\n     "
        + "\(data) using 1:3 with lines lw 1.6 lc rgb '\(FigureStyle.ink)' notitle",
    ]
  }
}
