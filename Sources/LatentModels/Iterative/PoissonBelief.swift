// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import Tensors

/// What an iterative Poisson model believes: log-rates, with the counts drawn from them.
public struct PoissonBelief: IterativeBelief {
  public typealias Relaxation = any CountRelaxation

  /// u = log λ, λ the expected count in the window.
  public let logRates: Tensor
  /// The counts of this moment.
  public let latents: Tensor
  public let reconstruction: Tensor

  /// A belief of its parts.
  public init(logRates: Tensor, latents: Tensor, reconstruction: Tensor) {
    self.logRates = logRates
    self.latents = latents
    self.reconstruction = reconstruction
  }

  public var potentials: Tensor { logRates }

  public var expectedLatents: Tensor { exp(logRates) }
}
