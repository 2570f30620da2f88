// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import LatentModels
public import Physiology
public import Randomness
internal import Runs
public import Tensors
public import Video

/// An electrode in a run's model.
public struct RunElectrode {
  /// The electrode.
  public let electrode: Electrode
  private let run: String
  private let step: Int
  let seed: SeedSequence
  /// Told before every frame what is being done, how many frames were shown and how many there are, and again after the last; stops the experiment by throwing.
  package var watch: (_ activity: String, _ done: Int, _ of: Int) throws -> Void = { _, _, _ in }

  /// Connects to a run.
  ///
  /// - Parameters:
  ///   - run: the folder of the run.
  ///   - frameInterval: how long a frame lasts, in seconds.
  ///   - stepsPerFrame: inference steps per frame; nil for as many as the run was trained with on films, otherwise 1.
  ///   - seed: the seed of all spikes.
  ///   - threads: how many may work at once; they do not affect the results.
  /// - Throws: `RunError` for models of other families and for those that do not see a square.
  public init(
    run: String, frameInterval: Double = 0.02, stepsPerFrame: Int? = nil, seed: SeedSequence,
    threads: Int = 1
  ) throws {
    let trained = try RunFolder(existing: run).model()
    let model = try trained.iterativePoisson(for: "this experiment", run: run)
    do {
      electrode = try Electrode(
        model, frameInterval: frameInterval,
        stepsPerFrame: stepsPerFrame
          ?? (trained.configuration.input == .film ? trained.configuration.stepsOfFrame : 1),
        seed: seed, threads: threads)
    } catch PhysiologyError.notSquare(let pixels) {
      throw RunError(
        .settings,
        "the model of \(run) sees \(pixels) numbers, which do not make a square picture of 3×3 or more. Train one on square patches."
      )
    }
    (self.run, self.seed, step) = (run, seed, trained.step)
  }

  /// Shows frames and hands over each response.
  func show<Frames: Sequence<Tensor>>(
    _ frames: Frames, count: Int, called activity: String,
    visit: (Recording<Frames>.Response) throws -> Void
  ) throws {
    var recording = electrode.recording(of: frames)
    for index in 0..<count {
      try watch(activity, index, count)
      guard let response = try recording.next() else { break }
      try visit(response)
    }
    try watch(activity, count, count)
  }

  /// The tiles of a film's first frames, each frame of shape [pieces, side²].
  ///
  /// - Parameters:
  ///   - film: the film.
  ///   - frames: how many frames to take.
  ///   - pieces: how many tiles, spread over the picture; nil for all of them.
  /// - Throws: `VideoError`; `RunError` for a film that is too short or does not have as many tiles.
  public func clip(of film: VideoSource, frames: Int, pieces: Int? = nil) async throws -> [Tensor] {
    let tiles = try FilmTiles(film, side: electrode.side, limit: frames)
    let (all, pixels) = (tiles.tiling.count, electrode.side * electrode.side)
    let wanted = pieces ?? all
    guard wanted <= all else {
      throw RunError(
        .settings,
        "frames of \(film.size) have \(all) tiles, but \(setting: "pieces") is \(wanted). Give a larger film or fewer pieces."
      )
    }
    let chosen = (0..<wanted).map { (2 * $0 + 1) * all / (2 * wanted) }
    var clip: [Tensor] = []
    for try await frame in tiles {
      try watch("reading", clip.count, frames)
      clip.append(
        Tensor(
          chosen.flatMap { frame.values[$0 * pixels..<($0 + 1) * pixels] },
          shape: [wanted, pixels]))
    }
    guard clip.count == frames else {
      throw RunError(
        .settings,
        "the film has \(clip.count) frames, but \(frames) are to be shown. Give a longer one or show fewer."
      )
    }
    try watch("reading", frames, frames)
    return clip
  }

  /// Writes `results.json`: what was found, and where it was found.
  func write(_ experiment: String, _ findings: some Encodable, to folder: String) throws {
    let results = Results(
      origin: Origin(
        experiment: experiment, run: URL(fileURLWithPath: run).lastPathComponent, step: step,
        seed: seed.seed, stream: seed.namedStream), findings: findings)
    try AtomicFile.write(
      try JSONText.encode(results, indented: true) + "\n", to: "\(folder)/results.json")
  }

  private struct Origin: Encodable {
    let experiment: String
    let run: String
    let step: Int
    let seed: UInt64
    let stream: String?
  }

  /// Both on one level.
  private struct Results<Findings: Encodable>: Encodable {
    let origin: Origin
    let findings: Findings

    func encode(to encoder: any Encoder) throws {
      try origin.encode(to: encoder)
      try findings.encode(to: encoder)
    }
  }
}
