// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// Steps straight down the gradient, without memory.
///
/// ```
/// p ← p − η·g
/// ```
/// Use it where theory asks for it, or as the plain rule to compare with.
public struct GradientDescent: Optimizer {
  /// Gradient descent, which has no settings.
  public init() {}

  public mutating func update(
    _ model: inout some Parametrized, gradients: [Tensor], scale: Double, rate: Double,
    threads: Int
  ) {
    var index = 0
    model.forEachParameter { _, value in
      value.accumulate(gradients[index] * Float(-rate * scale))
      index += 1
    }
  }

  public func memory(for names: [String]) -> [NamedTensor] { [] }

  public mutating func restore(
    _ memory: [NamedTensor], for parameters: [NamedTensor], steps: Int
  ) throws(ParameterError) {
    var none = MemorySlots([], of: parameters, empty: true)
    try none.setParameters(memory, from: "the optimizer's memory")
  }
}
