// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import DataFiles
import Distributions
import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("Objectives of a Poisson VAE")
struct ObjectiveTests {
  private let golden: GoldenStep

  init() throws { golden = try GoldenStep() }

  /// Compares the gradient of every third parameter with differences of the loss at the same draws.
  private func check<Goal: Objective>(_ objective: Goal) throws -> GradientCheck.Report
  where Goal.Model == PoissonVAE {
    let slots = golden.model.parameters
    func loss(_ values: [Float]) throws -> BatchGradient {
      var (shifted, next) = (golden.model, 0)
      try shifted.setParameters(
        slots.map { slot in
          defer { next += slot.tensor.count }
          let part = Array(values[next..<next + slot.tensor.count])
          return NamedTensor(slot.name, Tensor(part, shape: slot.tensor.shape))
        })
      // One datum a shard: sums over data are then made in double precision.
      return try objective.gradient(
        of: shifted, on: golden.data, context: golden.context(), shards: golden.data.shape[0])
    }
    let parameters = slots.flatMap(\.tensor.values)
    let here = try loss(parameters)
    let gradient = here.gradients.flatMap(\.values).map { Float(Double($0) / here.loss) }
    let coordinates = Array(stride(from: 0, to: parameters.count, by: 3))
    return try GradientCheck(steps: [1e-2, 2e-3], relativeTolerance: 3e-3, absoluteTolerance: 1e-4)
      .check(at: parameters, gradient: gradient, coordinates: coordinates) {
        try loss($0).loss / here.loss
      }
  }

  // The linear indicator has kinks, which differences step over; its gradients are golden numbers.
  @Test(
    "Gradients with frozen draws are those of differences",
    arguments: SoftIndicator.allCases.filter { $0 != .linear })
  func differences(indicator: SoftIndicator) throws {
    let report = try check(NegativeELBO(indicator: indicator))
    #expect(report.passes, "\(report)")
  }

  @Test("Gradients of the loss without sampling are those of differences")
  func exactDifferences() throws {
    let report = try check(ExactNegativeELBO<PoissonVAE>())
    #expect(report.passes, "\(report)")
  }

  /// The mean squared error over the batch, of many steps.
  private func squaredErrors(_ indicator: SoftIndicator, temperature: Double) throws -> [Double] {
    let objective = NegativeELBO<PoissonVAE>(indicator: indicator)
    var context = golden.context(temperature: temperature)
    return try (0..<2000).map { step in
      context.step = step
      let terms = try objective.loss(of: golden.model, on: golden.data, context: context).terms
      return terms[0].value / Double(golden.data.shape[0])
    }
  }

  /// The same from exact counts.
  private func squaredErrorsOfCounts() throws -> [Double] {
    let posterior = golden.model.posterior(of: golden.data)
    return try (0..<2000).map { window in
      let counts = try posterior.rates.counts(
        at: DrawAddress(seed: SeedSequence(3), purpose: .evaluation, window: window))
      let error = squaredErrorSum(golden.model.decoder(counts), golden.data).scalar
      return Double(error) / Double(golden.data.shape[0])
    }
  }

  @Test("The mean loss over draws is the loss without sampling, within 5 standard errors")
  func agreement() throws {
    let exact = try golden.file.doubles("exact.mse").values[0]
    for indicator in SoftIndicator.allCases where indicator.isCompact {
      let samples = try squaredErrors(indicator, temperature: 0.001)
      let fit = try #require(meanTest(samples, mean: exact))
      #expect(abs(fit.statistic) < 5, "\(indicator): \(fit)")
    }
    let counts = try #require(meanTest(squaredErrorsOfCounts(), mean: exact))
    #expect(abs(counts.statistic) < 5, "exact counts: \(counts)")
    // Negative control: the warmest sigmoid counts too much.
    let warm = try #require(meanTest(squaredErrors(.sigmoid, temperature: 1), mean: exact))
    #expect(abs(warm.statistic) > 8, "\(warm)")
  }

  @Test("The loss is squared error plus weighted divergence", arguments: [0, 0.25, 3])
  func weights(beta: Double) throws {
    var context = golden.context()
    context.beta = beta
    let batch = try NegativeELBO(indicator: .cubic).gradient(
      of: golden.model, on: golden.data, context: context)
    let expected = batch.terms[0].value + beta * batch.terms[1].value
    #expect(abs(batch.loss - expected) < 1e-6 * expected)
  }

  @Test("A temperature outside (0, 1] is refused", arguments: [0, -0.5, 1.5, .nan])
  func temperatures(temperature: Double) {
    #expect(throws: ArrivalError.self) {
      try NegativeELBO().gradient(
        of: golden.model, on: golden.data, context: golden.context(temperature: temperature))
    }
  }
}
