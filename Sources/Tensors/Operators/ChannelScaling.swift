// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// Multiplies every channel of every image by its own factor, and adds a skip connection.
///
/// ```
/// y[n, h, w, c] = skip[n, h, w, c] + x[n, h, w, c]·s[n, c]
/// ∂L/∂skip = g,   ∂L/∂x = g·s,   ∂L/∂s = Σ_{h,w} g·x
/// ```
/// - Parameters:
///   - x: shape [trials, height, width, channels].
///   - factors: shape [trials, channels].
///   - skip: the shape of `x`, or nil for none.
/// - Precondition: these shapes.
public func scaleChannels(_ x: Tensor, by factors: Tensor, addingTo skip: Tensor? = nil) -> Tensor {
  let extent = ImageExtent(x)
  guard factors.shape == [extent.images, extent.channels] else {
    fatalError("factors of shape \(factors.shape) do not scale the channels of \(x.shape)")
  }
  guard let skip else {
    return .recording(
      values: scaled(x, factors, extent), shape: x.shape, inputs: [x, factors]
    ) { c in
      [
        x.isRecorded ? scaleChannels(c, by: factors) : nil,
        factors.isRecorded ? productOverSpace(c, x) : nil,
      ]
    }
  }
  guard skip.shape == x.shape else {
    fatalError("a skip connection of shape \(skip.shape) does not fit \(x.shape)")
  }
  return .recording(
    values: scaled(x, factors, addingTo: skip, extent), shape: x.shape, inputs: [x, factors, skip]
  ) { c in
    [
      x.isRecorded ? scaleChannels(c, by: factors) : nil,
      factors.isRecorded ? productOverSpace(c, x) : nil,
      c,
    ]
  }
}

/// `y[n, c] = Σ_{h,w} a[n, h, w, c]·b[n, h, w, c]`, added in `Double`.
func productOverSpace(_ a: Tensor, _ b: Tensor) -> Tensor {
  let extent = ImageExtent(a)
  let sums = a.values.withUnsafeBufferPointer { x in
    b.values.withUnsafeBufferPointer { y in
      Elementwise.filled(extent.images * extent.channels) { result in
        guard let x = x.baseAddress, let y = y.baseAddress, let result else { return }
        for image in 0..<extent.images {
          let at = image * extent.length
          elementwise_product_sum_over_rows(
            x + at, y + at, extent.pixels, extent.channels, result + image * extent.channels)
        }
      }
    }
  }
  return .recording(values: sums, shape: [extent.images, extent.channels], inputs: [a, b]) { c in
    [
      a.isRecorded ? scaleChannels(b, by: c) : nil,
      b.isRecorded ? scaleChannels(a, by: c) : nil,
    ]
  }
}

private func scaled(_ x: Tensor, _ factors: Tensor, _ extent: ImageExtent) -> [Float] {
  x.values.withUnsafeBufferPointer { x in
    factors.values.withUnsafeBufferPointer { s in
      Elementwise.filled(x.count) { result in
        guard let x = x.baseAddress, let s = s.baseAddress, let result else { return }
        for image in 0..<extent.images {
          let at = image * extent.length
          elementwise_multiply(
            x + at, extent.channels, 1, s + image * extent.channels, 0, 1, result + at,
            extent.pixels, extent.channels)
        }
      }
    }
  }
}

private func scaled(
  _ x: Tensor, _ factors: Tensor, addingTo skip: Tensor, _ extent: ImageExtent
) -> [Float] {
  x.values.withUnsafeBufferPointer { x in
    factors.values.withUnsafeBufferPointer { s in
      skip.values.withUnsafeBufferPointer { skip in
        Elementwise.filled(x.count) { result in
          guard let x = x.baseAddress, let s = s.baseAddress, let skip = skip.baseAddress,
            let result
          else { return }
          for image in 0..<extent.images {
            let at = image * extent.length
            elementwise_scale_columns_and_add(
              x + at, s + image * extent.channels, skip + at, result + at, extent.pixels,
              extent.channels)
          }
        }
      }
    }
  }
}
