// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Guards against a biased gradient of a decoder that sees filtered spike trains.
@Suite("Decoding from filtered trains")
struct FilteredTrainTests {
  private let golden: GoldenStep

  init() throws { golden = try GoldenStep() }

  /// One projection of the gradient a step, and the loss, over many steps.
  private func projections<Goal: Objective>(_ objective: Goal, steps: Int) throws -> (
    [Double], [Double]
  ) where Goal.Model == PoissonVAE {
    var generator = SeedSequence(5).generator(for: "projection")
    let direction = golden.model.parameters.map { slot in
      (0..<slot.tensor.count).map { _ in generator.normal() }
    }
    var context = golden.context(temperature: 0.5)
    var (along, losses): ([Double], [Double]) = ([], [])
    for step in 0..<steps {
      context.step = step
      let found = try objective.gradient(of: golden.model, on: golden.data, context: context)
      along.append(
        zip(found.gradients, direction).reduce(0) { sum, pair in
          zip(pair.0.values, pair.1).reduce(sum) { $0 + Double($1.0) * $1.1 }
        })
      losses.append(found.loss)
    }
    return (along, losses)
  }

  // Each at a level of 1e-6: a false alarm once in two hundred thousand fresh seeds.
  @Test(
    "Its value and gradient are, on average, those of the closed form",
    arguments: SpikeFilter.Shape.allCases, [[1], [0.5, 0.1, 0.4]])
  func unbiased(shape: SpikeFilter.Shape, profile: [Double]) throws {
    let filter = SpikeFilter(shape, timeConstant: 0.3)
    let exact = try projections(Expected(filter: filter, profile: profile), steps: 1)
    let found = try projections(FilteredTrainELBO(filter, profile: profile), steps: 3000)
    let gradient = try #require(meanTest(found.0, mean: exact.0[0]))
    let loss = try #require(meanTest(found.1, mean: exact.1[0]))
    #expect(gradient.pValue > 1e-6, "\(gradient)")
    #expect(loss.pValue > 1e-6, "\(loss)")
    // Negative control: the same without the variance of the trains.
    let mean = try projections(
      Expected(filter: filter, profile: profile, varianceShare: 0), steps: 1)
    #expect(try #require(meanTest(found.0, mean: mean.0[0])).pValue < 1e-6)
  }

  @Test("Shards do not change the draws")
  func shards() throws {
    let objective = FilteredTrainELBO(SpikeFilter(.alpha, timeConstant: 0.3), profile: [0.2, 0.8])
    let whole = try objective.gradient(
      of: golden.model, on: golden.data, context: golden.context(), shards: 1)
    let cut = try objective.gradient(
      of: golden.model, on: golden.data, context: golden.context(), shards: 3)
    #expect(abs(whole.loss - cut.loss) < 1e-5 * abs(whole.loss))
  }

  @Test("Training lowers the loss")
  func training() throws {
    let training = Training(
      golden.model, objective: FilteredTrainELBO(SpikeFilter(.exponential, timeConstant: 0.5)),
      optimizer: Adamax(), batches: try Minibatches(golden.data, size: golden.data.shape[0]),
      plan: TrainingPlan(steps: 200, rate: .warmupThenCosine(peak: 0.02)), seed: 1)
    var losses: [Double] = []
    while let step = try training.next() { losses.append(step.loss) }
    let (early, late) = (losses.prefix(20).reduce(0, +), losses.suffix(20).reduce(0, +))
    #expect(late < 0.9 * early, "\(early) to \(late)")
  }
}

/// The expected loss: E‖x − Φy‖² = ‖x − Φλm₁‖² + m₂ Σ λ‖φ‖², m₁ = ∫pk and m₂ = ∫pk² over the window (Campbell).
private struct Expected: Objective {
  let filter: SpikeFilter
  let profile: [Double]
  var varianceShare = 1.0

  private func moment(_ value: (Double) -> Double) -> Float {
    let cells = 3000
    return Float(
      (0..<cells).reduce(0) { sum, cell in
        let time = (Double(cell) + 0.5) / Double(cells)
        let share = profile[cell * profile.count / cells] * Double(profile.count)
        return sum + share * value(filter.response(after: 1 - time)) / Double(cells)
      })
  }

  func loss(of model: PoissonVAE, on batch: Tensor, context: StepContext) throws -> ShardLoss {
    let posterior = model.posterior(of: batch)
    let rates = posterior.rates.mean
    let variance = (rates * square(model.decoder.dictionary).sum(over: .rows)).sum()
    let error =
      squaredErrorSum(model.decoder(rates * moment { $0 }), batch)
      + variance * (moment { $0 * $0 } * Float(varianceShare))
    return ShardLoss(loss: error + posterior.divergence.total * Float(context.beta), terms: [])
  }
}
