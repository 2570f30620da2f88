// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// A raster of more rows than a picture has room for, counted into its pixels.
///
/// Every pixel is some neurons during some time. One without a spike is white, one with a spike is never paler than
/// ``palest``, and the pixel of most spikes is black.
struct RasterDensity: Equatable {
  /// Rasters of more rows than this are counted.
  static let mostRows = 1200
  /// How dark the pixel of one spike is at least, from 0 for white to 1 for ink.
  static let palest = 0.35

  /// How many neurons share a line of pixels.
  let neuronsPerLine: Int
  /// The lines of pixels, the lowest first.
  let lines: Int
  /// The pixels of a line.
  let columns: Int
  /// Spikes of each pixel; shape `[lines, columns]`.
  let counts: [Int]

  /// The spikes of most spikes in a pixel.
  var highest: Int { counts.max() ?? 0 }

  init(_ raster: SpikeRaster, columns: Int) {
    let each = (raster.neuronCount + Self.mostRows - 1) / Self.mostRows
    let lines = (raster.neuronCount + each - 1) / each
    var counts = [Int](repeating: 0, count: lines * columns)
    let start = raster.interval.lowerBound
    let scale = Double(columns) / raster.duration
    for neuron in 0..<raster.neuronCount {
      let line = neuron / each * columns
      for time in raster.times(of: neuron) {
        counts[line + min(Int((time - start) * scale), columns - 1)] += 1
      }
    }
    neuronsPerLine = each
    self.lines = lines
    self.columns = columns
    self.counts = counts
  }

  /// The counts as lines of text, the lowest neurons first.
  var matrix: some Sequence<String> {
    (0..<lines).lazy.map { line in
      counts[line * columns..<(line + 1) * columns].map(String.init).joined(separator: " ")
    }
  }
}
