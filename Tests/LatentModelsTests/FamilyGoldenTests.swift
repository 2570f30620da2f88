// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Every model of the family against its replica in double precision, which shares no source with us.
///
/// Errors are relative to the norm of each tensor; the bound is that of single precision in networks of
/// some thirty layers.
@Suite("Golden models of the family")
struct FamilyGoldenTests {
  static let bound = 1e-4

  @Test("There are goldens of every family with every encoder")
  func coverage() {
    for family in ["poisson", "gaussian", "laplace", "categorical"] {
      for encoder in Architecture.allCases {
        #expect(!FamilyGolden.all { $0.family == family && $0.encoder == encoder }.isEmpty)
      }
    }
  }

  @Test(
    "Posterior, sample, reconstruction, loss and every gradient are those of the replica",
    arguments: FamilyGolden.all())
  func model(_ golden: FamilyGolden) throws {
    switch golden.family {
    case "poisson":
      let (encoder, decoder) = try golden.networks(outputs: golden.width)
      let model = PoissonVAE(
        encoder: encoder, decoder: decoder, logPrior: .zeros([1, golden.width]))
      try check(golden, model, ArrivalTimes(.sigmoid)) { [("log_rates", $0.rates.logRates)] }
    case "gaussian": try check(golden, locationScale(golden, Normal.self))
    case "laplace": try check(golden, locationScale(golden, Laplace.self))
    default:
      let (encoder, decoder) = try golden.networks(outputs: golden.width)
      let model = CategoricalVAE(
        encoder: encoder, decoder: decoder, variables: golden.latents, fitsPrior: true)
      try check(golden, model, .gumbelSoftmax) { [("logits", $0.law.logits)] }
    }
  }

  @Test("Other draws, and dropout left out, are told apart from the replica")
  func negativeControls() throws {
    func error(_ name: String, seed: UInt64 = 7, isQuiet: Bool = false) throws -> Double {
      let golden = try #require(FamilyGolden.all { $0.name == name }.first)
      let model = try golden.filled(locationScale(golden, Normal.self))
      var comparison = GoldenComparison(try golden.file())
      let context = golden.context(seed: seed)
      let batch =
        try isQuiet
        ? QuietELBO(relaxation: Reparameterization()).gradient(
          of: model, on: golden.data, context: context)
        : NegativeELBO(Reparameterization()).gradient(
          of: model, on: golden.data, context: context)
      try comparison.compare(batch, of: model, in: "sampled")
      return comparison.worst.error
    }
    #expect(try error("gaussian-conv-lin-dropout") < Self.bound)
    #expect(try error("gaussian-conv-lin-dropout", seed: 8) > 1e-2)
    #expect(try error("gaussian-conv-lin-dropout", isQuiet: true) > 1e-2)
    #expect(try error("gaussian-lin-lin", seed: 8) > 1e-2)
  }

  private func locationScale<Law: LocationScaleLaw>(
    _ golden: FamilyGolden, _ law: Law.Type
  ) throws -> LocationScaleVAE<Law> {
    let (encoder, decoder) = try golden.networks(outputs: 2 * golden.width)
    return LocationScaleVAE<Law>(
      encoder: encoder, decoder: decoder, fitsPrior: true, activation: golden.activation)
  }

  private func check<Law: LocationScaleLaw>(
    _ golden: FamilyGolden, _ model: LocationScaleVAE<Law>
  ) throws {
    try check(golden, model, Reparameterization()) {
      [("location", $0.law.location), ("scale", exp($0.law.logScale))]
    }
  }

  private func check<Model: VariationalAutoencoder>(
    _ golden: FamilyGolden, _ empty: Model, _ relaxation: Model.Posterior.Relaxation,
    parts: (Model.Posterior) -> [(String, Tensor)]
  ) throws {
    let model = try golden.filled(empty)
    #expect(model.parameterCount == golden.parameters)
    var comparison = GoldenComparison(try golden.file())
    let posterior = model.posterior(of: golden.data, noise: golden.noise("encoder noise"))
    for (name, tensor) in parts(posterior) { try comparison.compare(tensor, with: name) }
    let sample = try posterior.relaxedSamples(
      relaxation, temperature: golden.temperature, at: golden.address(.training))
    try comparison.compare(sample, with: "z")
    let reconstruction = model.decoder(sample, noise: golden.noise("decoder noise"))
    try comparison.compare(reconstruction, with: "reconstruction")
    let isNoisy = golden.dropout || (golden.encoder == .linear && golden.decoder == .linear)
    func compare(_ noisy: some Objective<Model>, _ quiet: some Objective<Model>, in loss: String)
      throws
    {
      let batch =
        try isNoisy
        ? noisy.gradient(of: model, on: golden.data, context: golden.context())
        : quiet.gradient(of: model, on: golden.data, context: golden.context())
      try comparison.compare(batch, of: model, in: loss)
    }
    try compare(NegativeELBO(relaxation), QuietELBO(relaxation: relaxation), in: "sampled")
    if golden.isExact { try compare(ExactNegativeELBO(), ExactQuietELBO(), in: "exact") }
    #expect(comparison.worst.error < Self.bound, "\(comparison.worst)")
  }
}

/// `NegativeELBO` without the noise of the networks.
private struct QuietELBO<Model: VariationalAutoencoder>: Objective {
  let relaxation: Model.Posterior.Relaxation

  func loss(of model: Model, on batch: Tensor, context: StepContext) throws -> ShardLoss {
    let posterior = model.posterior(of: batch)
    let samples = try posterior.relaxedSamples(
      relaxation, temperature: context.temperature,
      at: DrawAddress(
        seed: context.seeds, purpose: .training, window: context.step,
        firstTrial: context.firstTrial))
    return shardLoss(
      squaredErrorSum(model.decoder(samples), batch), posterior.divergence.total, context.beta)
  }
}

/// `ExactNegativeELBO` without the noise of the encoder.
private struct ExactQuietELBO<Model: VariationalAutoencoder>: Objective {
  func loss(of model: Model, on batch: Tensor, context: StepContext) throws -> ShardLoss {
    let posterior = model.posterior(of: batch)
    let error = try posterior.expectedSquaredError(of: batch, dictionary: model.decoder.dictionary)
    return shardLoss(error, posterior.divergence.total, context.beta)
  }
}

private func shardLoss(_ error: Tensor, _ divergence: Tensor, _ beta: Double) -> ShardLoss {
  ShardLoss(
    loss: error + divergence * Float(beta),
    terms: [
      LossTerm("mse", Double(error.scalar)), LossTerm("kl", Double(divergence.scalar)),
    ])
}
