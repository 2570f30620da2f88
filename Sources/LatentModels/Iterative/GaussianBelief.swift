// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import Tensors

/// What an iterative Gaussian model believes: locations and log-scales, with the sample drawn from them.
public struct GaussianBelief: IterativeBelief {
  public typealias Relaxation = Reparameterization

  /// The laws of the latents before their activation.
  public let law: LocationScale<Normal>
  /// z, the draw of this moment.
  public let sample: Tensor
  public let latents: Tensor
  public let expectedLatents: Tensor
  public let reconstruction: Tensor

  /// A belief of its parts.
  public init(
    law: LocationScale<Normal>, sample: Tensor, latents: Tensor, expectedLatents: Tensor,
    reconstruction: Tensor
  ) {
    self.law = law
    self.sample = sample
    self.latents = latents
    self.expectedLatents = expectedLatents
    self.reconstruction = reconstruction
  }

  public var potentials: Tensor { law.location }
}
