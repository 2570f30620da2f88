// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Learning
public import Randomness
public import Tensors

/// Inference of an iterative Poisson model with a linear decoder by lateral inhibition: the work of a step
/// follows its spikes.
///
/// ```
/// drive   d = e^η·{Φᵀ[(x − bias)/σ²] − e^b}        once a frame
/// step    u ← bound(u + bound(d − z·W)),  W = e^η·Φᵀ diag(1/σ²) Φ
/// ```
/// It is ``IterativePoissonVAE/posterior(of:from:at:)`` with the product taken apart, hence equal to it up to
/// rounding: a neuron that spikes takes a row of W from every potential, a silent one takes nothing.
///
/// - Complexity: O(trials·(neurons + spiking neurons·neurons)) a step; W takes O(pixels·neurons²) once.
///
/// > Reference: C. Rozell et al., Neural Computation 20 (2008) 2526, doi:10.1162/neco.2008.03-07-486 (the LCA).
public struct LateralInference: Sendable {
  /// What neurons hold from one step to the next, and the spikes they send.
  public struct State: Sendable, Equatable {
    /// u, shape [trials, neurons].
    public let logRates: Tensor
    /// z, shape [trials, neurons]; they act in the next step.
    public let counts: Tensor

    public init(logRates: Tensor, counts: Tensor) {
      self.logRates = logRates
      self.counts = counts
    }
  }

  /// The model whose inference it is.
  public let model: IterativePoissonVAE
  /// W, shape [neurons, neurons].
  public let inhibition: Tensor
  private let feedforward: Tensor
  private let leak: Tensor

  /// The lateral form of a model.
  ///
  /// - Precondition: its decoder is linear and it takes one inner step.
  public init(_ model: IterativePoissonVAE) {
    precondition(
      model.likelihood.decoder.isLinear && model.innerSteps == 1,
      "lateral inhibition needs a linear decoder and one inner step, not \(model.innerSteps)")
    self.model = model
    let dictionary = model.likelihood.decoder.dictionary.detached
    let step = exp(model.logStep.detached)
    // ΦᵀΣ⁻¹, shape [latents, pixels], behind it the step size.
    feedforward = dictionary.transposed() * model.likelihood.precision.detached * step
    leak = exp(model.logLeak.detached) * step
    inhibition = matmul(feedforward, dictionary)
  }

  /// What a frame drives neurons with, shape [trials, neurons]; to be made once for each frame.
  public func drive(of input: Tensor) -> Tensor {
    let seen = model.likelihood.decoder.readin.bias.map { input - $0.detached } ?? input
    return matmul(seen, feedforward, transposeRight: true) - leak
  }

  /// The neurons before anything was seen.
  ///
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  public func start(count: Int, at address: DrawAddress) throws -> State {
    let rates = model.initialLogRates.detached.expanded(to: [count, model.latents])
    return State(
      logRates: rates, counts: try Poisson(logRates: rates).counts(at: address))
  }

  /// The neurons one step later, with new spikes, exact and drawn at `address`.
  ///
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  public func next(
    after state: State, drive: Tensor, at address: DrawAddress
  ) throws -> State {
    let moment = InferenceMoment<any CountRelaxation>(at: address)
    let force = eventDrivenRemainder(of: drive, after: state.counts, of: inhibition)
    let change = model.bounded(force, largest: model.largestChange, moment)
    let rates = model.bounded(
      state.logRates + change, largest: model.largestLogRate, moment)
    return State(logRates: rates, counts: try Poisson(logRates: rates).counts(at: address))
  }

  /// What the counts look like, shape [trials, pixels].
  public func reconstruction(of state: State) -> Tensor {
    model.likelihood.decoder(state.counts).detached
  }
}
