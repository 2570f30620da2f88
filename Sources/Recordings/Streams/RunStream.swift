// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
public import LatentModels
public import Randomness
internal import Runs
public import SpikeFormats
public import Streaming
internal import Tensors
public import Video

/// An iterative model that watches a film, tile by tile.
///
/// ```swift
/// let model = try RunFolder(existing: "run").model().iterativePoisson(for: "a stream", run: "run")
/// let stream = try RunStream(
///   model, of: "run", watching: VideoSource("clip.mp4"), named: ["clip.mp4"], seed: SeedSequence(7))
/// for try await moment in try stream.moments() { print(moment.spikeCount) }
/// ```
public struct RunStream {
  /// The model.
  public let model: IterativePoissonVAE
  /// The film.
  public let film: VideoSource
  /// Its frames as the neurons see them.
  public let tiles: FilmTiles
  /// How the model infers.
  public let options: StreamOptions
  /// What must agree with the stream whose state is continued.
  public let scene: String
  /// Frames per second of what is written.
  let frameRate: FrameRate
  let inference: TiledInference
  let run: String
  let video: [String]

  /// Points a model at a film.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - run: the folder of its run.
  ///   - film: what it watches.
  ///   - video: the names of the film's files.
  ///   - stride: pixels from one tile to the next; nil for tiles that abut.
  ///   - frameRate: frames per second, each frame shown once; nil as in the film.
  ///   - stepsPerFrame: inference steps per frame.
  ///   - frames: how many frames at most.
  ///   - seed: the root of all draws.
  ///   - isOver: asked before every frame; true ends the film.
  ///   - rest: sets what else can be chosen.
  /// - Throws: `RunError` for a model that does not see a square, for tiles too far apart and for a film without a frame
  ///   rate; `VideoError`, `StreamError`.
  public init(
    _ model: IterativePoissonVAE, of run: String, watching film: VideoSource, named video: [String],
    stride: Int? = nil, frameRate: Double? = nil, stepsPerFrame: Int = 4, frames: Int? = nil,
    seed: SeedSequence, until isOver: @escaping () -> Bool = { false },
    _ rest: (inout StreamOptions) -> Void = { _ in }
  ) throws {
    let pixels = model.likelihood.logDeviation.count
    let side = Int(Double(pixels).squareRoot())
    guard side * side == pixels else {
      throw RunError(
        .settings,
        "the model of \(run) sees \(pixels) numbers, which do not make a square tile. Train one on square patches."
      )
    }
    if let stride, stride > side {
      throw RunError(
        .settings,
        "\(setting: "stride") is \(stride), but a tile is \(side) pixels wide; it must be 1 to \(side)."
      )
    }
    tiles = try FilmTiles(
      film, side: side, stride: stride, limit: frames ?? .max, until: isOver)
    guard let rate = frameRate ?? film.frameRate?.framesPerSecond else {
      throw RunError(
        .settings,
        "\(video[0]) does not give its frame rate. Set it with \(setting: "frame-rate").")
    }
    var options = StreamOptions(
      timing: try StreamTiming(frameInterval: 1 / rate, stepsPerFrame: stepsPerFrame), seed: seed)
    rest(&options)
    inference = try TiledInference(model, options: options)
    scene = "\(film.size) in tiles of \(side) × \(side) every \(tiles.tiling.stride)"
    self.frameRate =
      frameRate.map { FrameRate(Int(($0 * 1000).rounded()), per: 1000) } ?? film.frameRate
      ?? FrameRate(25)
    (self.model, self.film, self.options, self.run, self.video) = (model, film, options, run, video)
  }

  /// The number of neurons of all tiles.
  public var neurons: Int { tiles.tiling.count * model.latents }

  /// What the neurons do, frame after frame.
  ///
  /// - Throws: `StreamError` for a state of another stream.
  public func moments(
    from state: InferenceState? = nil, pacing: StreamPacing = .unpaced
  ) throws -> InferenceStream<FilmTiles> {
    try tiles.inferred(by: inference, from: state, pacing: pacing)
  }

  /// The saved state of another stream of the same scene.
  ///
  /// - Throws: `StreamError` when it is of another one; `FileError`.
  public func state(from path: String) throws -> InferenceState {
    let state = try InferenceState(path: path)
    guard state.scene == nil || state.scene == scene else {
      throw StreamError.otherConditions("the scene", state: state.scene ?? "", stream: scene)
    }
    return state
  }

  /// What a file says of the stream: what each neuron sees, the time, and the source.
  ///
  /// - Throws: `SpikeFileError`.
  public func recording(
    _ record: StreamRecord, pace: StreamPacing.Lateness?
  ) throws -> SpikeRecording {
    let (tiling, latents) = (tiles.tiling, model.latents)
    func column(_ name: String, _ description: String, _ value: (_ tile: Int, _ neuron: Int) -> Int)
      -> NeuronColumn
    {
      NeuronColumn(
        name: name, description: description,
        values: (0..<neurons).map { Double(value($0 / latents, $0 % latents)) })
    }
    let columns = tiling.lefts.count
    let settings = Settings(
      run: URL(fileURLWithPath: run).lastPathComponent,
      video: video.map { URL(fileURLWithPath: $0).lastPathComponent }, size: "\(film.size)",
      tiles: tiling.count, stride: tiling.stride, stepsPerFrame: options.timing.stepsPerFrame,
      frameRate: 1 / options.timing.frameInterval, start: options.start, retain: options.retention,
      pace: pace,
      droppedFrames: record.dropped)
    return try SpikeRecording(
      neuronCount: neurons,
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
        column("feature", "The column of the dictionary the neuron stands for.") { $1 },
      ], provenance: try Provenance(options.seed, settings))
  }

  private struct Settings: Encodable {
    let run: String
    let video: [String]
    let size: String
    let tiles: Int
    let stride: Int
    let stepsPerFrame: Int
    let frameRate: Double
    let start: StreamOptions.FrameStart
    let retain: Float?
    let pace: StreamPacing.Lateness?
    let droppedFrames: Int
  }
}
