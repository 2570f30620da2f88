// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("A Poisson VAE")
struct PoissonVAETests {
  private let model = PoissonVAE(pixels: 256, latents: 512, seed: SeedSequence(1))

  @Test("Its parameters have the published names, shapes and number")
  func parameters() {
    #expect(model.parameters.map(\.name) == ["fc_enc.weight", "fc_dec.weight", "log_rate"])
    #expect(model.parameters.map(\.tensor.shape) == [[512, 256], [256, 512], [1, 512]])
    #expect(model.parameterCount == 262_656)
    #expect(model.latents == 512)
  }

  @Test("Its initial weights follow their laws, at a false-alarm rate of 1e-6")
  func initialValues() throws {
    let family = FamilyWise(alpha: 1e-6, tests: 5)
    for parameter in model.parameters.prefix(2) {
      let values = parameter.tensor.values.map(Double.init)
      let mean = try #require(meanTest(values, mean: 0, standardDeviation: 0.05))
      #expect(family.accepts(mean), "\(parameter.name): \(mean)")
      // The standard deviation of the square of a normal variable is √2·σ².
      let squares = values.map { $0 * $0 }
      let spread = try #require(
        meanTest(squares, mean: 0.0025, standardDeviation: 0.0025 * (2.0).squareRoot()))
      #expect(family.accepts(spread), "\(parameter.name): \(spread)")
    }
    let logRates = model.logPrior.values.map(Double.init)
    #expect(logRates.allSatisfy { (-6..<(-4)).contains($0) })
    let uniform = kolmogorovSmirnov(logRates) { min(max(($0 + 6) / 2, 0), 1) }
    #expect(family.accepts(uniform), "\(uniform)")
  }

  @Test("The same seed gives the same model, another seed another")
  func seeds() {
    let other = PoissonVAE(pixels: 256, latents: 512, seed: SeedSequence(2))
    let again = PoissonVAE(pixels: 256, latents: 512, seed: SeedSequence(1))
    #expect(again.parameters == model.parameters)
    #expect(other.parameters[0] != model.parameters[0])
    #expect(other.parameters[2] != model.parameters[2])
  }

  @Test("An encoder that says nothing leaves the prior as it is and costs nothing")
  func silentEncoder() {
    var silent = model
    silent.encoder = EncoderNetwork(readout: Linear(weight: .zeros([512, 256])))
    let posterior = silent.posterior(of: Tensor(repeating: 1, shape: [3, 256]))
    // The clamp at 10 lowers a gain of 0 by 5e-5, and the divergence is quadratic there.
    #expect(posterior.divergence.total.scalar >= 0)
    #expect(posterior.divergence.total.scalar < 1e-6)
    for (place, logRate) in posterior.rates.logRates.values.enumerated() {
      #expect(abs(logRate - silent.logPrior.values[place % 512]) < 1e-3)
    }
  }

  @Test("Rates stay below their bound and the cost finite for any input", arguments: [1, 1e3, 1e6])
  func bounds(scale: Float) {
    let input = Tensor((0..<512).map { scale * Float($0 % 7 - 3) }, shape: [2, 256])
    let posterior = model.posterior(of: input)
    #expect(posterior.rates.logRates.values.allSatisfy { $0 <= 5 })
    #expect(posterior.divergence.total.scalar.isFinite)
  }
}
