// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// A Kullback–Leibler divergence of posteriors from a prior, in nats.
public struct Divergence: Sendable {
  /// The sum over trials and neurons, shape [], recorded when an argument was.
  public let total: Tensor
  /// The sum over trials for each neuron.
  public let byNeuron: [Double]

  /// A divergence of its parts.
  public init(total: Tensor, byNeuron: [Double]) {
    self.total = total
    self.byNeuron = byNeuron
  }

  /// The sums of a divergence given for each trial and neuron, shape [trials, neurons].
  public init(_ elements: Tensor) {
    let neurons = elements.shape.last ?? 0
    var sums = [Double](repeating: 0, count: neurons)
    for (index, value) in elements.values.enumerated() { sums[index % neurons] += Double(value) }
    self.init(total: elements.sum(), byNeuron: sums)
  }
}
