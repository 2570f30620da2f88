// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Randomness
public import Tensors

/// From data to the parameters of the latent posterior: features, then one linear readout.
///
/// ```
/// h = features(x)            x: [trials, pixels];  h = x for a linear encoder
/// y = readout(h)             y: [trials, numbers that the family of latents asks for]
/// ```
/// The readout's parameters are named `fc_enc.…`; those of the features keep their own names (`stem.…`,
/// `enc.…`), which are the published PyTorch module's.
public struct EncoderNetwork: Parametrized, Sendable {
  /// What comes before the readout; none in a linear encoder.
  public var features: (any Layer)?
  /// The last map.
  public var readout: Linear

  /// An encoder of its parts.
  public init(features: (any Layer)? = nil, readout: Linear) {
    self.features = features
    self.readout = readout
  }

  /// Whether there is nothing but the readout.
  public var isLinear: Bool { features == nil }

  /// Applies the encoder; `address` says where the noise of its features is drawn, if they have any.
  public func callAsFunction(_ input: Tensor, noise address: DrawAddress? = nil) -> Tensor {
    guard let features else { return readout(input) }
    return readout(features(input, noise: address))
  }

  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    features?.forEachParameter(visit)
    readout.forEachParameter(under: "fc_enc", visit)
  }

  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    features?.forEachBuffer(visit)
  }
}
