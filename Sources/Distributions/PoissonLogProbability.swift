// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Tensors

extension Poisson {
  /// The log-probability of the counts of each trial, summed over its neurons, in nats.
  ///
  /// ```
  /// ln P(z) = Σ_k (z_k ℓ_k − λ_k − ln z_k!)        ∂/∂ℓ_k = z_k − λ_k, the score
  /// ```
  /// The score has mean zero; times a loss it is the gradient of the expected loss, whatever the decoder.
  /// A spike of a silent neuron (ℓ = −∞) has log-probability −∞. Differentiable once, with respect to the log-rates.
  ///
  /// - Parameter counts: shape [trials, neurons]; not differentiated.
  /// - Returns: shape [trials], recorded when the log-rates are.
  /// - Precondition: `counts` has the shape of the log-rates and holds whole numbers of at least 0.
  ///
  /// > Reference: Williams, Machine Learning 8 (1992) 229–256, doi:10.1007/BF00992696.
  public func logProbability(of counts: Tensor) -> Tensor {
    guard counts.shape == logRates.shape && counts.rank == 2 else {
      fatalError("counts of shape \(counts.shape) for log-rates of shape \(logRates.shape)")
    }
    var logFactorials = LogFactorials()
    logFactorials.grow(to: Int(counts.values.max() ?? 0))
    let (trials, neurons) = (counts.shape[0], counts.shape[1])
    var scores: [Float] = []
    scores.reserveCapacity(counts.count)
    let sums = (0..<trials).map { trial in
      var sum = 0.0
      for index in trial * neurons..<(trial + 1) * neurons {
        let (count, logRate) = (Double(counts.values[index]), Double(logRates.values[index]))
        guard count >= 0 && count == count.rounded() else {
          fatalError("\(count) is not a count of spikes")
        }
        let rate = exp(logRate)
        sum += (count == 0 ? 0 : count * logRate) - rate - logFactorials[Int(count)]
        scores.append(Float(count - rate))
      }
      return Float(sum)
    }
    let score = Tensor(scores, shape: logRates.shape)
    return .recording(values: sums, shape: [trials], inputs: [logRates]) { c in
      [score * c.reshaped([trials, 1])]
    }
  }
}
