// SPDX-License-Identifier: GPL-3.0-or-later

internal import LatentModels
internal import Physiology
internal import Randomness
internal import Runs
internal import Tensors

/// An electrode in a run's model, with progress on the terminal.
struct RunElectrode {
  let electrode: Electrode
  /// The steps the model was trained for.
  let step: Int
  private let console: Console

  /// - Parameter frameInterval: how long a frame lasts, in seconds.
  /// - Throws: `Refusal` for models of other families and for those that do not see a square.
  init(run: String, frameInterval: Double, seed: SeedSequence, work: WorkOptions) throws {
    let trained = try RunFolder(existing: run).model()
    guard let model = trained.model as? IterativePoissonVAE else {
      throw Refusal(
        .usage,
        "this experiment needs an iterative Poisson model, but \(run) is of the \(trained.configuration.model.title) family. "
          + "Give a run of `train iterative-poisson`.")
    }
    do {
      electrode = try Electrode(
        model, frameInterval: frameInterval, seed: seed, threads: work.threadCount)
    } catch PhysiologyError.notSquare(let pixels) {
      throw Refusal(
        .usage,
        "the model of \(run) sees \(pixels) numbers, which do not make a square picture of 3×3 or more. Train one on square patches."
      )
    }
    step = trained.step
    console = work.console
  }

  /// Shows frames and lets `visit` see each response.
  func show<Frames: Sequence<Tensor>>(
    _ frames: Frames, count: Int, called activity: String,
    visit: (Recording<Frames>.Response) throws -> Void
  ) throws {
    Interruption.watch()
    let progress = Progress(activity, unit: "frames", of: count, on: console)
    defer { progress.end() }
    var recording = electrode.recording(of: frames)
    for index in 0..<count {
      try Interruption.check("stopped at frame \(index) of \(count); nothing was written.")
      guard let response = try recording.next() else { return }
      try visit(response)
      progress.show(done: index + 1)
    }
  }
}
