// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness
public import Tensors

/// The features of the `conv` encoder: cells that halve the picture until it is 4 × 4, then one pixel.
///
/// ```
/// stem Conv2D 3 × 3 → Cell → (Cell down → Cell) × halvings → ResConvPool → flatten → ResDense
/// 16 × 16: 16 → 8 → 4        28 × 28: 26 → 13 → 7 → 4 (no padding in the stem)        64 × 64: 64 → … → 4
/// ```
/// Shape [trials, pixels] to [trials, channels·2^halvings]. Parameters `stem` and `enc.0`, `enc.1`, ….
public struct ConvolutionalFeatures: Layer {
  /// From the picture to the first channels.
  public var stem: Conv2D
  /// The cells, the pool, the flattening and the dense block.
  public var layers: Sequential
  /// The side of the pictures.
  public let side: Int
  /// How many features there are.
  public let features: Int

  /// Features of random weights.
  ///
  /// - Parameters:
  ///   - pixels: those of a square picture.
  ///   - channels: of the stem; every halving doubles them.
  ///   - generator: from which the weights are drawn.
  /// - Throws: ``ArchitectureError`` for pictures that are not 16 × 16, 28 × 28 or 64 × 64.
  /// - Precondition: an even number of channels.
  public init(
    pixels: Int, channels: Int = 32, using generator: inout RandomGenerator
  ) throws(ArchitectureError) {
    // At 28 × 28 some sides are odd: no padding in the stem, and cells that can halve an odd side.
    let (side, padding, halvings, down): (Int, Int, Int, Cell.Kind) =
      switch pixels {
      case 16 * 16: (16, 1, 2, .downFactorized)
      case 28 * 28: (28, 0, 3, .downStrided)
      case 64 * 64: (64, 1, 4, .downFactorized)
      default: throw .encoder(pixels: pixels)
      }
    stem = Conv2D(inputs: 1, outputs: channels, kernel: 3, padding: padding, using: &generator)
    var width = channels
    var parts: [any Layer] = [Cell(.normal, inputs: width, depth: 2, using: &generator)]
    for _ in 0..<halvings {
      parts.append(Cell(down, inputs: width, depth: 2, using: &generator))
      width = down.outputs(of: width)
      parts.append(Cell(.normal, inputs: width, depth: 2, using: &generator))
    }
    parts.append(ResConvPool(channels: width, using: &generator))
    parts.append(Flattening())
    parts.append(ResDense(features: width, name: "enc.\(parts.count)", using: &generator))
    layers = Sequential(parts)
    self.side = side
    features = width
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    guard input.rank == 2 && input.shape[1] == side * side else {
      fatalError("pictures of \(side) × \(side) pixels do not come in shape \(input.shape)")
    }
    let pictures = input.reshaped([input.shape[0], side, side, 1])
    return layers(stem(pictures), noise: address)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    stem.forEachParameter(under: "stem", visit)
    layers.forEachParameter(under: "enc", visit)
  }
}
