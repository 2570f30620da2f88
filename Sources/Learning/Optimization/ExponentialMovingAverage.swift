// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// An average of the parameters over the last steps of training, in which older steps weigh ever less.
///
/// ```
/// a₁ = p₁,   aₜ = aₜ₋₁ + (1 − d)/(1 − dᵗ)·(pₜ − aₜ₋₁)      so that   aₜ = Σₛ dᵗ⁻ˢ·pₛ / Σₛ dᵗ⁻ˢ
/// ```
/// with pₜ the parameters after step t and d the decay. Its weights add up to 1 from the first step on, so
/// the initial weights leave no bias. Use the averaged model where the last steps are noisy; training itself
/// does not depend on it. Buffers are not averaged.
///
/// > Reference: B. T. Polyak & A. B. Juditsky, 1992, doi:10.1137/0330046; the correction of D. P. Kingma &
/// > J. Ba, Adam, 2015, arXiv:1412.6980, §3.
public struct ExponentialMovingAverage: Sendable {
  /// The share d of the average that is kept in a step, for example 0.999.
  public let decay: Double
  private var averages: [Tensor] = []

  /// An average without memory yet.
  ///
  /// - Precondition: the decay is at least 0 and below 1.
  public init(decay: Double) {
    guard (0..<1).contains(decay) else {
      fatalError("a decay of \(decay) is not in 0..<1")
    }
    self.decay = decay
  }

  /// Takes in the parameters after step number `step`, counted from 1.
  mutating func update(_ model: some Parametrized, step: Int, threads: Int) {
    let parameters = model.parameters.map(\.tensor)
    guard !averages.isEmpty else {
      averages = parameters
      return
    }
    let weight = Float((1 - decay) / (1 - power(decay, step)))
    for index in averages.indices {
      averages[index].blend(parameters[index], weight: weight, threads: threads)
    }
  }

  /// A model with averaged parameters; before the first step, the model itself.
  func applied<Model: Parametrized>(to model: Model) -> Model {
    guard !averages.isEmpty else { return model }
    var (model, index) = (model, 0)
    model.forEachParameter { _, value in
      value = averages[index]
      index += 1
    }
    return model
  }

  /// The average, for a checkpoint.
  func memory(for names: [String]) -> [NamedTensor] {
    zip(names, averages).map { NamedTensor($0, $1) }
  }

  /// Takes back what ``memory(for:)`` gave after `steps` steps.
  mutating func restore(
    _ memory: [NamedTensor], for parameters: [NamedTensor], steps: Int
  ) throws(ParameterError) {
    var slots = MemorySlots(["ema"], of: parameters, empty: steps == 0)
    try slots.setParameters(
      memory.map { NamedTensor("ema.\($0.name)", $0.tensor) }, from: "the average in the checkpoint"
    )
    averages = slots.tensors("ema")
  }
}
