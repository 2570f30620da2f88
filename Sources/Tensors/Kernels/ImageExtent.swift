// SPDX-License-Identifier: GPL-3.0-or-later

/// The extents of images with the channels last: [trials, height, width, channels].
struct ImageExtent {
  let images: Int
  let height: Int
  let width: Int
  let channels: Int

  /// The extents of a tensor.
  ///
  /// - Precondition: four axes.
  init(_ x: Tensor) {
    guard x.rank == 4 else {
      fatalError("images have the axes [trials, height, width, channels]; this is \(x.shape)")
    }
    (images, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  }

  /// The number of pixels of one image.
  var pixels: Int { height * width }
  /// The number of values of one image.
  var length: Int { pixels * channels }
}

extension Elementwise {
  /// Fills a new array with one run of values for each image.
  static func perImage(
    _ images: Int, _ x: UnsafeBufferPointer<Float>, _ length: Int, resultLength: Int,
    _ fill: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    filled(images * resultLength) { result in
      guard let from = x.baseAddress, let result else { return }
      for image in 0..<images {
        fill(from + image * length, result + image * resultLength)
      }
    }
  }
}
