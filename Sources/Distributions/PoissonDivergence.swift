// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Tensors

/// The Kullback–Leibler divergence of Poisson neurons from their prior rates.
///
/// ```
/// KL(Pois(r e^δ) ‖ Pois(r)) = r·(1 + e^δ·(δ − 1))          nats, per neuron and datum
/// ∂/∂δ = r e^δ δ        ∂/∂log r = the divergence itself
/// ```
/// It is the metabolic cost of a code: it grows with the prior rate and with every departure from it.
/// Differentiable once: the recorded slopes are numbers, so a second derivative sees them as constants.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §3.
public struct PoissonDivergence: Sendable {
  /// The sum over trials and neurons, shape [], recorded when an argument is.
  public let total: Tensor
  /// The sum over trials for each neuron, in nats.
  public let byNeuron: [Double]

  /// The divergence of rates `exp(logPrior + logGain)` from `exp(logPrior)`.
  ///
  /// - Parameters:
  ///   - logGain: δ, shape [trials, neurons].
  ///   - logPrior: log r, one value a neuron, shape [1, neurons].
  /// - Precondition: `logPrior` has as many values as `logGain` has columns.
  public init(logGain: Tensor, logPrior: Tensor) {
    let neurons = logPrior.count
    precondition(
      logGain.shape.last == neurons,
      "log-gains of shape \(logGain.shape) do not fit \(neurons) prior rates")
    var byNeuron: [Double] = []
    let slopes = [Float](unsafeUninitializedCapacity: logGain.count) { slopes, slopesFilled in
      byNeuron = [Double](unsafeUninitializedCapacity: neurons) { sums, sumsFilled in
        elementwise_poisson_divergence(
          logGain.values, logPrior.values, slopes.baseAddress, sums.baseAddress,
          neurons == 0 ? 0 : logGain.count / neurons, neurons)
        sumsFilled = neurons
      }
      slopesFilled = logGain.count
    }
    let toGain = Tensor(slopes, shape: logGain.shape)
    let toPrior = Tensor(byNeuron.map { Float($0) }, shape: logPrior.shape)
    total = .recording(
      values: [Float(byNeuron.reduce(0, +))], shape: [], inputs: [logGain, logPrior]
    ) { c in
      [logGain.isRecorded ? toGain * c : nil, logPrior.isRecorded ? toPrior * c : nil]
    }
    self.byNeuron = byNeuron
  }
}
