// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
internal import Learning
public import Randomness
public import Tensors

/// The iterative Poisson variational autoencoder: neurons whose potentials integrate what their spikes leave
/// unexplained, from one window to the next.
///
/// ```
/// z ~ Poisson(e^u)
/// Δ = bound(e^η·{Jᵀ[(x − decoder(z))/σ²] − e^b − β_inner·(u − u_before)})          u ← bound(u + Δ)
/// bound(v) = softclamp(max(v, −8), 2 → 10)                                        opening with training
/// ```
/// J = Φ for a linear decoder. The slope of the free energy in the log-rate is λ times the brace, and λ is its
/// Fisher information: they cancel. The last term is there with more than one inner step only: in the first its
/// slope is 0. In continuous time it is a spiking LCA, u̇ = Φᵀ(x − Φz)/σ² − leak.
///
/// Shapes: x [trials, pixels], u and z [trials, latents]; unit of a rate: spikes per window.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315, and their code.
public struct IterativePoissonVAE: IterativeAutoencoder {
  public var likelihood: PixelLikelihood
  /// b, the logarithm of the leak, shape [1, latents].
  public var logLeak: Tensor
  /// η, the logarithm of the step size, shape [1].
  public var logStep: Tensor
  /// u₀, the log-rates before anything was seen, shape [1, latents].
  public var initialLogRates: Tensor
  /// What becomes of a belief between two frames; nil when it is carried on as it is.
  public var transition: FrameTransition?
  /// How many updates one look at the input makes, at least 1.
  public var innerSteps = 1
  /// β_inner, the pull to the belief before; only with more than one inner step.
  public var innerBeta: Float = 1
  /// Whether the divergence is weighted by the posterior rate instead of the prior one.
  ///
  /// ```
  /// false   e^p·[1 + e^δ(δ − 1)]          the Kullback–Leibler divergence
  /// true    e^u·[1 + e^δ(δ − 1)]          as in the published code and all numbers made with it
  /// ```
  public var weighsDivergenceByPosterior = false

  /// A model of its parts; the leak begins at e⁻³, the step at 1.
  ///
  /// - Precondition: `initialLogRates` has one value for each latent of the decoder.
  public init(likelihood: PixelLikelihood, initialLogRates: Tensor) {
    let latents = likelihood.decoder.readin.weight.shape[1]
    guard initialLogRates.shape == [1, latents] else {
      fatalError("initial log-rates of shape \(initialLogRates.shape) for \(latents) latents")
    }
    self.likelihood = likelihood
    self.initialLogRates = initialLogRates
    logLeak = Tensor(repeating: -3, shape: [1, latents])
    logStep = .zeros([1])
  }

  public func prior(
    count: Int, at moment: InferenceMoment<any CountRelaxation>
  ) throws -> PoissonBelief {
    try belief(initialLogRates.expanded(to: [count, latents]), at: moment)
  }

  public func posterior(
    of input: Tensor, from prior: PoissonBelief, at moment: InferenceMoment<any CountRelaxation>
  ) throws -> PoissonBelief {
    let (step, leak) = (exp(logStep), exp(logLeak))
    var belief = prior
    for inner in 1...innerSteps {
      var force =
        likelihood.pull(
          of: input, on: belief.latents, reconstruction: belief.reconstruction) - leak
      if inner > 1 { force = force - (belief.logRates - prior.logRates) * innerBeta }
      let change = bounded(force * step, largest: largestChange, moment)
      belief = try self.belief(
        bounded(belief.logRates + change, largest: largestLogRate, moment),
        at: moment.inner(inner, of: innerSteps))
    }
    return belief
  }

  /// The log-rates that one step makes of a belief, for any decoder: ``posterior(of:from:at:)`` of one inner step with open bounds, without a
  /// record and before anything is drawn.
  ///
  /// - Parameters:
  ///   - logRates: u, shape [trials, latents].
  ///   - counts: z, what was drawn from them.
  ///   - input: x, shape [trials, pixels].
  public func logRates(after logRates: Tensor, counts: Tensor, seeing input: Tensor) -> Tensor {
    let pull = likelihood.pull(
      of: input, on: counts, reconstruction: likelihood.decoder(counts))
    let change = softclamp(
      (pull - exp(logLeak)) * exp(logStep), lower: smallestLogRate, upper: largestChange)
    return softclamp(logRates + change, lower: smallestLogRate, upper: largestLogRate).detached
  }

  public func divergence(of posterior: PoissonBelief, from prior: PoissonBelief) -> Divergence {
    guard weighsDivergenceByPosterior else {
      return .poisson(logRates: posterior.logRates, from: prior.logRates)
    }
    let gain = posterior.logRates - prior.logRates
    return Divergence(exp(posterior.logRates) * (exp(gain) * (gain - 1) + 1))
  }

  public func carried(
    _ belief: PoissonBelief, to input: Tensor, at moment: InferenceMoment<any CountRelaxation>
  ) throws -> PoissonBelief {
    guard transition != nil else { return belief }
    return try self.belief(logRates(belief.logRates, carriedTo: input), at: moment)
  }

  public func truncated(
    _ belief: PoissonBelief, at moment: InferenceMoment<any CountRelaxation>
  ) throws -> PoissonBelief {
    try self.belief(belief.logRates.reattached(to: initialLogRates), at: moment)
  }

  /// The belief of given log-rates, with its draw.
  func belief(
    _ logRates: Tensor, at moment: InferenceMoment<any CountRelaxation>
  ) throws -> PoissonBelief {
    let rates = Poisson(logRates: logRates)
    let counts =
      switch moment.sampling {
      case .exact: try rates.counts(at: moment.address)
      case .relaxed(let relaxation, let temperature):
        try relaxation.counts(of: rates, temperature: temperature, at: moment.address)
      }
    return PoissonBelief(
      logRates: logRates, latents: counts, reconstruction: likelihood.decoder(counts))
  }

  /// The bound of log-rates and of their changes from below.
  var smallestLogRate: Float { -8 }
  /// The bounds of log-rates and of their changes when they are open.
  var largestLogRate: Float { likelihood.decoder.isLinear ? 10 : 8 }
  var largestChange: Float { likelihood.decoder.isLinear ? 10 : 7 }

  func bounded(
    _ value: Tensor, largest: Float, _ moment: InferenceMoment<any CountRelaxation>
  ) -> Tensor {
    softclamp(value, lower: smallestLogRate, upper: moment.bound(from: 2, to: largest))
  }

  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    likelihood.forEachParameter(visit)
    visit("log_leak", &logLeak)
    visit("log_step", &logStep)
    visit("log_rate", &initialLogRates)
    transition?.forEachParameter(visit)
  }

  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    likelihood.forEachBuffer(visit)
  }
}

extension IterativePoissonVAE {
  /// A model with random weights and a linear decoder.
  ///
  /// ```
  /// fc_dec ~ Normal(0, 10⁻⁴²)        u₀ ~ Uniform(−6, −4)        no bias
  /// ```
  /// - Precondition: `pixels` and `latents` are positive.
  public init(pixels: Int, latents: Int, seed: SeedSequence) {
    var generator = seed.generator(for: .weights)
    self.init(
      likelihood: .linear(pixels: pixels, latents: latents, using: &generator),
      initialLogRates: PoissonVAE.randomLogPrior(latents: latents, below: -4, using: &generator))
  }
}

extension PixelLikelihood {
  /// A linear decoder without bias, weights ~ Normal(0, 10⁻⁴²), and deviations of 1.
  static func linear(
    pixels: Int, latents: Int, using generator: inout RandomGenerator
  ) -> PixelLikelihood {
    guard pixels > 0 && latents > 0 else {
      fatalError("a model cannot have \(pixels) pixels and \(latents) latents")
    }
    return PixelLikelihood(
      decoder: DecoderNetwork(
        readin: Linear(
          inputs: latents, outputs: pixels, weight: .normal(standardDeviation: 1e-4),
          using: &generator)),
      pixels: pixels)
  }
}

extension Tensor {
  /// The same values, of whose record only `row` is left: ∂/∂row = 1 for every row.
  func reattached(to row: Tensor) -> Tensor {
    .recording(values: values, shape: shape, inputs: [row]) { [$0.summed(to: row.shape)] }
  }
}
