// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
internal import Learning
public import Randomness
public import Tensors

/// The iterative Gaussian variational autoencoder: natural-gradient descent of location and log-scale.
///
/// ```
/// z = u + e^ξ ε,  a = e^g·act(z)
/// q = e^g·act′(z) ⊙ Jᵀ[(x − decoder(a))/σ²]
/// Δ_u = bound(e^η_u·{[q − β_inner·(u − u₀)e^{−2ξ₀}]·e^{2ξ} − e^b})                 u ← bound(u + Δ_u)
/// Δ_ξ = bound(e^η_ξ·½{q·(z − u) − β_inner·(e^{2(ξ − ξ₀)} − 1)})                    ξ ← bound(ξ + Δ_ξ)
/// bound(v) = c·tanh(v/c),  c from 1 to 7, for ξ 2, for Δ_ξ 3                       opening with training
/// ```
/// where (u₀, ξ₀) is the belief before, whose terms are there with more than one inner step only. e^{2ξ} and ½
/// are the inverse Fisher information. The gain e^g is there only with an activation.
///
/// Shapes: x [trials, pixels], u, ξ and z [trials, latents].
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315, and their code.
public struct IterativeGaussianVAE: IterativeAutoencoder {
  public var likelihood: PixelLikelihood
  /// b, the logarithm of the leak, shape [1, latents].
  public var logLeak: Tensor
  /// η, the logarithms of the step sizes of locations and log-scales, shape [2].
  public var logSteps: Tensor
  /// u₀, the locations before anything was seen, shape [1, latents].
  public var initialLocation: Tensor
  /// ξ₀, the log-scales before anything was seen, shape [1, latents].
  public var initialLogScale: Tensor
  /// What every sample passes before it is decoded.
  public var activation: LatentActivation
  /// g, the logarithm of each neuron's gain, shape [1, latents]; not used without an activation.
  public var logGain: Tensor
  /// How many updates one look at the input makes, at least 1.
  public var innerSteps = 1
  /// β_inner, the pull to the belief before; only with more than one inner step.
  public var innerBeta: Float = 1
  /// What becomes of beliefs between frames; nil carries them on as they are.
  public var transition: FrameTransition?

  /// A model of its parts; it begins with standard normal latents, leak e⁻³ and steps of 1.
  public init(likelihood: PixelLikelihood, activation: LatentActivation = .none) {
    let row = [1, likelihood.decoder.readin.weight.shape[1]]
    self.likelihood = likelihood
    self.activation = activation
    logLeak = Tensor(repeating: -3, shape: row)
    logSteps = .zeros([2])
    initialLocation = .zeros(row)
    initialLogScale = .zeros(row)
    logGain = .zeros(row)
  }

  public func prior(
    count: Int, at moment: InferenceMoment<Reparameterization>
  ) throws -> GaussianBelief {
    let shape = [count, latents]
    return belief(initialLocation.expanded(to: shape), initialLogScale.expanded(to: shape), moment)
  }

  public func posterior(
    of input: Tensor, from prior: GaussianBelief, at moment: InferenceMoment<Reparameterization>
  ) throws -> GaussianBelief {
    let (steps, leak) = (exp(logSteps), exp(logLeak))
    let (step, scaleStep) = (steps.columns(0..<1), steps.columns(1..<2))
    var belief = prior
    for inner in 1...innerSteps {
      let (location, logScale) = (belief.law.location, belief.law.logScale)
      var pull = likelihood.pull(
        of: input, on: belief.latents, reconstruction: belief.reconstruction)
      if activation != .none {
        pull = pull * (activation.slope(at: belief.sample) * exp(logGain))
      }
      let variance = exp(logScale * 2)
      var forces = (
        location: pull * variance, logScale: pull * (belief.sample - location)
      )
      if inner > 1 {
        let ratio = exp((logScale - prior.law.logScale) * 2)
        forces.location =
          forces.location - (location - prior.law.location) * ratio * innerBeta
        forces.logScale = forces.logScale - (ratio - 1) * innerBeta
      }
      let change = bounded((forces.location - leak) * step, 7, moment)
      let scaleChange = bounded(forces.logScale * 0.5 * scaleStep, 3, moment)
      belief = self.belief(
        bounded(location + change, 7, moment), bounded(logScale + scaleChange, 2, moment),
        moment.inner(inner, of: innerSteps))
    }
    return belief
  }

  public func divergence(of posterior: GaussianBelief, from prior: GaussianBelief) -> Divergence {
    let scale = (posterior.law.logScale - prior.law.logScale) * 2
    let shift = posterior.law.location - prior.law.location
    let standardized = square(shift) * exp(prior.law.logScale * -2)
    return Divergence((standardized + exp(scale) - scale - 1) * 0.5)
  }

  public func truncated(
    _ belief: GaussianBelief, at moment: InferenceMoment<Reparameterization>
  ) throws -> GaussianBelief {
    self.belief(
      belief.law.location.reattached(to: initialLocation),
      belief.law.logScale.reattached(to: initialLogScale), moment)
  }

  /// The belief of given parameters, with its draw.
  func belief(
    _ location: Tensor, _ logScale: Tensor, _ moment: InferenceMoment<Reparameterization>
  ) -> GaussianBelief {
    let law = LocationScale<Normal>(location: location, logScale: logScale)
    let sample = law.samples(at: moment.address)
    let latents = activated(sample)
    return GaussianBelief(
      law: law, sample: sample, latents: latents, expectedLatents: activated(location.detached),
      reconstruction: likelihood.decoder(latents))
  }

  func activated(_ sample: Tensor) -> Tensor {
    activation == .none ? sample : activation(sample) * exp(logGain)
  }

  private func bounded(
    _ value: Tensor, _ largest: Float, _ moment: InferenceMoment<Reparameterization>
  ) -> Tensor { softclampSymmetric(value, bound: moment.bound(from: 1, to: largest)) }

  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    likelihood.forEachParameter(visit)
    visit("log_leak", &logLeak)
    visit("log_step", &logSteps)
    visit("loc", &initialLocation)
    visit("log_scale", &initialLogScale)
    if activation != .none { visit("log_gain", &logGain) }
    transition?.forEachParameter(visit)
  }

  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    likelihood.forEachBuffer(visit)
  }
}

extension IterativeGaussianVAE {
  /// A model with random weights and a linear decoder.
  ///
  /// ```
  /// fc_dec ~ Normal(0, 10⁻⁴²)        no bias
  /// ```
  /// - Precondition: `pixels` and `latents` are positive.
  public init(
    pixels: Int, latents: Int, activation: LatentActivation = .none, seed: SeedSequence
  ) {
    var generator = seed.generator(for: .weights)
    self.init(
      likelihood: .linear(pixels: pixels, latents: latents, using: &generator),
      activation: activation)
  }
}
