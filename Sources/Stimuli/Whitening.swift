// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Flattens the 1/f amplitude spectrum of natural scenes and damps the highest frequencies, which
/// hold mostly noise and the corners of the sampling grid.
///
///     R(f) = f · exp(−(f / f0)⁴)
///
/// f is the radial frequency on the un-centered grid of the transform, in cycles per pixel; f0 is
/// ``cutoff``. The mean of a picture disappears because R(0) = 0. Edges of the picture meet as on a
/// torus; draw patches away from the border (see ``PatchSampler/margin``).
///
/// - Complexity: O(n log n) for n pixels whose sides have small prime factors.
///
/// Source: Olshausen and Field 1997, doi:10.1016/S0042-6989(97)00169-7.
public struct Whitening: Equatable, Sendable {
  /// Which frequency a coefficient of the transform is taken for.
  public enum Grid: String, Sendable {
    /// The frequency that it has.
    case transform
    /// −½ to ½ in equal steps from the first coefficient to the last, as if the transform were centered. The published code
    /// does so without centering it, and so damps low frequencies least where it means high ones.
    case published

    func frequency(_ index: Int, of count: Int) -> Double {
      switch self {
      case .transform: FourierPlane.frequency(index, of: count)
      case .published: count > 1 ? Double(index) / Double(count - 1) - 0.5 : 0
      }
    }
  }

  /// f0, in cycles per pixel: the gain is R = f0 · e⁻¹ there.
  public let cutoff: Double
  /// Which frequency a coefficient is taken for.
  public let grid: Grid

  /// A filter of a given cutoff.
  ///
  /// - Precondition: `cutoff` is positive and finite.
  public init(cutoff: Double = 0.35, grid: Grid = .transform) {
    guard cutoff > 0 && cutoff.isFinite else {
      fatalError("the cutoff \(cutoff) is not a positive frequency")
    }
    self.cutoff = cutoff
    self.grid = grid
  }

  /// R(f) for a frequency in cycles per pixel.
  public func gain(at frequency: Double) -> Double {
    let ratio = frequency / cutoff
    let square = ratio * ratio
    return frequency * exp(-square * square)
  }

  /// The filtered picture, of the same size, with mean 0 and without rescaling.
  public func apply(to image: GrayImage) -> GrayImage {
    var plane = FourierPlane(image)
    plane.multiply(byGain: gain(at:), frequency: grid.frequency)
    return plane.picture()
  }
}
