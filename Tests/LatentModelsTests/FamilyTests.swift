// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// The families beside the Poisson one: names, priors, exact losses and gradients.
@Suite struct FamilyTests {
  static let pixels = 9
  static let seed = SeedSequence(3)

  private var data: Tensor {
    let address = DrawAddress(seed: Self.seed, purpose: "data")
    return Tensor(
      address.standardNormals(trials: 4, neurons: Self.pixels), shape: [4, Self.pixels])
  }

  /// The same model with weights so large that every part of the loss matters.
  private func strong<Model: VariationalAutoencoder>(_ model: Model) -> Model {
    var model = model
    model.forEachParameter { name, value in
      let noise = DrawAddress(seed: Self.seed, purpose: Purpose(name))
        .standardNormals(trials: 1, neurons: value.count)
      value = value + Tensor(noise, shape: value.shape) * 0.4
    }
    return model
  }

  private var gaussian: GaussianVAE {
    strong(GaussianVAE(pixels: Self.pixels, latents: 5, fitsPrior: true, seed: Self.seed))
  }
  private var laplace: LaplaceVAE {
    strong(LaplaceVAE(pixels: Self.pixels, latents: 5, fitsPrior: true, seed: Self.seed))
  }
  private func categorical(_ variables: Int) -> CategoricalVAE {
    strong(
      CategoricalVAE(
        pixels: Self.pixels, variables: variables, categories: 4, fitsPrior: true, seed: Self.seed))
  }

  private let context = StepContext(
    step: 2, totalSteps: 10, batchSize: 4, beta: 0.7, temperature: 0.6, seeds: SeedSequence(3))

  // MARK: Exact losses

  /// ‖x − Φz‖² of every one of `count` copies of one datum.
  private func errors<Model: VariationalAutoencoder>(_ model: Model, count: Int) throws -> [Double]
  {
    let many = data.rows(1..<2).expanded(to: [count, Self.pixels])
    let samples = try model.posterior(of: many)
      .samples(at: DrawAddress(seed: Self.seed, purpose: .evaluation))
    return square(model.decoder(samples) - many).sum(over: .columns).values.map { Double($0) }
  }

  private func exact<Model: VariationalAutoencoder>(_ model: Model) throws -> Double {
    let datum = data.rows(1..<2)
    return Double(
      try model.posterior(of: datum)
        .expectedSquaredError(of: datum, dictionary: model.decoder.dictionary).scalar)
  }

  @Test("The exact squared error is the mean over samples, within its standard error")
  func exactSquaredErrorIsMean() throws {
    func check<Model: VariationalAutoencoder>(_ model: Model) throws {
      let errors = try errors(model, count: 100_000)
      let exact = try exact(model)
      let family = FamilyWise(alpha: 1e-6, tests: 2000)
      let fit = try #require(meanTest(errors, mean: exact))
      #expect(family.accepts(fit), "\(Model.self): \(fit)")
      // The control: three per cent are noticed.
      #expect(!family.accepts(try #require(meanTest(errors, mean: 1.03 * exact))))
    }
    try check(gaussian)
    try check(laplace)
    for variables in [1, 2, 3] { try check(categorical(variables)) }
  }

  @Test("The published categorical loss, without covariances, is noticed")
  func publishedCategoricalLossWithoutCovariances() throws {
    let model = categorical(1)
    let datum = data.rows(1..<2)
    let p = model.posterior(of: datum).mean
    let lengths = square(model.decoder.dictionary).sum(over: .rows)
    let diagonal =
      squaredErrorSum(model.decoder(p), datum) + (p * (1 - p) * lengths).sum()
    let fit = try #require(
      meanTest(try errors(model, count: 100_000), mean: Double(diagonal.scalar)))
    #expect(!FamilyWise(alpha: 1e-6, tests: 2000).accepts(fit))
  }

  @Test("A latent that passes an activation has no exact loss") func latentThatPassesActivation() {
    for activation in LatentActivation.allCases where activation != .none {
      let model = GaussianVAE(
        pixels: Self.pixels, latents: 2, activation: activation, seed: Self.seed)
      #expect(throws: ExactLossError.latentActivation(activation.rawValue)) {
        try ExactNegativeELBO().loss(of: model, on: data, context: context)
      }
    }
  }

  /// A law without variance; what it draws does not matter here.
  private enum Heavy: LocationScaleLaw {
    static let name = "heavy"
    static let standardVariance: Double? = nil
    static func standardDraws(at address: DrawAddress, trials: Int, neurons: Int) -> [Float] {
      address.standardUniforms(trials: trials, neurons: neurons)
    }
    static func divergence(
      of law: LocationScale<Heavy>, from prior: LocationScale<Heavy>
    ) -> Divergence { Divergence(square(law.location - prior.location)) }
  }

  @Test("A law without variance has no exact loss, and says so") func lawWithoutVariance() throws {
    let model = LocationScaleVAE<Heavy>(pixels: Self.pixels, latents: 2, seed: Self.seed)
    let error = #expect(throws: ExactLossError.noVariance("heavy")) {
      try ExactNegativeELBO().loss(of: model, on: data, context: context)
    }
    #expect("\(try #require(error))".contains("the law 'heavy' does not have"))
  }

  // MARK: Gradients

  private func check<Model, Goal: Objective<Model>>(
    _ model: Model, _ objective: Goal
  ) throws where Model: VariationalAutoencoder {
    let (recorded, leaves) = model.recorded()
    let loss = try objective.loss(of: recorded, on: data, context: context).loss
    let scale = 1 / loss.scalar
    let slopes = gradient(of: loss * scale, withRespectTo: leaves)
    for (number, parameter) in model.parameters.enumerated() {
      let places = Array(stride(from: 0, to: parameter.tensor.count, by: 3))
      let report = try GradientCheck(
        steps: [1e-2, 3e-3], relativeTolerance: 1e-2, absoluteTolerance: 1e-3
      ).check(
        at: parameter.tensor.values, gradient: slopes[number].values, coordinates: places
      ) { shifted in
        var moved = model
        moved.forEachParameter { name, value in
          if name == parameter.name { value = Tensor(shifted, shape: value.shape) }
        }
        let loss = try objective.loss(of: moved, on: data, context: context).loss.scalar
        return Double(scale) * Double(loss)
      }
      #expect(report.passes, "\(Model.self) \(Goal.self) \(parameter.name): \(report)")
    }
  }

  @Test("Gradients of exact and sampled losses are those of differences")
  func gradientsOfExactAndSampled() throws {
    try check(gaussian, ExactNegativeELBO())
    try check(laplace, ExactNegativeELBO())
    try check(categorical(2), ExactNegativeELBO())
    try check(gaussian, NegativeELBO(Reparameterization()))
    try check(laplace, NegativeELBO(Reparameterization()))
    try check(categorical(2), NegativeELBO(.gumbelSoftmax))
    for activation in LatentActivation.allCases where activation != .relu {
      var model = gaussian
      model.activation = activation
      model.largestLogScale = 0.5
      try check(model, NegativeELBO(Reparameterization()))
    }
  }

  // MARK: Priors and names

  @Test("A frozen prior is a buffer and a learned one a parameter, under published names")
  func frozenPriorIsBuffer() {
    let weights = ["fc_enc.weight", "fc_dec.weight"]
    for fits in [false, true] {
      let gaussian = GaussianVAE(pixels: 256, latents: 512, fitsPrior: fits, seed: Self.seed)
      #expect(gaussian.parameters.map(\.name) == weights + (fits ? ["loc", "log_scale"] : []))
      #expect(gaussian.state.map(\.name) == weights + ["loc", "log_scale"])
      #expect(gaussian.parameterCount == 393_216 + (fits ? 1024 : 0))
      let categorical = CategoricalVAE(
        pixels: 256, categories: 512, fitsPrior: fits, seed: Self.seed)
      #expect(categorical.parameters.map(\.name) == weights + (fits ? ["logits"] : []))
      #expect(categorical.state.map(\.name) == weights + ["logits"])
      #expect(categorical.parameterCount == 262_144 + (fits ? 512 : 0))
      #expect(categorical.priorLogits.shape == [1, 1, 512])
    }
  }

  @Test("The prior's own divergence is nothing") func priorSOwnDivergence() {
    #expect(gaussian.prior(count: 3).divergence.total.scalar == 0)
    #expect(laplace.prior(count: 3).divergence.total.scalar == 0)
    #expect(abs(categorical(2).prior(count: 3).divergence.total.scalar) < 1e-6)
    #expect(gaussian.prior(count: 3).mean.shape == [3, 5])
    #expect(categorical(2).prior(count: 3).mean.shape == [3, 8])
  }

  @Test("The temperature stretches prior and posterior alike")
  func temperatureStretchesPriorAndPosterior() {
    let cold = gaussian
    var warm = cold
    warm.temperature = 2
    let address = DrawAddress(seed: Self.seed, purpose: .training)
    let (p, q) = (cold.posterior(of: data), warm.posterior(of: data))
    for (x, (y, mean)) in zip(
      p.samples(at: address).values, zip(q.samples(at: address).values, p.mean.values))
    { #expect(abs((y - mean) - 2 * (x - mean)) < 1e-4) }
    #expect(q.divergence.total.scalar < p.divergence.total.scalar)
  }

  @Test("Samples and expected latents have passed the activation") func samplesAndExpectedLatents()
  {
    var model = gaussian
    let address = DrawAddress(seed: Self.seed, purpose: .training)
    let plain = model.posterior(of: data)
    model.activation = .relu
    let active = model.posterior(of: data)
    #expect(active.samples(at: address) == relu(plain.samples(at: address)))
    #expect(active.mean == relu(plain.mean))
    #expect(active.divergence.total == plain.divergence.total)
  }

  @Test("Every family learns") func everyFamilyLearns() throws {
    func check<Model: VariationalAutoencoder>(
      _ model: Model, _ relaxation: Model.Posterior.Relaxation
    ) throws {
      let scenes = DrawAddress(seed: Self.seed, purpose: "scenes")
      let atoms = Tensor(scenes.standardNormals(trials: 4, neurons: 9), shape: [4, 9])
      let strengths = Tensor(
        scenes.with(purpose: "strengths").standardLaplaces(trials: 400, neurons: 4),
        shape: [400, 4])
      let training = Training(
        model, objective: NegativeELBO<Model>(relaxation), optimizer: Adamax(),
        batches: try Minibatches(matmul(strengths, atoms), size: 50),
        plan: TrainingPlan(steps: 300, rate: .warmupThenCosine(peak: 0.02)), seed: 1)
      var losses: [Double] = []
      while let step = try training.next() { losses.append(step.loss) }
      let (first, last) = (losses.prefix(30).reduce(0, +), losses.suffix(30).reduce(0, +))
      #expect(last < 0.85 * first, "\(Model.self): \(first) to \(last)")
    }
    try check(GaussianVAE(pixels: 9, latents: 6, seed: Self.seed), Reparameterization())
    try check(LaplaceVAE(pixels: 9, latents: 6, seed: Self.seed), Reparameterization())
    try check(
      CategoricalVAE(pixels: 9, variables: 2, categories: 8, seed: Self.seed), .gumbelSoftmax)
    try check(
      CategoricalVAE(pixels: 9, variables: 2, categories: 8, seed: Self.seed), .straightThrough)
  }
}
