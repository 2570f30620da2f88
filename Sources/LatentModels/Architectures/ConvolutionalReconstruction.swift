// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness
public import Tensors

/// What follows the first map of the `conv` decoder: cells that double a 2 × 2 picture up to its full size.
///
/// ```
/// view 8·channels × 2 × 2 → Cell → (Cell up → Cell) × doublings → Conv2D 1 × 1
/// 16 × 16: 2 → 4 → 8 → 16        28 × 28: 2 → 4 → 8 → 16, nearest 14 → 28
/// ```
/// Shape [trials, 32·channels], channel after channel, to [trials, pixels]. Parameters `dec.0`, `dec.1`, ….
public struct ConvolutionalReconstruction: Layer {
  /// The cells and the last convolution.
  public var layers: Sequential
  /// The channels of the first cell.
  public let channels: Int

  /// How many numbers the layers read for each datum.
  public var inputs: Int { channels * 2 * 2 }

  /// Layers of random weights.
  ///
  /// - Parameters:
  ///   - pixels: those of a square picture.
  ///   - channels: an eighth of those of the first cell; every doubling halves them.
  ///   - generator: from which the weights are drawn.
  /// - Throws: ``ArchitectureError`` for pictures that are not 16 × 16 or 28 × 28.
  /// - Precondition: an even number of channels.
  public init(
    pixels: Int, channels: Int = 32, using generator: inout RandomGenerator
  ) throws(ArchitectureError) {
    let doublings =
      switch pixels {
      case 16 * 16: 3
      case 28 * 28: 4
      default: throw ArchitectureError.decoder(pixels: pixels)
      }
    self.channels = 8 * channels
    var width = 8 * channels
    var parts: [any Layer] = [Cell(.normal, inputs: width, depth: 1, using: &generator)]
    for index in 0..<doublings {
      parts.append(Cell(.up, inputs: width, depth: 1, using: &generator))
      width = Cell.Kind.up.outputs(of: width)
      parts.append(Cell(.normal, inputs: width, depth: 1, using: &generator))
      // Half of 28, which no number of doublings reaches.
      if doublings == 4 && index == 2 { parts.append(NearestUpsampling(side: 14)) }
    }
    parts.append(Conv2D(inputs: width, outputs: 1, kernel: 1, using: &generator))
    layers = Sequential(parts)
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    guard input.rank == 2 && input.shape[1] == inputs else {
      fatalError("\(channels) channels of 2 × 2 pixels do not come in shape \(input.shape)")
    }
    let trials = input.shape[0]
    let pictures = layers(
      input.reshaped([trials, channels, 2, 2]).withChannelsLast(), noise: address)
    return pictures.reshaped([trials, pictures.shape[1] * pictures.shape[2]])
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    layers.forEachParameter(under: "dec", visit)
  }
}
