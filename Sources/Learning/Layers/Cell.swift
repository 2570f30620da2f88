// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// The residual block of the convolutional networks.
///
/// ```
/// y = skip(x) + SqueezeExcite(ConvLayer_n ∘ … ∘ ConvLayer_1 (x))
/// ```
/// The first layer changes channels and resolution. Shape [trials, height, width, channels]. Parameters
/// `skip`, `ops.0`, `ops.1`, … and `se`.
///
/// > Reference: Vahdat & Kautz, NVAE, 2020, arXiv:2007.03898, §3.1; Vafaii, Galor & Yates, 2024, arXiv 2405.14473.
public struct Cell: Layer {
  /// What a cell does to channels and resolution.
  public enum Kind: Sendable, Hashable {
    /// Nothing.
    case normal
    /// Twice the channels, half the side; the skip connection reads every pixel of an even side.
    case downFactorized
    /// Twice the channels, half the side rounded up; the skip connection reads every second pixel.
    case downStrided
    /// Half the channels, twice the side.
    case up

    /// The channels that a cell of this kind gives.
    public func outputs(of inputs: Int) -> Int {
      switch self {
      case .normal: inputs
      case .downFactorized, .downStrided: 2 * inputs
      case .up: inputs / 2
      }
    }

    var resolution: ConvLayer.Resolution {
      switch self {
      case .normal: .same
      case .downFactorized, .downStrided: .halved
      case .up: .doubled
      }
    }
  }

  /// The connection around the layers.
  public var skip: CellSkip
  /// The layers in order.
  public var layers: [ConvLayer]
  /// The gains of the channels.
  public var squeezeExcite: SqueezeExcite

  /// A cell of random weights.
  ///
  /// - Parameters:
  ///   - kind: what the cell does to channels and resolution.
  ///   - inputs: the channels it reads.
  ///   - depth: the number of its convolutional layers.
  ///   - generator: from which the weights are drawn.
  /// - Precondition: at least one layer; twice the channels are a multiple of 4 in a factorized cell, the
  ///   channels even in one that goes up.
  public init(
    _ kind: Kind, inputs: Int, depth: Int, using generator: inout RandomGenerator
  ) {
    guard depth >= 1 else {
      fatalError("a cell of \(depth) layers")
    }
    let outputs = kind.outputs(of: inputs)
    skip = CellSkip(kind, inputs: inputs, using: &generator)
    layers = []
    for index in 0..<depth {
      layers.append(
        ConvLayer(
          inputs: index == 0 ? inputs : outputs, outputs: outputs,
          resolution: index == 0 ? kind.resolution : .same, using: &generator))
    }
    squeezeExcite = SqueezeExcite(channels: outputs, using: &generator)
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    let activated = swish(input)
    let first = layers[0](activated: activated)
    let deep = layers.dropFirst().reduce(first) { $1($0, noise: address) }
    return squeezeExcite(deep, addedTo: skip(input, activated: activated))
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    skip.forEachParameter(under: "skip", visit)
    for index in layers.indices { layers[index].forEachParameter(under: "ops.\(index)", visit) }
    squeezeExcite.forEachParameter(under: "se", visit)
  }
}
