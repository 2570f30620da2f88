// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

/// Cuts square patches out of pictures at random places.
///
/// Every corner that keeps the whole patch at least ``margin`` pixels away from the border is equally
/// likely; places may repeat.
public struct PatchSampler: Equatable, Sendable {
  /// The side of a patch, in pixels.
  public let side: Int
  /// How many patches each picture gives.
  public let count: Int
  /// Border pixels that no patch may touch: whitening joins opposite edges there.
  public let margin: Int

  /// A sampler of `count` patches of `side`×`side` pixels a picture.
  ///
  /// - Precondition: `side` and `count` are positive, `margin` is not negative.
  public init(side: Int = 16, count: Int = 1500, margin: Int = 4) {
    guard side > 0 && count > 0 && margin >= 0 else {
      fatalError("\(count) patches of side \(side) cannot be cut")
    }
    self.side = side
    self.count = count
    self.margin = margin
  }

  /// The shortest side of a picture with room for one patch.
  public var smallestSide: Int { side + 2 * margin }

  /// Patches of a picture, one after the other, each row by row.
  ///
  /// **Shape:** `count` × `side`².
  /// - Precondition: both sides of the picture are at least ``smallestSide``.
  public func patches(
    of image: GrayImage, using generator: inout RandomGenerator
  ) -> [Float] {
    let rows = image.height - smallestSide + 1
    let columns = image.width - smallestSide + 1
    guard rows > 0 && columns > 0 else {
      fatalError(
        "a \(image.width)×\(image.height) picture has no room for patches that need \(smallestSide)"
      )
    }
    var patches: [Float] = []
    patches.reserveCapacity(count * side * side)
    for _ in 0..<count {
      let top = margin + generator.integer(below: rows)
      let left = margin + generator.integer(below: columns)
      for row in top..<top + side {
        let start = row * image.width + left
        patches += image.pixels[start..<start + side]
      }
    }
    return patches
  }
}
