// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import LatentModels
internal import Randomness
internal import Streaming
internal import Tensors

/// An iterative Poisson model to which stimuli are shown as to an animal: one inference step a frame, many trials at once.
struct Electrode {
  let model: IterativePoissonVAE
  let step: Int
  /// Pixels of a side of what it sees.
  let side: Int
  let inference: TiledInference
  private let console: Console

  /// The model of a run.
  ///
  /// - Parameter frameInterval: how long a frame lasts, in seconds.
  /// - Throws: `Refusal` for models of other families and for those that see no square.
  init(run: String, frameInterval: Double, seed: SeedSequence, work: WorkOptions) throws {
    let trained = try RunFolder(existing: run).model()
    guard let model = trained.model as? IterativePoissonVAE else {
      throw Refusal(
        .usage,
        "this experiment needs an iterative Poisson model; \(run) is of the \(trained.configuration.model.title) family. "
          + "Give a run of `train iterative-poisson`.")
    }
    side = Int(Double(trained.pixels).squareRoot())
    guard side >= 3, side * side == trained.pixels else {
      throw Refusal(
        .usage,
        "the model of \(run) sees \(trained.pixels) numbers, which are no square picture of 3×3 or more."
      )
    }
    var options = StreamOptions(
      timing: try StreamTiming(frameInterval: frameInterval, stepsPerFrame: 1),
      seed: seed)
    options.threads = work.threadCount
    inference = try TiledInference(model, options: options)
    self.model = model
    step = trained.step
    console = work.console
  }

  var latents: Int { model.latents }

  /// Shows frames of shape [trials, pixels], one after another, to neurons at rest, and lets `visit` see each response.
  func show(
    _ frames: some Sequence<Tensor>, count: Int, called activity: String,
    visit: (_ index: Int, _ frame: Tensor, _ response: FrameInference) throws -> Void
  ) throws {
    Interruption.watch()
    let progress = Progress(activity, unit: "frames", of: count, on: console)
    defer { progress.end() }
    var state: InferenceState?
    for (index, frame) in frames.prefix(count).enumerated() {
      try Interruption.check("stopped at frame \(index) of \(count); nothing was written.")
      let response = try inference.infer(
        frame, after: try state ?? inference.start(patches: frame.shape[0]))
      try visit(index, frame, response)
      state = response.state
      progress.show(done: index + 1)
    }
  }
}

extension FrameInference {
  /// Adds the counts of the frame to `totals`, shape [trials, neurons].
  func add(to totals: inout [Int]) {
    forEachTrain { trial, neuron, times in
      totals[trial * state.neuronsPerPatch + neuron] += times.count
    }
  }

  /// The spike times of one neuron in every trial, seconds.
  func times(of neuron: Int) -> [[Double]] {
    var trains = [[Double]](repeating: [], count: state.patchCount)
    forEachTrain { trial, other, times in
      if other == neuron { trains[trial] += times }
    }
    return trains
  }
}
