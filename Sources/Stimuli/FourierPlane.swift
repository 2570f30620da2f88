// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGSL

/// The discrete Fourier transform of a picture, by mixed-radix transforms of its rows, then of its
/// columns, in double precision.
///
///     F[v, u] = Σ_y Σ_x f[y, x] exp(−2πi (u x / width + v y / height))
///
/// The frequency of coefficient k of n is `FourierPlane.frequency(k, of: n)`: the un-centered order,
/// zero first. Any side works; time grows as n·Σ(prime factors of n) a line.
package struct FourierPlane {
  package let width: Int
  package let height: Int
  /// Real and imaginary parts in turn, row-major.
  package private(set) var coefficients: [Double]

  /// Transforms a picture.
  package init(_ image: GrayImage) {
    width = image.width
    height = image.height
    coefficients = [Double](repeating: 0, count: 2 * image.pixels.count)
    for (index, pixel) in image.pixels.enumerated() { coefficients[2 * index] = Double(pixel) }
    transform(inverse: false)
  }

  /// The frequency of coefficient `index` of `count`, in cycles per sample, in −0.5 ..< 0.5.
  package static func frequency(_ index: Int, of count: Int) -> Double {
    Double(2 * index < count ? index : index - count) / Double(count)
  }

  /// Multiplies every coefficient by a real gain, a function of the radial frequency in cycles
  /// per pixel.
  ///
  /// - Parameter frequency: the frequency of coefficient `index` of `count`, along either axis.
  package mutating func multiply(
    byGain gain: (Double) -> Double,
    frequency: (_ index: Int, _ count: Int) -> Double = { frequency($0, of: $1) }
  ) {
    for row in 0..<height {
      let vertical = frequency(row, height)
      for column in 0..<width {
        let horizontal = frequency(column, width)
        let factor = gain((vertical * vertical + horizontal * horizontal).squareRoot())
        let index = 2 * (row * width + column)
        coefficients[index] *= factor
        coefficients[index + 1] *= factor
      }
    }
  }

  /// The real part of the inverse transform.
  package consuming func picture() -> GrayImage {
    transform(inverse: true)
    let pixels = (0..<width * height).map { Float(coefficients[2 * $0]) }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  private mutating func transform(inverse: Bool) {
    let (width, height) = (width, height)
    let rows = FourierLine(length: width)
    let columns = FourierLine(length: height)
    coefficients.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for row in 0..<height {
        rows.transform(base + 2 * row * width, stride: 1, inverse: inverse)
      }
      for column in 0..<width {
        columns.transform(base + 2 * column, stride: width, inverse: inverse)
      }
    }
  }
}

/// The trigonometric table and the scratch of transforms of one length.
private struct FourierLine: ~Copyable {
  private let length: Int
  private let table: UnsafeMutablePointer<gsl_fft_complex_wavetable>
  private let scratch: UnsafeMutablePointer<gsl_fft_complex_workspace>

  init(length: Int) {
    guard let table = gsl_fft_complex_wavetable_alloc(length),
      let scratch = gsl_fft_complex_workspace_alloc(length)
    else {
      fatalError("out of memory for a Fourier transform of length \(length)")
    }
    self.length = length
    self.table = table
    self.scratch = scratch
  }

  deinit {
    gsl_fft_complex_wavetable_free(table)
    gsl_fft_complex_workspace_free(scratch)
  }

  func transform(_ data: UnsafeMutablePointer<Double>, stride: Int, inverse: Bool) {
    let status =
      inverse
      ? gsl_fft_complex_inverse(data, stride, length, table, scratch)
      : gsl_fft_complex_forward(data, stride, length, table, scratch)
    guard status == 0 else {
      fatalError("GSL refused a transform of length \(length) with status \(status)")
    }
  }
}
