// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
public import Learning
public import Tensors

/// A latent-variable model without encoder: inference descends the free energy, and the posterior of one
/// moment is the prior of the next.
///
/// ```
/// belief₀           = prior()                                      trained
/// beliefₜ           = posterior(of: xₜ, from: beliefₜ₋₁)
/// free energy at t  = −ln N(xₜ; decoder(aₜ), σ²) + KL(beliefₜ ‖ beliefₜ₋₁)
/// ```
/// State is a ``Belief``, passed in and handed back: keep it, and inference continues where it left off.
///
/// > Reference: Vafaii, Galor & Yates, Brain-like variational inference, arXiv 2410.19315.
public protocol IterativeAutoencoder: Parametrized, Sendable {
  /// What the model holds to be true at one moment.
  associatedtype Belief: IterativeBelief

  /// How latents make pixels.
  var likelihood: PixelLikelihood { get set }

  /// The belief before anything was seen, once for each of `count` trials.
  func prior(count: Int, at moment: InferenceMoment<Belief.Relaxation>) throws -> Belief

  /// The belief after one look at `input`, shape [trials, pixels].
  func posterior(
    of input: Tensor, from prior: Belief, at moment: InferenceMoment<Belief.Relaxation>
  ) throws -> Belief

  /// How far one belief has moved from the one before.
  func divergence(of posterior: Belief, from prior: Belief) -> Divergence

  /// The belief with which the next frame, `input`, begins.
  func carried(
    _ belief: Belief, to input: Tensor, at moment: InferenceMoment<Belief.Relaxation>
  ) throws -> Belief

  /// The same belief, to the bit, of which only the trained prior is still recorded: differentiation stops here.
  func truncated(
    _ belief: Belief, at moment: InferenceMoment<Belief.Relaxation>
  ) throws -> Belief
}

extension IterativeAutoencoder {
  /// The belief as it is.
  public func carried(
    _ belief: Belief, to input: Tensor, at moment: InferenceMoment<Belief.Relaxation>
  ) throws -> Belief { belief }

  /// How many neurons there are.
  public var latents: Int { likelihood.decoder.readin.weight.shape[1] }
}

/// What an iterative model believes at one moment, what was drawn from it, and what that looks like.
///
/// All shapes are [trials, neurons] but where said. The draw is part of the belief: it is decoded now and drives
/// the next update, so every spike is drawn once. Each term of the free energy sees one moment only, hence
/// its expectation is that of a second, independent draw for the next update.
public protocol IterativeBelief: Sendable {
  /// What makes draws differentiable.
  associatedtype Relaxation: Sendable

  /// What inference moves: log-rates or locations.
  var potentials: Tensor { get }
  /// What was drawn, as the decoder reads it.
  var latents: Tensor { get }
  /// What the decoder makes of it, shape [trials, pixels].
  var reconstruction: Tensor { get }
  /// What the decoder would read without noise: the rates, or the activation of the locations.
  var expectedLatents: Tensor { get }
}
