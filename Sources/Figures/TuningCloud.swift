// SPDX-License-Identifier: GPL-3.0-or-later

/// The orientations and frequencies of the atoms of a dictionary, as a cloud of points below its mosaic.
struct TuningCloud {
  private static let panelHeight = 230

  private let points: [DictionaryFigure.Tuning]
  private let sheetWidth: Int

  /// Nil when there are no points.
  init?(_ points: [DictionaryFigure.Tuning], sheetWidth: Int) {
    guard !points.isEmpty else { return nil }
    self.points = points
    self.sheetWidth = sheetWidth
  }

  /// The pixels that the cloud takes, with its axes.
  var height: Int { Self.panelHeight + 70 }

  func draw(on drawing: inout Drawing, top: Int) {
    let rows = points.map { [$0.orientation * 180 / .pi, $0.frequency] }
    guard
      let data = drawing.append(
        "atoms: orientation in degrees, frequency in cycles a pixel", rows: rows)
    else { return }
    let panel = Panel(
      left: 90, right: sheetWidth - Mosaic.margin, top: top + 8, bottom: top + 8 + Self.panelHeight)
    drawing.commands +=
      panel.margins(on: drawing) + FigureStyle.axes + [
        "unset label", "set xrange [0:180]", "set xtics nomirror 30", "set yrange [0:0.5]",
        "set ytics nomirror 0.1",
        "set grid xtics ytics lc rgb '\(FigureStyle.fainter)' lt 1 lw 1",
        "set xlabel 'orientation in which the atom varies (degrees)' offset 0,0.2",
        "set ylabel 'frequency (cycles a pixel)'",
        "plot \(data) using 1:2 with points pt 7 ps 0.7 lc rgb '\(FigureStyle.blue)'",
        "unset multiplot",
      ]
  }
}
