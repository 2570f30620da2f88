// SPDX-License-Identifier: GPL-3.0-or-later

/// How selectively each stimulus drives the neurons.
///
/// ```
/// S = [1 − (Σᵢ |zᵢ|)² / (m Σᵢ zᵢ²)] / (1 − 1/m)          i over the m neurons
/// ```
/// 0 for a stimulus to which all neurons respond alike, 1 for one that drives a single neuron; a stimulus
/// that drives none counts 1. Signed responses count by their size, as for ``LifetimeSparsity``.
///
/// > Reference: W. E. Vinje & J. L. Gallant, Science 287 (2000) 1273–1276,
/// > doi:10.1126/science.287.5456.1273.
public struct PopulationSparsity: Sendable {
  private let neurons: Int
  private var stimuli = 0
  private var sum = 0.0

  /// An accumulator for stimuli shown to `neurons` neurons.
  public init(neurons: Int) { self.neurons = neurons }

  /// Adds responses of shape [stimuli, neurons], row-major.
  ///
  /// - Precondition: the number of responses is a multiple of the number of neurons.
  public mutating func add(_ responses: [Float]) {
    guard neurons == 0 ? responses.isEmpty : responses.count.isMultiple(of: neurons) else {
      fatalError("\(responses.count) responses do not make whole rows of \(neurons) neurons")
    }
    guard neurons > 0 else { return }
    for start in stride(from: 0, to: responses.count, by: neurons) {
      var (total, squares) = (0.0, 0.0)
      for index in start..<start + neurons {
        let value = Double(abs(responses[index]))
        total += value
        squares += value * value
      }
      let m = Double(neurons)
      sum += squares > 0 ? (1 - total * total / (m * squares)) / (1 - 1 / m) : 1
      stimuli += 1
    }
  }

  /// Adds what another accumulator saw.
  ///
  /// - Precondition: it has as many neurons.
  public mutating func add(_ other: PopulationSparsity) {
    guard other.neurons == neurons else {
      fatalError("responses of \(other.neurons) neurons cannot be added to those of \(neurons)")
    }
    stimuli += other.stimuli
    sum += other.sum
  }

  /// The mean of S over stimuli; nil before any stimulus, and for fewer than two neurons.
  public var mean: Double? { neurons > 1 && stimuli > 0 ? sum / Double(stimuli) : nil }
}
