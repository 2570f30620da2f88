// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Stimuli
public import Tensors

/// Cuts frames into square tiles that cover every pixel, and blends tiles back into a frame without seams.
///
/// Tiles start at 0, stride, 2·stride, … along each side; where these leave a rest, one more tile ends at the border,
/// and overlaps its neighbor by more than the others do. Tile r·columns + c is that of row r and column c.
///
/// Where tiles overlap, a pixel is the weighted mean of what they say of it:
///
///     w(j, i) = h(j)·h(i),  h(i) = sin²(π(i + ½)/side)      stride < side
///                           h(i) = 1                        abutting tiles, stride = side
///
/// so that abutting tiles are copied, and `blend(tiles(of: frame))` is the frame to rounding.
///
/// - Complexity: O(tiles · side²) a frame; nothing is allocated.
public struct FrameTiling: Equatable, Sendable {
  /// Columns and rows of a frame.
  public let size: FrameSize
  /// Pixels of a side of a tile.
  public let side: Int
  /// Pixels from one tile to the next.
  public let stride: Int
  /// Where each column of tiles begins.
  public let lefts: [Int]
  /// Where each row of tiles begins.
  public let tops: [Int]

  /// The share of each column of tiles in each of its columns of pixels, [columns, side]; they add up to 1.
  private let across: [Float]
  private let down: [Float]

  /// Tiles of `side` × `side` pixels every `stride` pixels, abutting by default.
  ///
  /// - Precondition: 0 < stride ≤ side.
  /// - Throws: ``VideoError/smallerThanTile(size:side:)``.
  public init(size: FrameSize, side: Int, stride: Int? = nil) throws(VideoError) {
    let stride = stride ?? side
    guard stride > 0 && stride <= side else {
      fatalError("tiles of side \(side) every \(stride) pixels leave gaps")
    }
    guard size.width >= side, size.height >= side else {
      throw .smallerThanTile(size: size, side: side)
    }
    self.size = size
    self.side = side
    self.stride = stride
    lefts = FrameTiling.starts(extent: size.width, side: side, stride: stride)
    tops = FrameTiling.starts(extent: size.height, side: side, stride: stride)
    across = FrameTiling.shares(lefts, extent: size.width, side: side, isFlat: stride == side)
    down = FrameTiling.shares(tops, extent: size.height, side: side, isFlat: stride == side)
  }

  /// The number of tiles.
  public var count: Int { lefts.count * tops.count }

  /// A tensor for ``cut(_:into:)``, of zeros.
  ///
  /// **Shape:** [tiles, side²].
  public func emptyTiles() -> Tensor { .zeros([count, side * side]) }

  /// The tiles of a frame, each of rows of pixels one after the other.
  ///
  /// **Shape:** [tiles, side²].
  public func tiles(of image: GrayImage) -> Tensor {
    var tiles = emptyTiles()
    cut(image, into: &tiles)
    return tiles
  }

  /// Writes the tiles of a frame over those of another.
  ///
  /// - Precondition: the frame has ``size``, the tensor shape [tiles, side²].
  public func cut(_ image: GrayImage, into tiles: inout Tensor) {
    check(image.size, tiles)
    image.pixels.withUnsafeBufferPointer { pixels in
      tiles.values.withUnsafeMutableBufferPointer { values in
        var at = 0
        for top in tops {
          for left in lefts {
            for row in top..<top + side {
              let start = row * size.width + left
              for column in 0..<side { values[at + column] = pixels[start + column] }
              at += side
            }
          }
        }
      }
    }
  }

  /// Writes the frame that tiles make together over another.
  ///
  /// - Precondition: the frame has ``size``, the tensor shape [tiles, side²].
  public func blend(_ tiles: Tensor, into image: inout GrayImage) {
    check(image.size, tiles)
    tiles.values.withUnsafeBufferPointer { values in
      image.pixels.withUnsafeMutableBufferPointer { pixels in
        for index in pixels.indices { pixels[index] = 0 }
        across.withUnsafeBufferPointer { across in
          down.withUnsafeBufferPointer { down in add(values, across, down, to: pixels) }
        }
      }
    }
  }

  private func add(
    _ values: UnsafeBufferPointer<Float>, _ across: UnsafeBufferPointer<Float>,
    _ down: UnsafeBufferPointer<Float>, to pixels: UnsafeMutableBufferPointer<Float>
  ) {
    var at = 0
    for (r, top) in tops.enumerated() {
      for (c, left) in lefts.enumerated() {
        for row in 0..<side {
          let weight = down[r * side + row]
          let start = (top + row) * size.width + left
          for column in 0..<side {
            pixels[start + column] += weight * across[c * side + column] * values[at + column]
          }
          at += side
        }
      }
    }
  }

  private func check(_ size: FrameSize, _ tiles: Tensor) {
    guard size == self.size else {
      fatalError("a frame of \(size) in a tiling of \(self.size)")
    }
    guard tiles.shape == [count, side * side] else {
      fatalError("tiles of shape \(tiles.shape), not \([count, side * side])")
    }
  }

  private static func starts(extent: Int, side: Int, stride: Int) -> [Int] {
    var starts = Array(Swift.stride(from: 0, through: extent - side, by: stride))
    if let last = starts.last, last + side < extent { starts.append(extent - side) }
    return starts
  }

  private static func shares(
    _ starts: [Int], extent: Int, side: Int, isFlat: Bool
  ) -> [Float] {
    let window = (0..<side).map { index in
      let sine = sin(.pi * (Double(index) + 0.5) / Double(side))
      return isFlat ? 1 : sine * sine
    }
    var totals = [Double](repeating: 0, count: extent)
    for start in starts { for index in 0..<side { totals[start + index] += window[index] } }
    return starts.flatMap { start in
      (0..<side).map { Float(window[$0] / totals[start + $0]) }
    }
  }
}
