// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Tensor {
  /// From images with the channels first, [trials, channels, height, width], to the channels last.
  ///
  /// ```
  /// y[n, h, w, c] = x[n, c, h, w],   ∂L/∂x = g with the channels first
  /// ```
  /// - Precondition: four axes.
  public func withChannelsLast() -> Tensor {
    guard rank == 4 else {
      fatalError("images have the axes [trials, channels, height, width]; this is \(shape)")
    }
    let (images, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    return turned(
      images, channels, height * width, shape: [images, height, width, channels]
    ) { $0.withChannelsFirst() }
  }

  /// From images with the channels last, [trials, height, width, channels], to the channels first.
  ///
  /// PyTorch flattens images in this order.
  ///
  /// - Precondition: four axes.
  public func withChannelsFirst() -> Tensor {
    let extent = ImageExtent(self)
    return turned(
      extent.images, extent.pixels, extent.channels,
      shape: [extent.images, extent.channels, extent.height, extent.width]
    ) { $0.withChannelsLast() }
  }

  /// Transposes each image, seen as a matrix.
  private func turned(
    _ images: Int, _ rows: Int, _ columns: Int, shape target: [Int],
    pullback: @escaping @Sendable (Tensor) -> Tensor
  ) -> Tensor {
    // A single row or column lies in memory as its transpose does.
    guard rows > 1 && columns > 1 else { return reshaped(target) }
    let turned = values.withUnsafeBufferPointer { x in
      Elementwise.perImage(images, x, rows * columns, resultLength: rows * columns) {
        elementwise_transpose($0, rows, columns, $1)
      }
    }
    return .recording(values: turned, shape: target, inputs: [self]) { [pullback($0)] }
  }
}
