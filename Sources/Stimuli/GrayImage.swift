// SPDX-License-Identifier: GPL-3.0-or-later

/// A picture of one brightness per pixel.
///
/// **Shape:** `pixels` is row-major, `height` rows of `width` values, the top row first.
public struct GrayImage: Equatable, Sendable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The brightness of every pixel, row by row.
  public var pixels: [Float]

  /// A picture of given pixels.
  ///
  /// - Precondition: both sides are positive and `pixels.count == width * height`.
  public init(width: Int, height: Int, pixels: [Float]) {
    guard width > 0 && height > 0 else {
      fatalError("a picture has at least one pixel, not \(width)×\(height)")
    }
    guard pixels.count == width * height else {
      fatalError("a \(width)×\(height) picture has \(width * height) pixels, not \(pixels.count)")
    }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The pixel of a row and a column.
  public subscript(row: Int, column: Int) -> Float {
    guard row >= 0 && row < height && column >= 0 && column < width else {
      fatalError(
        "pixel (\(row), \(column)) lies outside a picture of \(height) rows and \(width) columns")
    }
    return pixels[row * width + column]
  }

  /// The mean brightness.
  public var mean: Double { PixelMoments(pixels).mean }

  /// The standard deviation of the brightness, dividing by the number of pixels.
  public var standardDeviation: Double { PixelMoments(pixels).standardDeviation }

  /// The kurtosis m₄ / m₂² of the brightness: 3 for a Gaussian, larger where rare strong values
  /// stand out of many weak ones, `nil` for a constant picture.
  public var kurtosis: Double? { PixelMoments(pixels).kurtosis }

  /// The picture shifted to mean 0 and scaled to variance 1, `nil` for a constant picture.
  public func standardized() -> GrayImage? {
    guard let values = PixelMoments(pixels).standardize(pixels) else { return nil }
    return GrayImage(width: width, height: height, pixels: values)
  }
}
