// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// Every `stride`-th pixel of images, after `top` rows and `left` columns were cropped; with stride 1, the crop alone.
  ///
  /// ```
  /// y[n, i, j, c] = x[n, top + i·stride, left + j·stride, c],   ∂L/∂x = g in those pixels, 0 elsewhere
  /// ```
  /// Shape [trials, height, width, channels]; the result is ⌈(height − top)/stride⌉ high.
  ///
  /// - Precondition: four axes, a positive stride, and a crop within the images.
  public func subsampled(top: Int = 0, left: Int = 0, stride: Int = 1) -> Tensor {
    let extent = ImageExtent(self)
    guard stride > 0 && (0...extent.height).contains(top) && (0...extent.width).contains(left)
    else {
      fatalError(
        "images of shape \(shape) have no pixels every \(stride) from row \(top), column \(left)")
    }
    guard stride > 1 || top > 0 || left > 0 else { return self }
    let height = (extent.height - top + stride - 1) / stride
    let width = (extent.width - left + stride - 1) / stride
    let taken = values.withUnsafeBufferPointer { x in
      Elementwise.filled(extent.images * height * width * extent.channels) {
        elementwise_subsample(
          x.baseAddress, extent.images, extent.height, extent.width, extent.channels, top, left,
          stride, $0)
      }
    }
    return .recording(
      values: taken, shape: [extent.images, height, width, extent.channels], inputs: [self]
    ) { [$0.spread(into: extent, top: top, left: left, stride: stride)] }
  }

  /// The reverse of ``subsampled(top:left:stride:)``, 0 elsewhere.
  func spread(into extent: ImageExtent, top: Int, left: Int, stride: Int) -> Tensor {
    let spread = values.withUnsafeBufferPointer { x in
      Elementwise.filled(extent.images * extent.length) {
        elementwise_subsample_adjoint(
          x.baseAddress, extent.images, extent.height, extent.width, extent.channels, top, left,
          stride, $0)
      }
    }
    return .recording(
      values: spread, shape: [extent.images, extent.height, extent.width, extent.channels],
      inputs: [self]
    ) { [$0.subsampled(top: top, left: left, stride: stride)] }
  }
}
