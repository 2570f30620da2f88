// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning
internal import Tensors

/// What of a model follows slopes.
///
/// Steps of Adamax do not shrink with a slope, so a neuron that says nothing would be carried away; and where β = 1 a signal on a high rate costs
/// no more than on a low one, so rates would rise for good. Hence the bounds:
///
/// ```
/// −12 ≤ u₀ ≤ 3        −10 ≤ b ≤ 6        −8 ≤ η ≤ 2        |logit γ| ≤ 10        |slope of γ| ≤ 10
/// ```
struct MovingParts: Parametrized {
  private static let bounds: [String: ClosedRange<Float>] = [
    "log_rate": -12...3, "log_leak": -10...6, "log_step": -8...2, "logit_retention": -10...10,
    "surprise_slope": -10...10,
  ]
  private static let parts: [String: LocalLearning.Part] = [
    "log_leak": .leak, "log_step": .step, "log_rate": .prior, "logit_retention": .transition,
    "surprise_slope": .transition,
  ]
  var model: IterativePoissonVAE
  let frozen: Set<LocalLearning.Part>

  /// Brings back what a step took out of its bounds.
  mutating func bound() {
    forEachParameter { name, value in
      guard let bounds = Self.bounds[name] else { return }
      value = Tensor(
        value.values.map { min(max($0, bounds.lowerBound), bounds.upperBound) }, shape: value.shape)
    }
  }

  mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    let frozen = frozen
    model.forEachParameter { name, value in
      guard let part = Self.parts[name], !frozen.contains(part) else { return }
      visit(name, &value)
    }
  }
}
