// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// Images of another size, each pixel that of its nearest neighbor above and to the left.
  ///
  /// ```
  /// y[n, i, j, c] = x[n, ⌊i·height/newHeight⌋, ⌊j·width/newWidth⌋, c]
  /// ∂L/∂x = sum of g over the pixels that were copied
  /// ```
  /// The rule is that of PyTorch's `nearest`. Shape [trials, height, width, channels].
  ///
  /// - Precondition: four axes, and pixels on both sides.
  public func resizedToNearest(height: Int, width: Int) -> Tensor {
    let extent = ImageExtent(self)
    guard height > 0 && width > 0 && extent.pixels > 0 else {
      fatalError("images of shape \(shape) cannot be resized to \(height) × \(width)")
    }
    guard extent.height != height || extent.width != width else { return self }
    let resized = values.withUnsafeBufferPointer { x in
      Elementwise.filled(extent.images * height * width * extent.channels) {
        elementwise_resize(
          x.baseAddress, extent.images, extent.height, extent.width, extent.channels, height,
          width, $0)
      }
    }
    return .recording(
      values: resized, shape: [extent.images, height, width, extent.channels], inputs: [self]
    ) { [$0.sumsOfNearest(height: extent.height, width: extent.width)] }
  }

  /// Images `factor` times as high and wide: every pixel becomes a square.
  ///
  /// - Precondition: four axes and a positive factor.
  public func upsampled(by factor: Int) -> Tensor {
    let extent = ImageExtent(self)
    return resizedToNearest(height: extent.height * factor, width: extent.width * factor)
  }

  /// The adjoint of ``resizedToNearest(height:width:)`` from that size.
  func sumsOfNearest(height: Int, width: Int) -> Tensor {
    let extent = ImageExtent(self)
    let sums = values.withUnsafeBufferPointer { x in
      Elementwise.filled(extent.images * height * width * extent.channels) {
        elementwise_resize_adjoint(
          x.baseAddress, extent.images, extent.height, extent.width, extent.channels, height,
          width, $0)
      }
    }
    return .recording(
      values: sums, shape: [extent.images, height, width, extent.channels], inputs: [self]
    ) { [$0.resizedToNearest(height: extent.height, width: extent.width)] }
  }
}
