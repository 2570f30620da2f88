// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Randomness

/// The Laplace law: two exponential tails back to back.
///
/// ```
/// p(ε) = e^{−|ε|}/2
/// KL = (b/b₀)·e^{−|Δ|/b} + |Δ|/b₀ − ln(b/b₀) − 1,   Δ = m − m₀      nats
/// ∂/∂m = sign(Δ)·(1 − e^{−|Δ|/b})/b₀                ∂/∂m₀ = −∂/∂m
/// ∂/∂log b = (b/b₀)·e^{−|Δ|/b}·(1 + |Δ|/b) − 1      ∂/∂log b₀ = 1 − (b/b₀)·e^{−|Δ|/b} − |Δ|/b₀
/// ```
/// Differentiable once: the recorded slopes are numbers, so a second derivative sees them as constants.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §4 (the family as a baseline).
public enum Laplace: LocationScaleLaw {
  public static let name = "laplace"
  public static let standardVariance: Double? = 2

  public static func standardDraws(
    at address: DrawAddress, trials: Int, neurons: Int
  ) -> [Float] { address.standardLaplaces(trials: trials, neurons: neurons) }

  public static func divergence(
    of law: LocationScale<Laplace>, from prior: LocationScale<Laplace>
  ) -> Divergence { Divergence(of: law, from: prior, by: elementwise_laplace_divergence) }
}
