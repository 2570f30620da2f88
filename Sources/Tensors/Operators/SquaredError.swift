// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The sum of squared differences, shape `[]`, added in `Double` in a fixed order.
///
/// ```
/// y = Σ (prediction − target)²,   ∂L/∂prediction = 2·c·(prediction − target)
/// ```
/// - Precondition: equal shapes.
public func squaredErrorSum(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  guard prediction.shape == target.shape else {
    fatalError("a prediction of shape \(prediction.shape) cannot be compared with \(target.shape)")
  }
  let total = prediction.values.withUnsafeBufferPointer { a in
    target.values.withUnsafeBufferPointer { b in
      elementwise_sum_of_squared_differences(a.baseAddress, b.baseAddress, a.count)
    }
  }
  return .recording(values: [Float(total)], shape: [], inputs: [prediction, target]) { c in
    let slope = scaledDifference(prediction, target, by: c * 2)
    return [
      prediction.isRecorded ? slope : nil,
      target.isRecorded ? -slope : nil,
    ]
  }
}

/// `s·(a − b)` for a scalar tensor `s`, in one pass.
private func scaledDifference(_ a: Tensor, _ b: Tensor, by s: Tensor) -> Tensor {
  let values = a.values.withUnsafeBufferPointer { x in
    b.values.withUnsafeBufferPointer { y in
      Elementwise.filled(x.count) {
        elementwise_scaled_difference(x.baseAddress, y.baseAddress, s.scalar, $0, x.count)
      }
    }
  }
  return .recording(values: values, shape: a.shape, inputs: [a, b, s]) { c in
    [
      a.isRecorded ? c * s : nil,
      b.isRecorded ? -(c * s) : nil,
      s.isRecorded ? (c * (a - b)).summed(to: s.shape) : nil,
    ]
  }
}
