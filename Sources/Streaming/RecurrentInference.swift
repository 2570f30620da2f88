// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
public import Networks
public import Randomness
public import Tensors

/// A trained iterative Poisson model as a recurrent spiking network.
///
/// ```
/// one window a step     u ← bound(u + bound(drive − Σ z W)) at the border of windows: the model's own inference
/// k windows a step      u ← u + drive/k at the borders,  u ← u − W[j, ·] when a spike of neuron j arrives, one window
///                       after it was fired: u̇ = drive/step − W's rows, on exact times; bounds hard
/// drive = e^η·{Φᵀ[(x − bias)/σ²] − e^b}     W = e^η·Φᵀ diag(1/σ²) Φ
/// ```
/// Feed-forward drive Φᵀx, lateral inhibition −ΦᵀΦ, and a leak. With one window a step the counts in window w
/// are those of `LateralInference` in step w, drawn at the same address. With more the same neurons live in
/// continuous time: an inhibition that came late by up to a step comes sooner, the longest wait being a window.
///
/// ```swift
/// let inference = try RecurrentInference(unrolling: model, stepDuration: 0.01, windowsPerStep: 10)
/// var run = try inference.network.run(seed: 7)
/// try run.setDrive(inference.drive(of: patch), of: inference.neurons)
/// while let slice = try run.next(before: 1) { … }
/// ```
///
/// > Reference: C. Rozell et al., Neural Computation 20 (2008) 2526, doi:10.1162/neco.2008.03-07-486 (the LCA);
/// > Vafaii, Galor & Yates, arXiv 2410.19315.
public struct RecurrentInference: Sendable {
  /// The network, of one population.
  public let network: Network
  /// Its neurons: the model's latents.
  public let neurons: Population
  /// The same inference, step by step.
  public let lateral: LateralInference
  /// How long a step of inference lasts, in seconds.
  public let stepDuration: Double

  /// The network of a model.
  ///
  /// - Parameters:
  ///   - model: linear, with one inner step.
  ///   - stepDuration: how long a step of inference lasts, in seconds.
  ///   - windowsPerStep: 1 for the model's own inference, more for continuous time.
  ///   - purpose: what the draws are for.
  /// - Precondition: the decoder is linear, it takes one inner step, and `windowsPerStep` is at least 1.
  /// - Throws: `NetworkError` when the duration is none or a weight is not finite.
  public init(
    unrolling model: IterativePoissonVAE, stepDuration: Double, windowsPerStep: Int = 1,
    purpose: Purpose = .evaluation
  ) throws(NetworkError) {
    guard windowsPerStep >= 1 else {
      throw .invalidParameter(
        "number of windows per step", value: Double(windowsPerStep), remedy: "use at least 1")
    }
    lateral = LateralInference(model)
    self.stepDuration = stepDuration
    let isStepwise = windowsPerStep == 1
    let window = stepDuration / Double(windowsPerStep)
    var network = try Network(windowDuration: window)
    // The bounds of the model when training has opened them.
    let bound = { (upper: Double) in
      isStepwise ? MembraneBound.soft(lower: -8, upper: upper) : .hard(lower: -8, upper: upper)
    }
    neurons = try network.add(
      PoissonNeurons(
        neurons: model.latents, unitDuration: stepDuration,
        initialMembranes: .given(model.initialLogRates.values.map { Double($0) }),
        integration: isStepwise ? .atWindows : .atArrivals, bound: bound(10),
        changeBound: isStepwise ? bound(10) : .none, purpose: purpose), named: "latents")
    try network.connect(
      neurons, to: neurons, .dense,
      weights: .matrix(lateral.inhibition.values.map { -Double($0) }), delays: .constant(window))
    self.network = network
  }

  /// What an input of shape [1, pixels] drives the neurons with: the change of the membrane in a step.
  public func drive(of input: Tensor) -> [Double] {
    lateral.drive(of: input).values.map { Double($0) }
  }
}

extension Network {
  /// A trained iterative Poisson model as a network: that of ``RecurrentInference``.
  ///
  /// - Precondition: as there.
  /// - Throws: `NetworkError` when the duration is none or a weight is not finite.
  public init(
    unrolling model: IterativePoissonVAE, stepDuration: Double, windowsPerStep: Int = 1,
    purpose: Purpose = .evaluation
  ) throws(NetworkError) {
    self = try RecurrentInference(
      unrolling: model, stepDuration: stepDuration, windowsPerStep: windowsPerStep, purpose: purpose
    ).network
  }
}
