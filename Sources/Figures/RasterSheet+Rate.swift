// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

extension RasterSheet {
  /// The mean rate over the population, below the spikes.
  func drawRate(on drawing: inout Drawing) throws(FigureError) {
    let histogram = try histogram
    let highest = histogram.rates.max() ?? 0
    let top = highest > 0 ? highest * 1.1 : 1
    drawing.commands.append("unset label")
    drawing.commands += rate.margins(on: drawing)
    drawing.commands += [
      "set format x '%.10g'",
      "set xlabel 'time (\(unit == 1 ? "s" : "ms"))' offset 0,0.2",
      "set yrange [0:\(top)]",
      "set ytics nomirror 0,\(FigureStyle.niceStep(atLeast: top / 4))",
      label("rate (Hz)", beside: rate, on: drawing),
    ]
    // The outline as one polygon: bars drawn one by one show seams between them.
    let start = figure.raster.interval.lowerBound
    let rows = histogram.rates.indices.flatMap { bin in
      [histogram.edges[bin], histogram.edges[bin + 1]].map { [start + $0, histogram.rates[bin]] }
    }
    var plots = ["NaN"]
    let name = "mean rate over the population, both ends of each bin: seconds, Hz"
    if let data = drawing.append(name, rows: rows) {
      let curve = "\(data) using ($1*unit):2 with"
      plots += [
        "\(curve) filledcurves y1=0 fs solid 0.25 noborder lc rgb '\(FigureStyle.blue)'",
        "\(curve) lines lw 1.2 lc rgb '\(FigureStyle.blue)'",
      ]
    }
    drawing.commands.append(plot(plots))
  }

  private var histogram: PeristimulusTimeHistogram {
    get throws(FigureError) {
      let duration = figure.raster.duration
      let binWidth = figure.binWidth ?? FigureStyle.niceStep(atLeast: duration / 150)
      guard binWidth > 0, binWidth.isFinite, duration / binWidth <= 100_000 else {
        throw .badBinWidth(binWidth: binWidth, duration: duration)
      }
      do {
        guard
          let histogram = try PeristimulusTimeHistogram(
            trials: [figure.raster], binWidth: binWidth)
        else { throw FigureError.nothingToDraw("the population of the raster") }
        return histogram
      } catch let error as FigureError {
        throw error
      } catch {
        throw .badBinWidth(binWidth: binWidth, duration: duration)
      }
    }
  }
}
