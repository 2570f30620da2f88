// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("The score function's evidence lower bound")
struct ScoreFunctionTests {
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
    "Its value and gradient are, on average, those of the loss without sampling", arguments: [2, 4])
  func unbiased(samples: Int) throws {
    let exact = try projections(ExactNegativeELBO<PoissonVAE>(), steps: 1)
    let found = try projections(ScoreFunctionELBO<PoissonVAE>(samples: samples), steps: 3000)
    let gradient = try #require(meanTest(found.0, mean: exact.0[0]))
    let loss = try #require(meanTest(found.1, mean: exact.1[0]))
    #expect(gradient.pValue > 1e-6, "\(gradient)")
    #expect(loss.pValue > 1e-6, "\(loss)")
  }

  @Test("Shards do not change the draws")
  func shards() throws {
    let objective = ScoreFunctionELBO<PoissonVAE>()
    let whole = try objective.gradient(
      of: golden.model, on: golden.data, context: golden.context(), shards: 1)
    let cut = try objective.gradient(
      of: golden.model, on: golden.data, context: golden.context(), shards: 3)
    #expect(abs(whole.loss - cut.loss) < 1e-5 * abs(whole.loss))
  }
}
