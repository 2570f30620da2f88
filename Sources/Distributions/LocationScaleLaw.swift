// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

/// A law of real numbers that is moved and stretched: x = location + scale·ε, with ε of the standard law.
///
/// A new continuous family of latents is one type that conforms; `Examples/CauchyVAE` is one.
public protocol LocationScaleLaw: Sendable {
  /// What the family is called, as in `normal`.
  static var name: String { get }

  /// The variance of the standard law, at location 0 and scale 1; nil where it is not defined.
  static var standardVariance: Double? { get }

  /// Draws of the standard law, shape [trials, neurons], pure functions of the address.
  static func standardDraws(at address: DrawAddress, trials: Int, neurons: Int) -> [Float]

  /// The divergence of laws from their priors, recorded with respect to all four parameters.
  ///
  /// - Parameters:
  ///   - law: parameters of shape [trials, neurons].
  ///   - prior: parameters of shape [1, neurons].
  static func divergence(of law: LocationScale<Self>, from prior: LocationScale<Self>) -> Divergence
}
