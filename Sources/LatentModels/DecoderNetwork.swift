// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness
public import Tensors

/// From latents to reconstructions: one linear map, then features.
///
/// ```
/// x̂ = features(Φz + b)       z: [trials, latents], x̂: [trials, pixels];  x̂ = Φz + b for a linear decoder
/// ```
/// The linear map's parameters are named `fc_dec.…`; those of the features keep their own names (`dec.…`),
/// which are the published PyTorch module's.
public struct DecoderNetwork: Parametrized, Sendable {
  /// The first map; in a linear decoder its weight is the dictionary Φ, shape [pixels, latents].
  public var readin: Linear
  /// What comes after it; none in a linear decoder.
  public var features: (any Layer)?
  /// Whether every column of the first map is used at Euclidean length 1.
  public var hasUnitAtoms: Bool

  /// A decoder of its parts.
  public init(readin: Linear, features: (any Layer)? = nil, hasUnitAtoms: Bool = false) {
    self.readin = readin
    self.features = features
    self.hasUnitAtoms = hasUnitAtoms
  }

  /// Whether there is nothing but the first map.
  public var isLinear: Bool { features == nil }

  /// The weight of the first map as it is used: the dictionary, one atom a column.
  public var dictionary: Tensor {
    guard hasUnitAtoms else { return readin.weight }
    let squaredLengths = square(readin.weight).sum(over: .rows) + 1e-24
    return readin.weight * exp(log(squaredLengths) * -0.5)
  }

  /// Applies the decoder; `address` says where the noise of its features is drawn, if they have any.
  public func callAsFunction(_ latents: Tensor, noise address: DrawAddress? = nil) -> Tensor {
    let first = Linear(weight: dictionary, bias: readin.bias)(latents)
    guard let features else { return first }
    return features(first, noise: address)
  }

  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    readin.forEachParameter(under: "fc_dec", visit)
    features?.forEachParameter(visit)
  }

  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    features?.forEachBuffer(visit)
  }
}
