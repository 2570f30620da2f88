// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// What every sample of a continuous latent passes before it is decoded.
///
/// The published variants are `relu` and `exp`, beside none.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §4.
public enum LatentActivation: String, CaseIterable, Codable, Sendable {
  /// The sample itself.
  case none
  /// max(z, 0)
  case relu
  /// ln(1 + eᶻ)
  case softplus
  /// 1/(1 + e⁻ᶻ)
  case sigmoid
  /// z²
  case square
  /// z⁴
  case quartic
  /// eᶻ
  case exp

  /// Applies it to every value.
  public func callAsFunction(_ samples: Tensor) -> Tensor {
    switch self {
    case .none: samples
    case .relu: Tensors.relu(samples)
    case .softplus: Tensors.softplus(samples)
    case .sigmoid: Tensors.sigmoid(samples)
    case .square: Tensors.square(samples)
    case .quartic: Tensors.square(Tensors.square(samples))
    case .exp: Tensors.exp(samples)
    }
  }
}
