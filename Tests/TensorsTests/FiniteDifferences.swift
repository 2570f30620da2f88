// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors

/// Numbers that look arbitrary and never change, in [lower, upper).
func sequence(_ count: Int, from lower: Float = -1, to upper: Float = 1, salt: Int = 0) -> [Float] {
  var state = UInt64(truncatingIfNeeded: salt &* 7919 &+ 12345)
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return lower + (upper - lower) * Float(state >> 40) / Float(1 << 24)
  }
}

/// A tensor of such numbers.
func tensor(_ shape: [Int], from lower: Float = -1, to upper: Float = 1, salt: Int = 0) -> Tensor {
  Tensor(sequence(shape.reduce(1, *), from: lower, to: upper, salt: salt), shape: shape)
}

/// The largest difference between derivatives by the record and by central differences.
///
/// The objective is a weighted sum of the outputs of order 1, added in `Double`. With
/// `second`, the objective is instead a weighted sum of first derivatives, so that pullbacks are
/// themselves differentiated.
func largestGradientError(
  of inputs: [Tensor], second: Bool = false, _ operation: ([Tensor]) -> Tensor
) -> Double {
  func outputs(_ inputs: [Tensor]) -> [Tensor] {
    guard second else { return [operation(inputs)] }
    let leaves = inputs.map { $0.isRecorded ? $0 : $0.recorded() }
    let loss = weighted([operation(leaves)])
    return loss.isRecorded
      ? gradient(of: loss, withRespectTo: leaves, recordingBackward: true) : []
  }
  func objective(_ inputs: [Tensor]) -> Double {
    outputs(inputs).enumerated().reduce(0) { sum, output in
      let weights = sequence(output.element.count, salt: 101 + output.offset)
      return zip(output.element.values, weights).reduce(sum) { $0 + Double($1.0) * Double($1.1) }
    }
  }
  let leaves = inputs.map { $0.recorded() }
  let exact = gradient(of: weighted(outputs(leaves)), withRespectTo: leaves)
  let step: Float = 1 / 128
  var largest = 0.0
  for (number, input) in inputs.enumerated() {
    for index in 0..<input.count {
      func moved(_ by: Float) -> Double {
        var values = input.values
        values[index] += by
        var changed = inputs
        changed[number] = Tensor(values, shape: input.shape)
        return objective(changed)
      }
      // Five points: the error of the formula is far below that of Float.
      let slope =
        (8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step)))
        / (12 * Double(step))
      largest = max(largest, abs(slope - Double(exact[number].values[index])))
    }
  }
  return largest
}

private func weighted(_ outputs: [Tensor]) -> Tensor {
  outputs.enumerated().reduce(Tensor(0)) { sum, output in
    sum + (output.element * tensor(output.element.shape, salt: 101 + output.offset)).sum()
  }
}
