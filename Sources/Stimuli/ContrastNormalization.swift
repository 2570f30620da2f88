// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Evens out brightness and contrast over a picture, as retinal gain control does.
///
///     d(p) = x(p) − Σ_q w(q) x(p + q)
///     s(p) = √ Σ_q w(q) d(p + q)²
///     y(p) = d(p) / max(s(p), mean of s)
///     w(q) ∝ exp(−r² / 0.5),  r = distance from the center, 1 at the middle of a side of the window
///
/// The mean of s keeps flat regions flat instead of lifting their noise. At the border the window is
/// cut and its weights are renormalized, so that a constant picture becomes exactly 0 everywhere.
///
/// - Complexity: O(pixels · side): the window is separable.
///
/// Source: Jarrett, Kavukcuoglu, Ranzato and LeCun 2009, doi:10.1109/ICCV.2009.5459469, §2.
public struct ContrastNormalization: Equatable, Sendable {
  /// The side of the square window, in pixels: an odd number.
  public let side: Int

  /// What the window finds beyond the border of a picture.
  public let border: Border

  /// What the window finds beyond the border of a picture.
  public enum Border: String, Sendable {
    /// Nothing: its weights there are given to the pixels inside.
    case inside
    /// Zeros, as in the published code.
    case zeros
  }

  /// A window of a given odd side.
  public init(side: Int = 13, border: Border = .inside) {
    guard side >= 3 && side % 2 == 1 else {
      fatalError("the window's side \(side) is not an odd number above 1")
    }
    self.side = side
    self.border = border
  }

  /// The profile of the window along a line, before normalization.
  package var profile: [Double] {
    (0..<side).map { index in
      let distance = Double(index - side / 2) / Double(side / 2)
      return exp(-distance * distance / 0.5)
    }
  }

  /// The normalized picture, of the same size.
  public func apply(to image: GrayImage) -> GrayImage {
    let pixels = image.pixels.map(Double.init)
    let local = smooth(pixels, width: image.width, height: image.height)
    let detail = zip(pixels, local).map { $0 - $1 }
    let power = smooth(detail.map { $0 * $0 }, width: image.width, height: image.height)
    let spread = power.map { max(0, $0).squareRoot() }
    let floor = spread.reduce(0, +) / Double(spread.count)
    let normalized = zip(detail, spread).map { detail, spread in
      let divisor = max(spread, floor)
      return Float(divisor > 0 ? detail / divisor : 0)
    }
    return GrayImage(width: image.width, height: image.height, pixels: normalized)
  }

  /// The weighted local mean under the window.
  package func smooth(_ values: [Double], width: Int, height: Int) -> [Double] {
    let rows = smoothLines(values, lines: height, length: width, lineStride: width, stride: 1)
    return smoothLines(rows, lines: width, length: height, lineStride: 1, stride: width)
  }

  private func smoothLines(
    _ values: [Double], lines: Int, length: Int, lineStride: Int, stride: Int
  ) -> [Double] {
    let profile = profile
    let whole = profile.reduce(0, +)
    let radius = side / 2
    var result = values
    for position in 0..<length {
      let first = max(0, position - radius)
      let last = min(length - 1, position + radius)
      let weights = (first...last).map { profile[$0 - position + radius] }
      let total = border == .inside ? weights.reduce(0, +) : whole
      for line in 0..<lines {
        let start = line * lineStride
        let center = border == .inside ? values[start + position * stride] : 0
        // Differences from the center, not values: then a constant gives its own value exactly.
        var sum = 0.0
        for (offset, weight) in weights.enumerated() {
          sum += weight * (values[start + (first + offset) * stride] - center)
        }
        result[start + position * stride] = center + sum / total
      }
    }
    return result
  }
}
