// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Randomness
internal import Runs
internal import SpikeFormats
internal import Streaming
internal import Video

extension Stream {
  /// How the file came about, for the file itself.
  private struct Settings: Encodable {
    let run: String
    let video: [String]
    let size: String
    let tiles: Int
    let stride: Int
    let stepsPerFrame: Int
    let frameRate: Double
    let start: StreamOptions.FrameStart
    let pace: StreamPacing.Lateness?
    let droppedFrames: Int
  }

  /// What is known before the first spike: the subject, the time, and the source.
  func recording(
    _ tiling: FrameTiling, neuronsPerTile: Int, record: StreamRecord, film: VideoSource,
    timing: StreamTiming
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
    let settings = Settings(
      run: URL(fileURLWithPath: run).lastPathComponent,
      video: video.map { URL(fileURLWithPath: $0).lastPathComponent }, size: "\(film.size)",
      tiles: tiling.count,
      stride: tiling.stride, stepsPerFrame: stepsPerFrame, frameRate: 1 / timing.frameInterval,
      start: start, pace: chosenPace, droppedFrames: record.dropped)
    return try SpikeRecording(
      neuronCount: tiling.count * neuronsPerTile,
      presentations: record.observed.map {
        Presentation(start: $0.lowerBound, stop: $0.upperBound)
      },
      neuronColumns: [
        column("tile_left", "The first column of pixels the neuron sees.") { tile, _ in
          tiling.lefts[tile % columns]
        },
        column("tile_top", "The first row of pixels the neuron sees.") { tile, _ in
          tiling.tops[tile / columns]
        },
        column("feature", "The column of the dictionary the neuron stands for.") { _, neuron in
          neuron
        },
      ],
      provenance: try Provenance(
        programVersion: InterspikeCommand.version, seed: seed.seed,
        stream: seed.sequence().stream, streamVersion: SeedSequence.streamVersion,
        configuration: JSONText.encode(settings)))
  }
}
