// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
internal import Distributions
internal import Learning
public import Randomness
public import SpikeTrains
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
    /// z, shape [trials, neurons], without its zeros; they act in the next step.
    public let spikes: SparseCounts

    /// - Precondition: equal shapes.
    public init(logRates: Tensor, spikes: SparseCounts) {
      guard
        logRates.rank == 2 && logRates.shape[0] == spikes.trialCount
          && logRates.shape[1] == spikes.neuronCount
      else {
        fatalError(
          "log-rates of shape \(logRates.shape) and spikes of shape "
            + "[\(spikes.trialCount), \(spikes.neuronCount)]")
      }
      self.logRates = logRates
      self.spikes = spikes
    }

    /// z with its zeros, shape [trials, neurons].
    public var counts: Tensor {
      Tensor(spikes.dense.values.map { Float($0) }, shape: logRates.shape)
    }
  }

  /// The model whose inference it is.
  public let model: IterativePoissonVAE
  private let network: LateralInhibition
  private let decoder: EventDrivenSum
  private let feedforward: Tensor
  private let leak: Tensor

  /// The lateral form of a model.
  ///
  /// - Precondition: its decoder is linear and it takes one inner step.
  public init(_ model: IterativePoissonVAE) {
    guard model.likelihood.decoder.isLinear && model.innerSteps == 1 else {
      fatalError(
        "lateral inhibition needs a linear decoder and one inner step, not \(model.innerSteps)")
    }
    self.model = model
    let dictionary = model.likelihood.decoder.dictionary.detached
    let step = exp(model.logStep.detached)
    // ΦᵀΣ⁻¹, shape [latents, pixels], behind it the step size.
    feedforward = dictionary.transposed() * model.likelihood.precision.detached * step
    leak = exp(model.logLeak.detached) * step
    network = LateralInhibition(
      weights: matmul(feedforward, dictionary), lower: model.smallestLogRate,
      largestChange: model.largestChange, largestPotential: model.largestLogRate)
    decoder = EventDrivenSum(rows: dictionary.transposed())
  }

  /// W, shape [neurons, neurons].
  public var inhibition: Tensor { network.weights }

  /// What a frame drives neurons with, shape [trials, neurons]; to be made once for each frame.
  public func drive(of input: Tensor) -> Tensor {
    let seen = model.likelihood.decoder.readin.bias.map { input - $0.detached } ?? input
    return matmul(seen, feedforward, transposeRight: true) - leak
  }

  /// The neurons before anything was seen.
  ///
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  public func start(count: Int, at address: DrawAddress) throws(ArrivalError) -> State {
    let rates = model.initialLogRates.detached.expanded(to: [count, model.latents])
    return State(
      logRates: rates, spikes: try Poisson(logRates: rates).sparseCounts(at: address))
  }

  /// The neurons one step later, with new spikes, exact and drawn at `address`.
  ///
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  public func next(
    after state: State, drive: Tensor, at address: DrawAddress
  ) throws(ArrivalError) -> State {
    var rates = state.logRates
    integrate(&rates, drive: drive, spikes: state.spikes)
    return State(
      logRates: rates, spikes: try Poisson(logRates: rates).sparseCounts(at: address))
  }

  /// The log-rates one step later, in place: what ``next(after:drive:at:)`` does before it draws.
  ///
  /// - Parameters:
  ///   - logRates: u, shape [trials, neurons].
  ///   - drive: what the frame drives neurons with, of the same shape.
  ///   - spikes: z of the step before, of the same shape.
  public func integrate(_ logRates: inout Tensor, drive: Tensor, spikes: SparseCounts) {
    network.step(&logRates, drive: drive, spikes: spikes)
  }

  /// What spikes look like, shape [trials, pixels].
  public func reconstruction(of spikes: SparseCounts) -> Tensor {
    decoder(spikes, base: model.likelihood.decoder.readin.bias?.detached)
  }
}
