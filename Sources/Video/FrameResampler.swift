// SPDX-License-Identifier: GPL-3.0-or-later

public import Stimuli

/// Brings frames from one size to another: averages of areas along a side that shrinks, linear interpolation along one
/// that grows.
///
/// Output pixel i of n, from N pixels with s = N/n, is
///
///     s > 1    mean of the input over i·s … (i + 1)·s, pixels cut by an end with their share
///     s ≤ 1    input at (i + ½)·s − ½, linear between neighbors, the border pixel beyond the border
///
/// - Complexity: O(pixels), separable. Nothing is allocated for a frame.
public struct FrameResampler: Sendable {
  /// The size that goes in.
  public let from: FrameSize
  /// The size that comes out.
  public let to: FrameSize

  private let across: [Taps]
  private let down: [Taps]
  private var rows: [Float]

  /// The input pixels of an output pixel: `first` and those after it.
  private struct Taps: Sendable {
    let first: Int
    let weights: [Float]
  }

  /// From one size to another.
  public init(from: FrameSize, to: FrameSize) {
    self.from = from
    self.to = to
    across = FrameResampler.taps(from: from.width, to: to.width)
    down = FrameResampler.taps(from: from.height, to: to.height)
    rows = [Float](repeating: 0, count: from.width)
  }

  /// The frame in the other size, written over `result`.
  ///
  /// - Precondition: both have the sizes of this resampler.
  public mutating func resample(_ image: GrayImage, into result: inout GrayImage) {
    guard image.size == from && result.size == to else {
      fatalError("frames of \(image.size) and \(result.size) for a resampler from \(from) to \(to)")
    }
    let (fromWidth, toWidth) = (from.width, to.width)
    image.pixels.withUnsafeBufferPointer { pixels in
      rows.withUnsafeMutableBufferPointer { row in
        result.pixels.withUnsafeMutableBufferPointer { result in
          for (y, taps) in down.enumerated() {
            for x in 0..<fromWidth {
              row[x] = taps.weights[0] * pixels[taps.first * fromWidth + x]
            }
            for index in 1..<max(1, taps.weights.count) {
              let start = (taps.first + index) * fromWidth
              let weight = taps.weights[index]
              for x in 0..<fromWidth { row[x] += weight * pixels[start + x] }
            }
            for (x, taps) in across.enumerated() {
              var sum: Float = 0
              for index in taps.weights.indices {
                sum += taps.weights[index] * row[taps.first + index]
              }
              result[y * toWidth + x] = sum
            }
          }
        }
      }
    }
  }

  private static func taps(from: Int, to: Int) -> [Taps] {
    let step = Double(from) / Double(to)
    return (0..<to).map { index in
      if to < from {
        // Whole numbers of 1/to of a pixel: no rounding decides who belongs to whom.
        let (start, end) = (index * from, (index + 1) * from)
        let first = start / to
        let last = (end - 1) / to
        let weights = (first...last).map { pixel in
          Float(Double(min(end, (pixel + 1) * to) - max(start, pixel * to)) / Double(from))
        }
        return Taps(first: first, weights: weights)
      }
      let center = min(max((Double(index) + 0.5) * step - 0.5, 0), Double(from - 1))
      let first = min(Int(center), max(0, from - 2))
      let share = Float(center - Double(first))
      return Taps(first: first, weights: from == 1 || share == 0 ? [1] : [1 - share, share])
    }
  }
}
