// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Tensors

extension Divergence {
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
  ///
  /// - Parameters:
  ///   - logGain: δ, shape [trials, neurons].
  ///   - logPrior: log r, one value a neuron, shape [1, neurons].
  /// - Precondition: `logPrior` has as many values as `logGain` has columns.
  public static func poisson(logGain: Tensor, logPrior: Tensor) -> Divergence {
    let neurons = logPrior.count
    guard logGain.shape.last == neurons else {
      fatalError("log-gains of shape \(logGain.shape) do not fit \(neurons) prior rates")
    }
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
    let total = Tensor.recording(
      values: [Float(byNeuron.reduce(0, +))], shape: [], inputs: [logGain, logPrior]
    ) { c in
      [logGain.isRecorded ? toGain * c : nil, logPrior.isRecorded ? toPrior * c : nil]
    }
    return Divergence(total: total, byNeuron: byNeuron)
  }
  /// The same between two rates for each datum: of a posterior from the posterior before it.
  ///
  /// ```
  /// KL(Pois(e^u) ‖ Pois(e^p)) = e^p·(1 + e^δ·(δ − 1)),  δ = u − p          nats, per neuron and datum
  /// ∂/∂u = e^u δ        ∂/∂p = e^p − e^u
  /// ```
  /// Differentiable once.
  ///
  /// - Parameters:
  ///   - logRates: u, shape [trials, neurons].
  ///   - prior: p, of the same shape.
  /// - Precondition: equal shapes.
  public static func poisson(logRates: Tensor, from prior: Tensor) -> Divergence {
    guard logRates.shape == prior.shape && logRates.rank == 2 else {
      fatalError("log-rates of shape \(logRates.shape) for prior log-rates of shape \(prior.shape)")
    }
    let (count, neurons) = (logRates.count, logRates.shape[1])
    var (slopes, priorSlopes) = ([Float](), [Float]())
    let byNeuron = [Double](unsafeUninitializedCapacity: neurons) { sums, sumsFilled in
      slopes = [Float](unsafeUninitializedCapacity: count) { slopes, slopesFilled in
        priorSlopes = [Float](unsafeUninitializedCapacity: count) { priorSlopes, priorFilled in
          elementwise_poisson_divergence_by_trial(
            logRates.values, prior.values, slopes.baseAddress, priorSlopes.baseAddress,
            sums.baseAddress, logRates.shape[0], neurons)
          priorFilled = count
        }
        slopesFilled = count
      }
      sumsFilled = neurons
    }
    let toRates = Tensor(slopes, shape: logRates.shape)
    let toPrior = Tensor(priorSlopes, shape: prior.shape)
    let total = Tensor.recording(
      values: [Float(byNeuron.reduce(0, +))], shape: [], inputs: [logRates, prior]
    ) { c in
      [logRates.isRecorded ? toRates * c : nil, prior.isRecorded ? toPrior * c : nil]
    }
    return Divergence(total: total, byNeuron: byNeuron)
  }

  /// The same divergence for each trial, summed over its neurons; not differentiable.
  ///
  /// ```
  /// KLᵢ = Σⱼ e^p·(1 + e^δ·(δ − 1)),  δ = u − p          nats, one for each trial
  /// ```
  /// - Parameters:
  ///   - logRates: u, shape [trials, neurons].
  ///   - prior: p, of the same shape.
  ///   - weighedByPosterior: e^u in place of the first factor, as in published code; no divergence then.
  /// - Precondition: equal shapes.
  public static func poissonByTrial(
    logRates: Tensor, from prior: Tensor, weighedByPosterior: Bool = false
  ) -> [Double] {
    guard logRates.shape == prior.shape && logRates.rank == 2 else {
      fatalError("log-rates of shape \(logRates.shape) for prior log-rates of shape \(prior.shape)")
    }
    let (trials, neurons) = (logRates.shape[0], logRates.shape[1])
    return [Double](unsafeUninitializedCapacity: trials) { sums, filled in
      elementwise_poisson_divergence_of_rows(
        logRates.values, prior.values, weighedByPosterior ? 1 : 0, sums.baseAddress, trials,
        neurons)
      filled = trials
    }
  }
}
