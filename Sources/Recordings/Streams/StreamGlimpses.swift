// SPDX-License-Identifier: GPL-3.0-or-later

package import Figures
internal import LatentModels
internal import Stimuli
package import Streaming
package import Video

/// A few frames of a film with what was seen of them, and the spikes of one tile: what a picture of a stream shows.
///
/// It takes no more memory for an hour than for a minute: frames and neurons are thinned as they become many.
package struct StreamGlimpses {
  /// The most pictures that are shown.
  private static let most = 6
  /// The most spikes and neurons that are kept.
  private static let (mostSpikes, mostNeurons) = (60_000, 128)

  private let tile: Int
  private let place: (left: Int, top: Int)
  private let neurons: Int
  private var kept: [StreamFigure.Moment] = []
  private var distance = 1
  private var frames = 0
  private var thinning: Int
  private var found: [(time: Double, neuron: Int)] = []
  /// The divergence of the belief after each frame from rest, in nats, all patches together.
  package private(set) var divergencesFromRest: [Double] = []

  /// Nothing seen yet; the tile is that in the middle of the picture.
  package init(of stream: RunStream) {
    let tiling = stream.tiles.tiling
    let (row, column) = (tiling.tops.count / 2, tiling.lefts.count / 2)
    tile = row * tiling.lefts.count + column
    place = (tiling.lefts[column], tiling.tops[row])
    neurons = stream.model.latents
    thinning = (neurons + Self.mostNeurons - 1) / Self.mostNeurons
  }

  /// Looks at a frame that neurons have just seen.
  package mutating func add(_ moment: FrameInference, _ tiles: FilmTiles) {
    if frames.isMultiple(of: distance) {
      kept.append(
        StreamFigure.Moment(
          seconds: moment.interval.lowerBound, frame: Self.picture(tiles.shown),
          seen: Self.picture(tiles.shown(moment.reconstruction)),
          surprise: Self.map(of: moment.divergences, tiles.tiling)))
      if kept.count == 2 * Self.most {
        kept = kept.indices.filter { $0.isMultiple(of: 2) }.map { kept[$0] }
        distance *= 2
      }
    }
    frames += 1
    divergencesFromRest.append(moment.divergencesFromRest.reduce(0, +))
    moment.forEachTrain { patch, neuron, times in
      guard patch == tile, neuron.isMultiple(of: thinning) else { return }
      for time in times { found.append((time, neuron)) }
    }
    if found.count > Self.mostSpikes {
      thinning *= 2
      found.removeAll { !$0.neuron.isMultiple(of: thinning) }
    }
  }

  /// Frames at even distances.
  package var moments: [StreamFigure.Moment] {
    guard kept.count > Self.most else { return kept }
    return (0..<Self.most).map { kept[$0 * (kept.count - 1) / (Self.most - 1)] }
  }

  /// The rows of the raster.
  package var rows: Int { (neurons + thinning - 1) / thinning }

  /// When neurons fired, and in which row.
  package var spikes: [(time: Double, row: Int)] {
    found.map { (time: $0.time, row: $0.neuron / thinning) }
  }

  /// What the raster shows, in words.
  package var heading: String {
    let who = thinning == 1 ? "the \(neurons)" : "\(rows) of the \(neurons)"
    return "spikes of \(who) neurons that see the tile at \(place.left), \(place.top)"
  }

  /// A number of each tile, at the size of a frame.
  private static func map(of values: [Double], _ tiling: FrameTiling) -> GrayPicture {
    let step = max(1, (tiling.size.width + 159) / 160)
    let (width, height) = (max(1, tiling.size.width / step), max(1, tiling.size.height / step))
    let columns = (0..<width).map { place in tiling.lefts.lastIndex { $0 <= place * step } ?? 0 }
    return GrayPicture(
      (0..<height).flatMap { row in
        let first = (tiling.tops.lastIndex { $0 <= row * step } ?? 0) * tiling.lefts.count
        return columns.map { Float(values[first + $0]) }
      }, width: width)
  }

  /// A frame at a size that fits several in a row.
  private static func picture(_ image: GrayImage) -> GrayPicture {
    let step = max(1, (image.width + 159) / 160)
    let (width, height) = (max(1, image.width / step), max(1, image.height / step))
    var values: [Float] = []
    for row in 0..<height {
      for column in 0..<width {
        var sum: Float = 0
        for y in row * step..<min(image.height, (row + 1) * step) {
          for x in column * step..<min(image.width, (column + 1) * step) {
            sum += image.pixels[y * image.width + x]
          }
        }
        let pixels =
          (min(image.height, (row + 1) * step) - row * step)
          * (min(image.width, (column + 1) * step) - column * step)
        values.append(2 * sum / Float(pixels) - 1)
      }
    }
    return GrayPicture(values, width: width, white: 1)
  }
}
