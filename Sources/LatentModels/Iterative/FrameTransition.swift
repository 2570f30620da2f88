// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import Tensors

/// What becomes of a belief between two frames: the prior of the next frame lies between the belief after this one and rest.
///
/// ```
/// u before frame f + 1 = u₀ + γ ⊙ (u after frame f − u₀)          γ = σ(g)              a leak
///                                                                γ = σ(g + h·s)        gated by surprise
/// s = ln mean (x − decoder(e^u))²/σ²                             of the new frame x under the belief carried on
/// ```
/// For Poisson laws this is the normalized geometric mean of yesterday's posterior, to the power γ, and the resting prior, to the
/// power 1 − γ, so it is Poisson again; for Gaussian laws the same mean is Gaussian again
/// (``IterativeGaussianVAE/carried(_:to:at:)``). γ = 1 carries beliefs on as they are, γ = 0 starts every frame anew. Surprise is
/// known before the first step of a frame; it is one number for each trial, such as a tile.
public struct FrameTransition: Sendable {
  /// Which form a transition has.
  public enum Form: String, Codable, CaseIterable, Sendable {
    /// Beliefs are carried on as they are.
    case none
    /// γ is one learned number for each neuron.
    case leak
    /// γ also depends on surprise.
    case gated
  }

  /// g, shape [1, latents].
  public var logitRetention: Tensor
  /// h, shape [1, latents]; nil for a leak.
  public var surpriseSlope: Tensor?

  /// A transition that retains half of a belief, whatever the surprise; nil for none.
  public init?(_ form: Form, latents: Int) {
    guard form != .none else { return nil }
    logitRetention = .zeros([1, latents])
    surpriseSlope = form == .gated ? .zeros([1, latents]) : nil
  }

  /// γ, shape [1, latents], or [trials, latents] when gated.
  ///
  /// - Parameter surprise: s, shape [trials, 1]; asked for when it matters.
  func retention(_ surprise: () -> Tensor) -> Tensor {
    guard let surpriseSlope else { return sigmoid(logitRetention) }
    return sigmoid(matmul(surprise(), surpriseSlope) + logitRetention)
  }

  mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    visit("logit_retention", &logitRetention)
    if var slope = surpriseSlope {
      visit("surprise_slope", &slope)
      surpriseSlope = slope
    }
  }
}

extension IterativePoissonVAE {
  /// The log-rates that a frame begins with, shape [trials, latents].
  ///
  /// - Parameters:
  ///   - logRates: those after the frame before, of the same shape.
  ///   - input: the new frame, shape [trials, pixels].
  ///   - retention: γ for all neurons; nil for the model's own transition.
  public func logRates(
    _ logRates: Tensor, carriedTo input: Tensor, retention: Float? = nil
  ) -> Tensor {
    let rest = initialLogRates.expanded(to: logRates.shape)
    if let retention { return rest + (logRates - rest) * retention }
    guard transition != nil else { return logRates }
    let share = kept(of: logRates, carriedTo: input).share
    return rest + (logRates - rest) * share.expanded(to: logRates.shape)
  }

  /// γ, shape [1], [1, latents] or [trials, latents], and the surprise that decided it, shape [trials, 1], when one did.
  func kept(
    of logRates: Tensor, carriedTo input: Tensor, retention: Float? = nil
  ) -> (share: Tensor, surprise: Tensor?) {
    guard retention == nil, let transition else {
      return (Tensor([retention ?? 1], shape: [1]), nil)
    }
    var surprise: Tensor?
    let share = transition.retention {
      let found = likelihood.surprise(
        of: input, reconstruction: likelihood.decoder(exp(logRates)))
      surprise = found
      return found
    }
    return (share, surprise)
  }
}

extension IterativeGaussianVAE {
  /// The belief with which the next frame begins: the normalized geometric mean of the belief carried on and of rest.
  ///
  /// ```
  /// π = γ e^{−2ξ} + (1 − γ) e^{−2ξ₀}               u ← u₀ + (γ e^{−2ξ}/π)(u − u₀),  ξ ← −½ ln π
  /// ```
  /// What is sure weighs more than what is not, as in a Kalman filter. The law is the belief itself without a transition.
  public func carried(
    _ belief: GaussianBelief, to input: Tensor, at moment: InferenceMoment<Reparameterization>
  ) throws -> GaussianBelief {
    guard let transition else { return belief }
    let shape = belief.law.location.shape
    let share = transition.retention {
      likelihood.surprise(
        of: input, reconstruction: likelihood.decoder(activated(belief.law.location)))
    }.expanded(to: shape)
    let rest = initialLocation.expanded(to: shape)
    let kept = exp(belief.law.logScale * -2) * share
    let logPrecision = log(kept + exp(initialLogScale * -2).expanded(to: shape) * (1 - share))
    return self.belief(
      rest + kept * exp(logPrecision * -1) * (belief.law.location - rest), logPrecision * -0.5,
      moment)
  }
}
