// SPDX-License-Identifier: GPL-3.0-or-later

public import Evaluation
public import LatentModels
public import Learning
internal import Randomness
public import Tensors

extension RunConfiguration {
  /// The model of a checkpoint.
  ///
  /// - Throws: ``RunError`` when these settings describe a different size, `ParameterError` when the checkpoint
  ///   holds different parameters.
  public func model(of checkpoint: Checkpoint, in path: String) throws -> any TrainableModel {
    try requireSize(of: checkpoint, in: path)
    var model = try settings.model(seed: SeedSequence(seed))
    try model.setState(checkpoint.parameters, from: "the checkpoint")
    return model
  }

  /// The model of a checkpoint as it should be used: its moving average, if training kept one.
  public func modelForUse(of checkpoint: Checkpoint, in path: String) throws -> any TrainableModel {
    var model = try model(of: checkpoint, in: path)
    if !checkpoint.averages.isEmpty {
      try model.setParameters(checkpoint.averages, from: "the average in the checkpoint")
    }
    return model
  }

  /// Checks the checkpoint against the model's size before allocating memory for it.
  private func requireSize(of checkpoint: Checkpoint, in path: String) throws(RunError) {
    let amortised = model.type as? any AmortizedModel.Type
    let name = amortised == nil ? "fc_dec.weight" : "fc_enc.weight"
    let (axis, size) = amortised.map { (0, $0.numbersPerLatent * latents) } ?? (1, latents)
    let network = amortised == nil ? decoder : encoder
    let weight = checkpoint.parameters.first { $0.name == name }?.tensor
    guard let weight, weight.rank == 2, weight.shape[axis] == size,
      network == .convolutional || weight.shape[1 - axis] == pixels
    else {
      let found = weight.map { "\($0.shape)" } ?? "no \(name)"
      throw RunError(
        .damaged,
        "config.json describes \(latents) latents of \(pixels) pixels, but \(path) has \(found). "
          + "One of them belongs to another run; restore it from a copy.")
    }
  }
}

extension TrainedModel {
  /// Evaluates the model with random numbers from a seed.
  ///
  /// - Throws: ``RunError`` for neurons it does not have, and when it has diverged.
  public func evaluated(
    on data: Tensor, seed: UInt64, silencing silenced: [Int] = [], threads: Int
  ) throws -> HeldOutEvaluation {
    let model = try amortized(for: "this evaluation")
    if let stranger = silenced.first(where: { !(0..<model.latents).contains($0) }) {
      throw RunError(
        .settings,
        "\(setting: "ablate") names neuron \(stranger); "
          + "the model has neurons 0 to \(model.latents - 1)."
      )
    }
    return try model.evaluated(on: data, seed: seed, silencing: silenced, threads: threads)
  }

  /// The model as one with an encoder.
  public func amortized(for work: String) throws(RunError) -> any AmortizedModel {
    guard let amortised = model as? any AmortizedModel else {
      throw RunError(
        .settings,
        "\(work) needs a model with an encoder; the model of this run is of the "
          + "\(configuration.model.title) family. Give a run of `train poisson` or another family with an encoder."
      )
    }
    return amortised
  }

  /// The model as one of Poisson neurons.
  public func spiking(for command: String) throws(RunError) -> PoissonVAE {
    guard let spiking = model as? PoissonVAE else {
      throw RunError(
        .settings,
        "\(command) needs neurons that spike; the latents of this run are of the "
          + "\(configuration.model.title) family. Give a run of `train poisson`.")
    }
    return spiking
  }

  /// The model as an iterative one of Poisson neurons; `run` names its folder.
  public func iterativePoisson(
    for work: String, run: String
  ) throws(RunError) -> IterativePoissonVAE {
    guard let iterative = model as? IterativePoissonVAE else {
      throw RunError(
        .settings,
        "\(work) needs an iterative Poisson model, but \(run) is of the \(configuration.model.title) family. "
          + "Give a run of `train iterative-poisson`.")
    }
    return iterative
  }

  /// Its dictionary, shape [pixels, latents].
  public func dictionary() throws(RunError) -> Tensor {
    guard model.decoder.isLinear else {
      throw RunError(
        .settings,
        "a dictionary needs a linear decoder; the decoder of this run is "
          + "\(configuration.decoder.rawValue). Give a run with a linear decoder."
      )
    }
    return model.decoder.dictionary
  }
}
