// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// How much each neuron says: histograms of the neurons' mean KL, one below the other on one axis.
///
/// Neurons that have fallen silent stand apart to the left; a dashed line marks where a rule cuts.
public struct DivergenceHistogramFigure: Figure {
  /// The neurons of one model.
  public struct Histogram: Sendable, Equatable {
    /// The words of its panel.
    public var name: String
    /// The mean KL of each neuron in nats; what is 0 or below the axis is counted at its left end.
    public var klByNeuron: [Double]
    /// The KL below which a neuron is called dead; nil draws no line.
    public var threshold: Double?

    /// The neurons of one model.
    public init(_ name: String, klByNeuron: [Double], threshold: Double? = nil) {
      self.name = name
      self.klByNeuron = klByNeuron
      self.threshold = threshold
    }
  }

  /// The models, from above.
  public var histograms: [Histogram]
  /// The line above; empty for none.
  public var title: String

  /// A figure of these models.
  public init(_ histograms: [Histogram], title: String = "") {
    self.histograms = histograms
    self.title = title
  }

  private static let width = 900
  private static let rowHeight = 130
  /// The left end of the axis, in powers of ten of a nat.
  private static let leftEnd = -6.0
  private static let binWidth = 0.1

  public func drawing() throws(FigureError) -> Drawing {
    guard histograms.contains(where: { !$0.klByNeuron.isEmpty }) else {
      throw .nothingToDraw("the KL of the neurons")
    }
    let titleLines = FigureStyle.titleLines(title, width: Self.width)
    let top = FigureStyle.titleHeight(titleLines)
    var drawing = Drawing(
      width: Self.width, height: top + histograms.count * Self.rowHeight + 50)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + FigureStyle.axes + [
        "set style fill solid 0.85 noborder", "set boxwidth \(0.92 * Self.binWidth)", "unset key",
        "set xrange [\(Self.leftEnd - 2 * Self.binWidth):\(rightEnd)]",
        "set offsets 0, 0, graph 0.15, 0",
      ]
    for (row, histogram) in histograms.enumerated() {
      draw(histogram, row: row, top: top, on: &drawing)
    }
    drawing.commands.append("unset multiplot")
    return drawing
  }

  private var rightEnd: Double {
    let largest = histograms.flatMap(\.klByNeuron).filter(\.isFinite).max() ?? 1
    return max(0.5, log10(max(largest, 1e-6)).rounded(.up))
  }

  private func draw(_ histogram: Histogram, row: Int, top: Int, on drawing: inout Drawing) {
    let isLast = row == histograms.count - 1
    let upper = top + row * Self.rowHeight
    let place = Panel(
      left: 70, right: Self.width - 30, top: upper + 26, bottom: upper + Self.rowHeight - 14)
    let look = FigureStyle.look(row)
    drawing.commands +=
      place.margins(on: drawing) + [
        "set label 3 \(GnuplotText.quoted(histogram.name)) at graph 0, graph 1.12 left noenhanced "
          + "font 'DejaVu Sans,10' textcolor rgb '\(FigureStyle.ink)'",
        "set ytics \(tick(of: histogram))",
        isLast ? "set xlabel 'mean KL of a neuron (nats)'" : "unset xlabel",
        "set xtics 1 format '\(isLast ? "10^{%g}" : "")'",
      ]
    drawing.commands.append(
      histogram.threshold.map { threshold in
        "set arrow 1 from first \(log10(max(threshold, 1e-12))), graph 0 to "
          + "first \(log10(max(threshold, 1e-12))), graph 1.05 nohead dt 2 lw 1.6 lc rgb '\(FigureStyle.ink)'"
      } ?? "unset arrow 1")
    let data = drawing.append(
      "\(histogram.name): middle of the bin, log10 of nats; neurons", rows: bins(of: histogram))
    // gnuplot refuses to find a range for nothing.
    drawing.commands +=
      data.map {
        ["set yrange [0:*]", "plot \($0) using 1:2 with boxes lc rgb '\(look.color)' notitle"]
      } ?? ["set yrange [0:1]", "plot NaN notitle"]
    drawing.commands.append("unset label")
  }

  /// The distance of the marks up the axis, three or four of them.
  private func tick(of histogram: Histogram) -> Double {
    FigureStyle.niceStep(atLeast: (bins(of: histogram).map { $0[1] }.max() ?? 1) / 4)
  }

  private func bins(of histogram: Histogram) -> [[Double]] {
    var counts: [Int: Double] = [:]
    for kl in histogram.klByNeuron where !kl.isNaN {
      let exponent = max(Self.leftEnd, log10(max(kl, 1e-300)))
      counts[Int(((exponent - Self.leftEnd) / Self.binWidth).rounded(.down)), default: 0] += 1
    }
    return counts.sorted { $0.key < $1.key }.map { bin, count in
      [Self.leftEnd + (Double(bin) + 0.5) * Self.binWidth, count]
    }
  }
}
