// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// What keeps the norm of a row away from 0: 2⁻²³.
private let floor: Float = 0x1p-23

/// The weight of each output at a learned norm.
///
/// ```
/// y[o] = s_o·w[o],   s_o = e^lognorm[o]/(‖w[o]‖₂ + 2⁻²³)           the norm is over all axes but the first
/// ∂L/∂lognorm[o] = a_o = s_o·⟨c[o], w[o]⟩
/// ∂L/∂w[o] = s_o·c[o] − a_o·w[o]/(‖w[o]‖·(‖w[o]‖ + 2⁻²³))          the last term 0 where w[o] = 0
/// ```
/// > Reference: T. Salimans, D. P. Kingma, Weight normalization, 2016, arXiv:1602.07868, eqs. 2–3, with a learned
/// > logarithm of the norm.
///
/// - Parameters:
///   - weight: first axis [outputs].
///   - lognorm: shape [outputs], natural logarithm.
/// - Precondition: shapes as stated.
public func weightNormalization(_ weight: Tensor, lognorm: Tensor) -> Tensor {
  guard weight.rank >= 1 && lognorm.shape == [weight.shape[0]] else {
    fatalError("a lognorm of shape \(lognorm.shape) does not fit a weight of shape \(weight.shape)")
  }
  let values = weight.values.withUnsafeBufferPointer { w in
    lognorm.values.withUnsafeBufferPointer { l in
      Elementwise.filled(w.count) {
        elementwise_normalize_weight(
          w.baseAddress, l.baseAddress, floor, $0, l.count, w.count / max(l.count, 1))
      }
    }
  }
  return .recording(values: values, shape: weight.shape, inputs: [weight, lognorm]) { c in
    slopes(weight, lognorm, c)
  }
}

/// The slopes along weight and lognorm, in one pass.
private func slopes(_ weight: Tensor, _ lognorm: Tensor, _ c: Tensor) -> [Tensor?] {
  let rows = lognorm.count
  var slope: [Float] = []
  let along = Elementwise.filled(rows) { along in
    slope = Elementwise.filled(weight.count) { slope in
      weight.values.withUnsafeBufferPointer { w in
        lognorm.values.withUnsafeBufferPointer { l in
          c.values.withUnsafeBufferPointer { c in
            elementwise_normalize_weight_slope(
              w.baseAddress, l.baseAddress, c.baseAddress, floor, slope, along, rows,
              w.count / max(rows, 1))
          }
        }
      }
    }
  }
  let inputs = [weight, lognorm, c]
  return [
    .recording(values: slope, shape: weight.shape, inputs: inputs) {
      curvature(inputs, slope: 0, $0)
    },
    .recording(values: along, shape: lognorm.shape, inputs: inputs) {
      curvature(inputs, slope: 1, $0)
    },
  ]
}

/// How a cotangent of one of the slopes flows back: rare, hence through plain operators, to any order.
private func curvature(_ inputs: [Tensor], slope: Int, _ g: Tensor) -> [Tensor?] {
  // Doors: the derivatives are wanted here, and the record behind them must stay connected.
  let doors = inputs.map { input in
    Tensor.recording(
      values: input.values, shape: input.shape,
      inputs: [input.isRecorded ? input : input.recorded()]
    ) { [$0] }
  }
  let product = (plain(doors[0], doors[1]) * doors[2]).sum()
  let slopes = gradient(
    of: product, withRespectTo: Array(doors.prefix(2)), recordingBackward: true)
  return gradient(of: (slopes[slope] * g).sum(), withRespectTo: doors, recordingBackward: true)
}

/// The operator in terms of others.
private func plain(_ weight: Tensor, _ lognorm: Tensor) -> Tensor {
  let rows = weight.reshaped([lognorm.count, weight.count / max(lognorm.count, 1)])
  let norm = exp(0.5 * log(square(rows).sum(over: .columns)))
  let scale = exp(lognorm) / (norm + floor)
  return (rows * scale.reshaped([lognorm.count, 1])).reshaped(weight.shape)
}
