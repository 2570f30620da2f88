// SPDX-License-Identifier: GPL-3.0-or-later

/// The central moments of some pixels, summed in double precision in two passes.
package struct PixelMoments {
  package let mean: Double
  /// m₂ = mean of (x − mean)².
  package let second: Double
  /// m₄ = mean of (x − mean)⁴.
  package let fourth: Double

  package init(_ pixels: some Collection<Float>) {
    let count = Double(pixels.count)
    var sum = 0.0
    for pixel in pixels { sum += Double(pixel) }
    let mean = sum / count
    var squares = 0.0
    var fourths = 0.0
    for pixel in pixels {
      let square = (Double(pixel) - mean) * (Double(pixel) - mean)
      squares += square
      fourths += square * square
    }
    self.mean = mean
    second = squares / count
    fourth = fourths / count
  }

  package var standardDeviation: Double { second.squareRoot() }

  package var kurtosis: Double? { isFlat ? nil : fourth / (second * second) }

  /// Whether the spread is undefined, or no more than single precision's rounding of the mean.
  package var isFlat: Bool {
    !(standardDeviation > Double(Float.ulpOfOne) * abs(mean)) || !(second > 0) || !second.isFinite
  }

  /// (x − mean) / standard deviation, `nil` where that is undefined.
  package func standardize(_ pixels: some Collection<Float>) -> [Float]? {
    guard !isFlat else { return nil }
    let scale = 1 / standardDeviation
    return pixels.map { Float((Double($0) - mean) * scale) }
  }
}
