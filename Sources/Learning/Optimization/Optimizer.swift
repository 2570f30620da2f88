// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// A rule that moves parameters along their gradients; its memory is part of its value.
public protocol Optimizer: Sendable {
  /// Moves every parameter of a model by one step.
  ///
  /// - Parameters:
  ///   - model: its parameters are changed in place.
  ///   - gradients: one for each parameter, in order.
  ///   - scale: a factor for all gradients, below 1 when they are clipped.
  ///   - rate: the learning rate of this step.
  ///   - threads: how many threads may work at once; the result does not depend on it.
  mutating func update(
    _ model: inout some Parametrized, gradients: [Tensor], scale: Double, rate: Double,
    threads: Int)

  /// The memory, for a checkpoint: tensors by name, given the names of the parameters.
  func memory(for names: [String]) -> [NamedTensor]

  /// Takes back a memory that ``memory(for:)`` gave after `steps` updates.
  ///
  /// - Throws: ``ParameterError`` when it is not one.
  mutating func restore(
    _ memory: [NamedTensor], for parameters: [NamedTensor], steps: Int
  ) throws(ParameterError)
}
