// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// The pictures that were shown, above a raster, each over the stretch of time in which it was.
struct StimulusStrip {
  /// The largest side of a picture, and the room below it, in pixels.
  private static let largest = 64.0
  private static let gap = 6

  private let pictures: [GrayPicture]
  private let onsets: [Double]
  private let ends: [Double]
  private let interval: Range<Double>
  private let panel: Panel
  /// Pixels of the sheet in one pixel of a picture.
  private let scale: Double

  /// Nil when there are no pictures, or no room for them.
  init?(_ figure: RasterFigure, top: Int, left: Int, right: Int) {
    guard let first = figure.stimuli.first, figure.raster.duration > 0 else { return nil }
    pictures = figure.stimuli
    onsets = figure.presentationBoundaries
    interval = figure.raster.interval
    ends = onsets.dropFirst() + [interval.upperBound]
    let shortest = zip(onsets, ends).map { $1 - $0 }.min() ?? 0
    let room = shortest / figure.raster.duration * Double(right - left) - 4
    guard room >= 12 else { return nil }
    scale = min(room, Self.largest) / Double(max(first.width, first.height))
    panel = Panel(
      left: left, right: right, top: top,
      bottom: top + Int((Double(first.height) * scale).rounded(.up)))
  }

  /// Where the raster begins.
  var bottom: Int { panel.bottom + Self.gap }

  func draw(on drawing: inout Drawing, unit: Double) {
    let seconds = (interval.upperBound - interval.lowerBound) / Double(panel.right - panel.left)
    let height = pictures[0].height
    let plots = zip(pictures, zip(onsets, ends)).compactMap { picture, stretch -> String? in
      let middle = (stretch.0 + stretch.1) / 2
      let left = middle - Double(picture.width - 1) / 2 * scale * seconds
      return drawing.append("a stimulus: gray of each pixel, -1 to 1", picture: picture).map {
        "\($0) matrix using ((\(left)+$1*\(scale * seconds))*unit):(\(height - 1)-$2):3 with image"
      }
    }
    drawing.commands +=
      panel.margins(on: drawing) + GrayPicture.grays + [
        "unset border", "unset xtics", "unset ytics", "set yrange [-0.5:\(height - 1).5]",
        "plot \(plots.joined(separator: ", \\\n     "))",
        "unset label 1",
      ] + FigureStyle.axes + ["set xtics nomirror \(step(unit))"]
  }

  private func step(_ unit: Double) -> Double {
    FigureStyle.niceStep(atLeast: (interval.upperBound - interval.lowerBound) * unit / 12)
  }
}
