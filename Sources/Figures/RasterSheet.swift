// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import SpikeTrains

/// The sheet of a raster figure: where its two panels stand and what is drawn in them.
struct RasterSheet {
  private static let width = 1200
  private static let rateHeight = 120
  private static let distance = 22

  let figure: RasterFigure
  private let titleLines: [String]
  private let strip: StimulusStrip?
  private let spikes: Panel
  let rate: Panel
  /// Shown units of time in a second.
  let unit: Double
  /// What is drawn in place of spikes where there are too many rows.
  private let density: RasterDensity?

  init(_ figure: RasterFigure) {
    self.figure = figure
    let name = [figure.title, figure.seed.map { "seed \($0)" } ?? ""]
      .filter { !$0.isEmpty }.joined(separator: " · ")
    titleLines = FigureStyle.titleLines(name, width: Self.width)
    let (left, right) = (90, 1170)
    let strip = StimulusStrip(
      figure, top: FigureStyle.titleHeight(titleLines) + 4, left: left, right: right)
    self.strip = strip
    let top = strip?.bottom ?? FigureStyle.titleHeight(titleLines) + 4
    let count = figure.raster.neuronCount
    density =
      count > RasterDensity.mostRows
      ? RasterDensity(figure.raster, columns: right - left) : nil
    let bottom = top + (density?.lines ?? Self.rasterHeight(neuronCount: count))
    spikes = Panel(left: left, right: right, top: top, bottom: bottom)
    rate = Panel(
      left: left, right: right, top: bottom + Self.distance,
      bottom: bottom + Self.distance + Self.rateHeight)
    let interval = figure.raster.interval
    unit = interval.upperBound - interval.lowerBound < 1 ? 1000 : 1
  }

  /// Pixels of one row: whole numbers, so that equal spikes look equal.
  static func rowHeight(neuronCount: Int) -> Double {
    switch neuronCount {
    case ...8: 120 / Double(neuronCount)
    case ...40: 14
    default: Double(max(2, 560 / neuronCount))
    }
  }

  /// The length of a spike in rows: whole pixels too, with a gap between rows where there is room.
  static func tickLength(neuronCount: Int) -> Double {
    let row = rowHeight(neuronCount: neuronCount)
    return row < 3 ? 1 : (0.8 * row).rounded(.down) / row
  }

  /// Empty rows below the first and above the last neuron.
  private static func emptyRows(neuronCount: Int) -> Int {
    neuronCount > 100 ? neuronCount / 100 : 0
  }

  private static func rasterHeight(neuronCount: Int) -> Int {
    let rows = neuronCount + 2 * emptyRows(neuronCount: neuronCount)
    return Int((Double(rows) * rowHeight(neuronCount: neuronCount)).rounded())
  }

  func drawing() throws(FigureError) -> Drawing {
    var drawing = Drawing(width: Self.width, height: rate.bottom + 62)
    let interval = figure.raster.interval
    let step = FigureStyle.niceStep(
      atLeast: (interval.upperBound - interval.lowerBound) * unit / 12)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + FigureStyle.axes + [
        "unset key",
        "# Multiply seconds by this number to get the unit shown.",
        "unit = \(unit)",
        "set xrange [\(interval.lowerBound * unit):\(interval.upperBound * unit)]",
        "set xtics nomirror \(step)",
      ]
    strip?.draw(on: &drawing, unit: unit)
    drawSpikes(on: &drawing)
    try drawRate(on: &drawing)
    drawing.commands.append("unset multiplot")
    return drawing
  }

  private func drawSpikes(on drawing: inout Drawing) {
    let count = figure.raster.neuronCount
    let margin = 0.5 + Double(Self.emptyRows(neuronCount: count))
    let range =
      density.map { -0.5...Double($0.lines * $0.neuronsPerLine) - 0.5 }
      ?? -margin...(Double(count) - 1 + margin)
    drawing.commands += spikes.margins(on: drawing)
    drawing.commands += [
      "set format x ''",
      "set yrange [\(range.lowerBound):\(range.upperBound)]",
      rowTics,
      label(rowLabel, beside: spikes, on: drawing),
    ]
    var plots = ["NaN"]
    if let density { plots += image(of: density, on: &drawing) }
    for (name, times, color) in boundaries {
      guard let data = drawing.append("\(name): seconds", rows: times.map { [$0] }) else {
        continue
      }
      plots.append(
        "\(data) using ($1*unit):(\(range.lowerBound)):(0):(\(range.upperBound - range.lowerBound)) "
          + "with vectors nohead lw 1 lc rgb '\(color)'")
    }
    if density == nil { plots += ticks(on: &drawing) }
    if let rows = figure.neurons {
      _ = drawing.append(
        "row from below, neuron", lines: rows.enumerated().lazy.map { "\($0.offset) \($0.element)" }
      )
    }
    drawing.commands.append(plot(plots))
  }

  /// A tick for every spike.
  private func ticks(on drawing: inout Drawing) -> [String] {
    let raster = figure.raster
    let count = raster.neuronCount
    let tick = Self.tickLength(neuronCount: count)
    let lines = (0..<count).lazy.flatMap { neuron in
      raster.times(of: neuron).lazy.map { "\($0) \(neuron)" }
    }
    let row = figure.neurons == nil ? "neuron" : "row"
    guard let data = drawing.append("spikes: seconds, \(row)", lines: lines) else { return [] }
    let accented = (figure.accents.isEmpty ? 0..<0 : 0..<count).lazy.flatMap { neuron in
      raster.times(of: neuron).lazy.filter { figure.accents[neuron].contains($0) }
        .map { "\($0) \(neuron)" }
    }
    let colored = drawing.append("spikes of colored stretches: seconds, \(row)", lines: accented)
    let width = count > 150 ? 1 : 1.2
    func plot(_ data: String, _ color: String, _ width: Double) -> String {
      "\(data) using ($1*unit):($2-\(tick / 2)):(0):(\(tick)) "
        + "with vectors nohead lw \(width) lc rgb '\(color)'"
    }
    guard let colored else { return [plot(data, FigureStyle.ink, width)] }
    return [plot(data, "#8a8a8a", width), plot(colored, FigureStyle.vermilion, 1.6)]
  }

  /// A picture of the counts.
  private func image(of density: RasterDensity, on drawing: inout Drawing) -> [String] {
    guard density.highest > 0,
      let data = drawing.append(
        "spikes in each pixel: lines of \(density.neuronsPerLine) neurons from below, columns of "
          + "\(figure.raster.duration / Double(density.columns)) s", lines: density.matrix)
    else { return [] }
    drawing.commands += [
      "set palette defined (0 '#ffffff', 1 '\(FigureStyle.ink)')", "set cbrange [0:1]",
      "unset colorbox",
    ]
    let width = figure.raster.duration * unit / Double(density.columns)
    let left = figure.raster.interval.lowerBound * unit
    let height = density.neuronsPerLine
    let palest = RasterDensity.palest
    return [
      "\(data) matrix using (\(left)+($1+0.5)*\(width)):(($2+0.5)*\(height)-0.5):"
        + "($3 == 0 ? 0 : \(palest)+\(1 - palest)*$3/\(Double(density.highest))) with image"
    ]
  }

  /// The numbers beside some rows: those of the neurons.
  private var rowTics: String {
    let count = figure.raster.neuronCount
    let step = Int(max(1, FigureStyle.niceStep(atLeast: Double(count) / 8)))
    let last = (count - 1) / step * step
    guard let neurons = figure.neurons else { return "set ytics nomirror 0,\(step),\(last)" }
    let tics = stride(from: 0, through: last, by: step).map { "'\(neurons[$0])' \($0)" }
    return "set ytics nomirror (\(tics.joined(separator: ", ")))"
  }

  /// What a row stands for, and a pixel where spikes are counted.
  private var rowLabel: String {
    guard let density else { return figure.row }
    let milliseconds = figure.raster.duration * 1000 / Double(density.columns)
    let time = String(format: "%.3g", milliseconds)
    return "\(figure.row); one pixel: \(density.neuronsPerLine) rows in \(time) ms; "
      + "black: \(density.highest) spike\(density.highest == 1 ? "" : "s")"
  }

  /// The vertical lines that leave room between them, lightest first.
  private var boundaries: [(name: String, times: [Double], color: String)] {
    let interval = figure.raster.interval
    let pixels = Double(spikes.right - spikes.left)
    return [
      ("trial boundaries", figure.trialBoundaries, FigureStyle.fainter),
      ("presentation boundaries", figure.presentationBoundaries, FigureStyle.faint),
    ].compactMap { name, times, color in
      let inside = times.filter { $0 > interval.lowerBound && $0 < interval.upperBound }
      return pixels / Double(inside.count + 1) < 12 ? nil : (name, inside, color)
    }
  }

  /// The name of a vertical axis; all are in one column, however wide the numbers are.
  func label(_ name: String, beside panel: Panel, on drawing: Drawing) -> String {
    let middle = 1 - Double(panel.top + panel.bottom) / 2 / Double(drawing.height)
    return
      "set label 2 '\(name)' at screen \((density == nil ? 24.0 : 14) / Double(drawing.width)), screen \(middle) "
      + "center rotate by 90 textcolor rgb '\(FigureStyle.ink)'"
  }

  func plot(_ plots: [String]) -> String {
    "plot " + plots.joined(separator: ", \\\n     ")
  }
}
