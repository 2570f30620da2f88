// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
package import Randomness
package import SpikeFormats
package import Streaming
package import Video

/// How the spikes of a stream came about, for their file.
package struct StreamRecording: Encodable {
  private let run: String
  private let video: [String]
  private let size: String
  private let tiles: Int
  private let stride: Int
  private let stepsPerFrame: Int
  private let frameRate: Double
  private let start: StreamOptions.FrameStart
  private let pace: StreamPacing.Lateness?
  private let droppedFrames: Int

  /// The stream of a run that watched videos; folders are left out.
  package init(
    run: String, video: [String], tiles: FilmTiles, size: FrameSize, options: StreamOptions,
    pace: StreamPacing.Lateness?, record: StreamRecord
  ) {
    self.run = URL(fileURLWithPath: run).lastPathComponent
    self.video = video.map { URL(fileURLWithPath: $0).lastPathComponent }
    self.size = "\(size)"
    (self.tiles, stride) = (tiles.tiling.count, tiles.tiling.stride)
    stepsPerFrame = options.timing.stepsPerFrame
    frameRate = 1 / options.timing.frameInterval
    (start, self.pace, droppedFrames) = (options.start, pace, record.dropped)
  }

  /// What is known before the first spike: what each neuron sees, the time, and the source.
  ///
  /// - Throws: `SpikeFileError`.
  package func recording(
    _ tiling: FrameTiling, neuronsPerTile: Int, observed: [Range<Double>], seed: SeedSequence
  ) throws -> SpikeRecording {
    func column(_ name: String, _ description: String, _ value: (_ tile: Int, _ neuron: Int) -> Int)
      -> NeuronColumn
    {
      NeuronColumn(
        name: name, description: description,
        values: (0..<tiling.count * neuronsPerTile).map {
          Double(value($0 / neuronsPerTile, $0 % neuronsPerTile))
        })
    }
    let columns = tiling.lefts.count
    return try SpikeRecording(
      neuronCount: tiling.count * neuronsPerTile,
      presentations: observed.map { Presentation(start: $0.lowerBound, stop: $0.upperBound) },
      neuronColumns: [
        column("tile_left", "The first column of pixels the neuron sees.") { tile, _ in
          tiling.lefts[tile % columns]
        },
        column("tile_top", "The first row of pixels the neuron sees.") { tile, _ in
          tiling.tops[tile / columns]
        },
        column("feature", "The column of the dictionary the neuron stands for.") { $1 },
      ], provenance: try Provenance(seed, self))
  }
}
