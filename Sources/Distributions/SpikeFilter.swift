// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What a spike leaves behind in a causal linear filter, exact at any time: no grid.
///
/// ```
/// exponential  k(u) = e^(−u/τ)              ∫₀ᵘ k = τ·(1 − e^(−u/τ))
/// alpha        k(u) = (u/τ)·e^(1 − u/τ)      ∫₀ᵘ k = eτ·(1 − (1 + u/τ)·e^(−u/τ))
/// ```
/// Both are 0 before the spike and at most 1: the exponential at the spike, the alpha function τ after it.
public struct SpikeFilter: Hashable, Sendable {
  /// The course of a response in time.
  public enum Shape: String, Codable, CaseIterable, Sendable {
    /// Up at once, then decaying: a synapse without rise.
    case exponential
    /// Rising for one time constant, then decaying.
    case alpha
  }

  /// The course of the response.
  public let shape: Shape
  /// τ, in the unit of all other times.
  public let timeConstant: Double

  /// A filter with a time constant.
  ///
  /// - Precondition: the time constant is positive and finite.
  public init(_ shape: Shape, timeConstant: Double) {
    guard timeConstant > 0, timeConstant.isFinite else {
      fatalError("a time constant of \(timeConstant) filters nothing: use a positive one")
    }
    self.shape = shape
    self.timeConstant = timeConstant
  }

  /// k(u), the response a lag u after a spike; 0 before it.
  public func response(after lag: Double) -> Double {
    guard lag >= 0 else { return 0 }
    let x = lag / timeConstant
    return switch shape {
    case .exponential: exp(-x)
    case .alpha: x * exp(1 - x)
    }
  }

  /// ∫₀ᵘ k, the response summed up to a lag u after a spike; 0 before it.
  public func integral(upTo lag: Double) -> Double {
    guard lag > 0 else { return 0 }
    let x = lag / timeConstant
    return switch shape {
    case .exponential: -timeConstant * expm1(-x)
    case .alpha: timeConstant * exp(1) * (-expm1(-x) - x * exp(-x))
    }
  }
}
