// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// The mean of every channel over the pixels of its image, shape [trials, channels], added in `Double`.
///
/// ```
/// y[n, c] = Σ_{h,w} x[n, h, w, c] / (height·width)
/// ```
/// - Parameter x: shape [trials, height, width, channels].
/// - Precondition: four axes and at least one pixel.
public func meanOverSpace(_ x: Tensor) -> Tensor {
  let extent = ImageExtent(x)
  guard extent.pixels > 0 else {
    fatalError("the mean over the pixels of shape \(x.shape) is undefined")
  }
  return sumOverSpace(x) * (1 / Float(extent.pixels))
}

/// `y[n, c] = Σ_{h,w} x[n, h, w, c]`.
func sumOverSpace(_ x: Tensor) -> Tensor {
  let extent = ImageExtent(x)
  let sums = x.values.withUnsafeBufferPointer { x in
    Elementwise.perImage(extent.images, x, extent.length, resultLength: extent.channels) {
      elementwise_sum_over_rows($0, extent.pixels, extent.channels, $1)
    }
  }
  return .recording(values: sums, shape: [extent.images, extent.channels], inputs: [x]) { c in
    [repeatOverSpace(c, height: extent.height, width: extent.width)]
  }
}

/// `y[n, h, w, c] = x[n, c]`: the reverse of ``sumOverSpace(_:)``.
func repeatOverSpace(_ x: Tensor, height: Int, width: Int) -> Tensor {
  let (images, channels) = (x.shape[0], x.shape[1])
  let pixels = height * width
  let repeated = x.values.withUnsafeBufferPointer { x in
    Elementwise.perImage(images, x, channels, resultLength: pixels * channels) {
      elementwise_copy_rows($0, 0, $1, channels, pixels, channels)
    }
  }
  return .recording(values: repeated, shape: [images, height, width, channels], inputs: [x]) {
    [sumOverSpace($0)]
  }
}
