// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The sheet of a figure of what spikes carry: three pictures and a raster in each column.
struct SpikesCarrySheet {
  private static let names = 150
  private static let picture = 150
  private static let gap = 30
  private static let line = 20
  private static let rasterHeight = 190

  private let figure: SpikesCarryFigure
  private let titleLines: [String]
  private let width: Int
  private let top: Int

  init(_ figure: SpikesCarryFigure) {
    self.figure = figure
    width = max(600, Self.names + figure.columns.count * (Self.picture + Self.gap) + Self.gap)
    titleLines = FigureStyle.titleLines(figure.title, width: width)
    top = FigureStyle.titleHeight(titleLines) + 6
  }

  private var rowHeight: Int { Self.picture + Self.line + 8 }
  private var rasterTop: Int { top + 3 * rowHeight + 4 }

  func drawing() -> Drawing {
    var drawing = Drawing(width: width, height: rasterTop + Self.rasterHeight + 62)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + rowNames(on: drawing)
    for (index, column) in figure.columns.enumerated() {
      let left = Self.names + index * (Self.picture + Self.gap)
      draw(column, left: left, on: &drawing)
    }
    drawing.commands.append("unset multiplot")
    return drawing
  }

  private func rowNames(on drawing: Drawing) -> [String] {
    let time = String(format: "%.4g", figure.window * 1000)
    let middles = (0..<3).map { top + $0 * rowHeight + Self.picture / 2 }
    let rows = [
      (["shown"], middles[0]), (["decoded from", "one trial,", "\(time) ms"], middles[1]),
      (["decoded from", "\(figure.trials) trials,", "mean"], middles[2]),
      (["spikes of", "the first trial,", "a row a neuron"], rasterTop + Self.rasterHeight / 2),
    ]
    return rows.enumerated().map { index, row in
      label(
        20 + index, GnuplotText.quoted(lines: row.0), x: Self.names - 16,
        y: row.1 - 9 * (row.0.count - 1), align: "right", on: drawing)
    }
  }

  private func draw(
    _ column: SpikesCarryFigure.Column, left: Int, on drawing: inout Drawing
  ) {
    // Most of a picture lies within two and a half standard deviations; what is beyond is black or white.
    let power = column.shown.reduce(0) { $0 + $1 * $1 } / Float(max(1, column.shown.count))
    let white = 2.5 * power.squareRoot()
    let count = column.spikes.reduce(0) { $0 + $1.count }
    let pictures = [
      (column.shown, ""),
      (
        column.once,
        "\(explained(column.shown, column.once)) · \(count) spike\(count == 1 ? "" : "s")"
      ),
      (column.mean, explained(column.shown, column.mean)),
    ]
    for (row, (values, words)) in pictures.enumerated() {
      let upper = top + row * rowHeight
      let picture = GrayPicture(values, width: figure.pictureWidth, white: white)
      guard let data = drawing.append("a picture: gray of each pixel, -1 to 1", picture: picture)
      else { continue }
      let panel = Panel(
        left: left, right: left + Self.picture, top: upper, bottom: upper + Self.picture)
      drawing.commands +=
        panel.margins(on: drawing) + GrayPicture.grays + [
          "unset key", "unset border", "unset tics", "unset xlabel",
          "set xrange [-0.5:\(picture.width - 1).5]",
          "set yrange [\(picture.height - 1).5:-0.5]",
          label(
            10, GnuplotText.quoted(words), x: left + Self.picture / 2,
            y: upper + Self.picture + Self.line / 2, align: "center", on: drawing),
          "plot \(data) matrix with image", "unset label",
        ]
    }
    drawSpikes(of: column, left: left, on: &drawing)
  }

  private func drawSpikes(
    of column: SpikesCarryFigure.Column, left: Int, on drawing: inout Drawing
  ) {
    let firing = column.spikes.filter { !$0.isEmpty }.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
    let panel = Panel(
      left: left, right: left + Self.picture, top: rasterTop,
      bottom: rasterTop + Self.rasterHeight)
    drawing.commands +=
      panel.margins(on: drawing) + FigureStyle.axes + [
        "set xrange [0:\(figure.window * 1000)]", "unset ytics",
        "set xtics nomirror \(figure.window * 500) font 'DejaVu Sans,9'",
        "set xlabel 'time (ms)' offset 0,0.4 font 'DejaVu Sans,9'",
        "set yrange [-1:\(max(1, firing.count))]",
      ]
    let rows = firing.enumerated().flatMap { row, times in times.map { [$0 * 1000, Double(row)] } }
    guard let data = drawing.append("spikes: milliseconds, row", rows: rows) else {
      drawing.commands.append("plot NaN notitle")
      return
    }
    drawing.commands.append(
      "plot \(data) using 1:($2-0.4):(0):(0.8) with vectors nohead lw 1.4 lc rgb '\(FigureStyle.ink)' notitle"
    )
  }

  private func explained(_ shown: [Float], _ decoded: [Float]) -> String {
    String(format: "R² %.2f", SpikesCarryFigure.explained(shown, by: decoded))
  }

  private func label(
    _ tag: Int, _ text: String, x: Int, y: Int, align: String, on drawing: Drawing
  ) -> String {
    "set label \(tag) \(text) at screen \(Double(x) / Double(drawing.width)), "
      + "screen \(1 - Double(y) / Double(drawing.height)) \(align) noenhanced "
      + "font 'DejaVu Sans,10' textcolor rgb '\(FigureStyle.ink)'"
  }
}
