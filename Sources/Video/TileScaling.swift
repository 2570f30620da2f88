// SPDX-License-Identifier: GPL-3.0-or-later

internal import Stimuli
public import Tensors

/// Brings every tile to mean 0 and variance 1, as the patches of `PatchCollection` are, and remembers how, so that what
/// a model makes of them can be blended back.
///
///     y = (x − m) / max(s, least),  m and s the mean and the standard deviation of the tile
///
/// Training never sees the flattest tenth of patches, on the photographs of `GComprisPhotographs` those with s < 0.08.
/// `least` keeps such tiles from being blown up to noise of full contrast: they stay fainter than what the model knows.
public struct TileScaling: Equatable, Sendable {
  /// The smallest standard deviation that is divided by.
  public let least: Float
  /// The mean of each tile.
  public private(set) var means: [Float] = []
  /// What each tile was divided by.
  public private(set) var divisors: [Float] = []

  /// A scaling.
  ///
  /// - Parameter least: in units of what ``FrameWhitening`` gives, whose standard deviation is about 1.
  /// - Precondition: `least` is positive.
  public init(least: Float = 0.08) {
    guard least > 0 else {
      fatalError("tiles cannot be divided by \(least)")
    }
    self.least = least
  }

  /// Scales tiles in place.
  ///
  /// **Shape:** [tiles, pixels].
  public mutating func scale(_ tiles: inout Tensor) {
    let (count, pixels) = TileScaling.extents(tiles)
    if means.count != count {
      means = [Float](repeating: 0, count: count)
      divisors = means
    }
    tiles.values.withUnsafeMutableBufferPointer { values in
      for tile in 0..<count {
        let patch = UnsafeMutableBufferPointer(
          rebasing: values[tile * pixels..<(tile + 1) * pixels])
        let moments = PixelMoments(patch)
        let (mean, divisor) = (Float(moments.mean), max(Float(moments.standardDeviation), least))
        for index in patch.indices { patch[index] = (patch[index] - mean) / divisor }
        means[tile] = mean
        divisors[tile] = divisor
      }
    }
  }

  /// Undoes the last ``scale(_:)`` for tiles that stand for the same places.
  ///
  /// **Shape:** [tiles, pixels].
  /// - Precondition: as many tiles as were scaled.
  public func restore(_ tiles: inout Tensor) {
    let (count, pixels) = TileScaling.extents(tiles)
    guard count == means.count else {
      fatalError("\(count) tiles, and \(means.count) were scaled")
    }
    tiles.values.withUnsafeMutableBufferPointer { values in
      for tile in 0..<count {
        let (mean, divisor) = (means[tile], divisors[tile])
        for index in tile * pixels..<(tile + 1) * pixels {
          values[index] = values[index] * divisor + mean
        }
      }
    }
  }

  private static func extents(_ tiles: Tensor) -> (count: Int, pixels: Int) {
    guard tiles.rank == 2 else {
      fatalError("tiles of shape \(tiles.shape) are not [tiles, pixels]")
    }
    return (tiles.shape[0], tiles.shape[1])
  }
}
