// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Randomness

/// The normal law.
///
/// ```
/// p(ε) = e^{−ε²/2}/√(2π)
/// KL(N(m, s²) ‖ N(m₀, s₀²)) = ½[(Δ/s₀)² + (s/s₀)² − ln (s/s₀)² − 1],   Δ = m − m₀      nats
/// ∂/∂m = Δ/s₀²    ∂/∂log s = (s/s₀)² − 1    ∂/∂m₀ = −Δ/s₀²    ∂/∂log s₀ = 1 − (s/s₀)² − (Δ/s₀)²
/// ```
/// Differentiable once: the recorded slopes are numbers, so a second derivative sees them as constants.
///
/// > Reference: D. P. Kingma & M. Welling, arXiv 1312.6114, Appendix B.
public enum Normal: LocationScaleLaw {
  public static let name = "normal"
  public static let standardVariance: Double? = 1

  public static func standardDraws(
    at address: DrawAddress, trials: Int, neurons: Int
  ) -> [Float] { address.standardNormals(trials: trials, neurons: neurons) }

  public static func divergence(
    of law: LocationScale<Normal>, from prior: LocationScale<Normal>
  ) -> Divergence { Divergence(of: law, from: prior, by: elementwise_normal_divergence) }
}
