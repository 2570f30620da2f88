// SPDX-License-Identifier: GPL-3.0-or-later

/// How selectively each neuron responds over many stimuli.
///
/// ```
/// S = [1 − (Σᵢ |zᵢ|)² / (m Σᵢ zᵢ²)] / (1 − 1/m)          i over the m stimuli
/// ```
/// 0 for a neuron that responds to everything alike, 1 for one that responds to a single stimulus; a
/// neuron that never responds counts 1. Signed responses count by their size, as in the published comparison
/// of spiking with Gaussian and Laplace latents: with signs, any latent of mean 0 would be perfectly sparse.
///
/// > Reference: W. E. Vinje & J. L. Gallant, Science 287 (2000) 1273–1276,
/// > doi:10.1126/science.287.5456.1273.
public struct LifetimeSparsity: Sendable {
  private var stimuli = 0
  private var sums: [Double]
  private var squares: [Double]

  /// An accumulator for `neurons` neurons.
  public init(neurons: Int) {
    sums = [Double](repeating: 0, count: neurons)
    squares = sums
  }

  /// Adds responses of shape [stimuli, neurons], row-major.
  ///
  /// - Precondition: the number of responses is a multiple of the number of neurons.
  public mutating func add(_ responses: [Float]) {
    let neurons = sums.count
    guard neurons == 0 ? responses.isEmpty : responses.count.isMultiple(of: neurons) else {
      fatalError("\(responses.count) responses do not make whole rows of \(neurons) neurons")
    }
    for (index, response) in responses.enumerated() {
      let value = Double(abs(response))
      sums[index % neurons] += value
      squares[index % neurons] += value * value
    }
    stimuli += neurons == 0 ? 0 : responses.count / neurons
  }

  /// Adds what another accumulator saw.
  ///
  /// - Precondition: it has as many neurons.
  public mutating func add(_ other: LifetimeSparsity) {
    guard other.sums.count == sums.count else {
      fatalError(
        "responses of \(other.sums.count) neurons cannot be added to those of \(sums.count)")
    }
    stimuli += other.stimuli
    for neuron in sums.indices {
      sums[neuron] += other.sums[neuron]
      squares[neuron] += other.squares[neuron]
    }
  }

  /// S of every neuron; nil before two stimuli were seen.
  public var byNeuron: [Double]? {
    guard stimuli > 1 else { return nil }
    let m = Double(stimuli)
    return zip(sums, squares).map { sum, square in
      square > 0 ? (1 - sum * sum / (m * square)) / (1 - 1 / m) : 1
    }
  }

  /// The mean of S over neurons.
  public var mean: Double? {
    byNeuron.flatMap { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) }
  }
}
