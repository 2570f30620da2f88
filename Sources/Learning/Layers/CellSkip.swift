// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness
public import Tensors

/// The connection around the layers of a ``Cell``.
///
/// ```
/// normal           y = x
/// down factorized  y = [C₀(a₀₀) | C₁(a₀₁) | C₂(a₁₀) | C₃(a₁₁)]     a = swish(x); a_ij: its pixels (2h + i, 2w + j)
/// down strided     y = C(a₀₀)
/// up               y = C(x), every pixel then a 2 × 2 square
/// ```
/// with 1 × 1 convolutions C. Published code crops and strides, or enlarges and then convolves: the same values
/// from more pixels.
public enum CellSkip: Parametrized, Sendable {
  /// The input itself.
  case identity
  /// Parameters `ops.0` … `ops.3`.
  case factorized([Conv2D])
  /// Parameters `conv`.
  case strided(Conv2D)
  /// Parameters `1`: what enlarges the image has index 0 in the published code.
  case enlarging(Conv2D)

  /// A connection of random weights.
  init(_ kind: Cell.Kind, inputs: Int, using generator: inout RandomGenerator) {
    let outputs = kind.outputs(of: inputs)
    switch kind {
    case .normal: self = .identity
    case .downFactorized:
      guard outputs % 4 == 0 else {
        fatalError("\(outputs) channels cannot be read in four equal parts")
      }
      var parts: [Conv2D] = []
      for _ in 0..<4 {
        parts.append(Conv2D(inputs: inputs, outputs: outputs / 4, kernel: 1, using: &generator))
      }
      self = .factorized(parts)
    case .downStrided:
      self = .strided(Conv2D(inputs: inputs, outputs: outputs, kernel: 1, using: &generator))
    case .up:
      guard inputs % 2 == 0 else {
        fatalError("\(inputs) channels cannot be halved")
      }
      self = .enlarging(Conv2D(inputs: inputs, outputs: outputs, kernel: 1, using: &generator))
    }
  }

  /// Applies the connection to an input whose swish is known.
  ///
  /// - Precondition: a factorized connection reads images of even height and width.
  func callAsFunction(_ input: Tensor, activated: Tensor) -> Tensor {
    switch self {
    case .identity: return input
    case .factorized(let parts):
      guard input.shape[1] % 2 == 0 && input.shape[2] % 2 == 0 else {
        fatalError("images of shape \(input.shape) have an odd side; use a strided cell")
      }
      return concatenateChannels(
        parts.enumerated().map { index, part in
          part(activated.subsampled(top: index / 2, left: index % 2, stride: 2))
        })
    case .strided(let convolution): return convolution(activated.subsampled(stride: 2))
    case .enlarging(let convolution): return convolution(input).upsampled(by: 2)
    }
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {
    // Taken out and put back, so that the tensors are not shared while they change.
    switch self {
    case .identity: break
    case .factorized(var parts):
      self = .identity
      for index in parts.indices { parts[index].forEachParameter(under: "ops.\(index)", visit) }
      self = .factorized(parts)
    case .strided(var convolution):
      self = .identity
      convolution.forEachParameter(under: "conv", visit)
      self = .strided(convolution)
    case .enlarging(var convolution):
      self = .identity
      convolution.forEachParameter(under: "1", visit)
      self = .enlarging(convolution)
    }
  }
}
