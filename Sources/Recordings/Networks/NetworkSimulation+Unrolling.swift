// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import LatentModels
public import Runs
internal import Networks
internal import SpikeFormats
internal import Streaming
internal import Tensors

extension NetworkSimulation {
  /// How long an unrolled model looks at its data.
  public struct Unrolling: Sendable {
    /// How many data it sees; nil for all.
    public var count: Int?
    /// Steps of inference for each datum.
    public var steps = 20
    /// How long a step lasts, in seconds.
    public var stepDuration = 0.01
    /// Windows in a step: 1 for the model's own inference, more for continuous time.
    public var windowsPerStep = 1

    /// Twenty steps of 10 ms for each datum, as the model was trained.
    public init() {}
  }

  /// A trained iterative Poisson model as a recurrent network that looks at one datum after another.
  ///
  /// The posterior of a datum is the prior of the next. The first step, in which the trained prior fires before anything was
  /// seen, is not recorded: datum p is shown from step 1 + p·steps on. See `RecurrentInference` in Streaming.
  ///
  /// - Throws: `RunError` when the run is of another family or the data do not fit it, `StreamError` for a model with a
  ///   decoder or steps that no network has.
  public init(
    unrolling run: String, on stimuli: StimulusFile, _ unrolling: Unrolling = Unrolling()
  ) throws {
    let trained = try RunFolder(existing: run).model()
    let model = try trained.iterativePoisson(for: "a network", run: run)
    guard model.likelihood.decoder.isLinear else { throw StreamError.nonlinearDecoder }
    guard model.innerSteps == 1 else { throw StreamError.innerSteps(model.innerSteps) }
    try stimuli.requirePixels(trained.pixels, of: "the model of \(run)")
    let count = unrolling.count ?? stimuli.identity.count
    guard (1...stimuli.identity.count).contains(count) else {
      throw RunError(
        .settings,
        "\(setting: "count") is \(count), but \(stimuli.identity.path) holds \(stimuli.identity.count) data; it must be 1 to \(stimuli.identity.count)."
      )
    }
    let (steps, parts) = (unrolling.steps, unrolling.windowsPerStep)
    let data = stimuli.data
    let inference = try NetworkFile.placed(run) {
      try RecurrentInference(
        unrolling: model, stepDuration: unrolling.stepDuration, windowsPerStep: parts)
    }
    let window = inference.network.windowDuration
    let name = { (path: String) in URL(fileURLWithPath: path).lastPathComponent }
    self.init(
      network: inference.network,
      presentations: (0..<count).map { datum in
        Presentation(
          start: Double((1 + datum * steps) * parts) * window,
          stop: Double((1 + (datum + 1) * steps) * parts) * window, stimulus: datum)
      }, recorded: [inference.neurons], files: [],
      settings: Settings(
        network: name(run), sha256: nil, populations: [inference.neurons.name],
        neurons: [model.latents], duration: Double(count * steps) * unrolling.stepDuration,
        window: window, data: name(stimuli.identity.path), stepsPerDatum: steps),
      driving: [
        "data of the SHA-256": stimuli.identity.sha256, "steps for each datum:": "\(steps)",
        "windows for each step:": "\(parts)",
      ]
    ) { run in
      // What drives a window acts at its beginning, before it fires.
      let (step, part) = run.window.quotientAndRemainder(dividingBy: parts)
      guard part == 0, step >= 1, (step - 1).isMultiple(of: steps) else { return }
      let datum = (step - 1) / steps
      try run.setDrive(inference.drive(of: data.rows(datum..<datum + 1)), of: inference.neurons)
    }
  }
}
