// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// Adam with the largest recent gradient in place of the root mean square, in the variant of NVAE.
///
/// ```
/// g ← g + w·p
/// m ← β₁·m + (1 − β₁)·g
/// u ← max(β₂·u, |g| + ε)
/// p ← p − η/(1 − β₁ᵗ)·m/u            t = 1, 2, …
/// ```
/// with weight decay w as part of the gradient. Use it for variational autoencoders: a step never exceeds
/// about η per parameter, whatever the scale of the gradient.
///
/// > Reference: D. P. Kingma & J. Ba, Adam, 2015, arXiv:1412.6980, algorithm 2; A. Vahdat & J. Kautz,
/// > NVAE, 2020, arXiv:2007.03898.
public struct Adamax: Optimizer {
  /// The share of the mean m that is kept, β₁.
  public let meanDecay: Double
  /// The share of the bound u that is kept, β₂.
  public let boundDecay: Double
  /// The smallest bound, ε.
  public let floor: Double
  /// The pull of every parameter to zero, w.
  public let weightDecay: Double

  /// The updates made so far, t.
  public private(set) var steps = 0
  private var means: [Tensor] = []
  private var bounds: [Tensor] = []

  /// A rule without memory yet.
  public init(
    meanDecay: Double = 0.9, boundDecay: Double = 0.999, floor: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    self.meanDecay = meanDecay
    self.boundDecay = boundDecay
    self.floor = floor
    self.weightDecay = weightDecay
  }

  public mutating func update(
    _ model: inout some Parametrized, gradients: [Tensor], scale: Double, rate: Double,
    threads: Int
  ) {
    if means.isEmpty {
      means = gradients.map { Tensor.zeros($0.shape) }
      bounds = means
    }
    guard means.count == gradients.count else {
      fatalError("\(gradients.count) gradients for a memory of \(means.count) parameters")
    }
    steps += 1
    let step = AdamaxStep(
      scale: Float(scale), weightDecay: Float(weightDecay), keep: Float(meanDecay),
      blend: Float(1 - meanDecay), fade: Float(boundDecay), floor: Float(floor),
      rate: Float(rate / (1 - power(meanDecay, steps))))
    var index = 0
    model.forEachParameter { name, value in
      let gradient = gradients[index]
      guard value.shape == gradient.shape && value.shape == means[index].shape else {
        fatalError(
          "the gradient of '\(name)' has shape \(gradient.shape), the parameter \(value.shape)")
      }
      step.move(
        &value, mean: &means[index], bound: &bounds[index], along: gradient, threads: threads)
      index += 1
    }
  }

  public func memory(for names: [String]) -> [NamedTensor] {
    zip(names, means).map { NamedTensor("mean.\($0)", $1) }
      + zip(names, bounds).map { NamedTensor("bound.\($0)", $1) }
  }

  public mutating func restore(
    _ memory: [NamedTensor], for parameters: [NamedTensor], steps: Int
  ) throws(ParameterError) {
    var slots = MemorySlots(
      ["mean", "bound"], of: parameters, empty: steps == 0)
    try slots.setParameters(memory, from: "the optimizer's memory")
    means = slots.tensors("mean")
    bounds = slots.tensors("bound")
    self.steps = steps
  }
}

/// bᵗ by repeated squaring: no library function whose last bit may differ.
func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
