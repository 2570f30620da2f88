// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Foundation
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("Traces of inference")
struct InferenceTraceTests {
  private let address = DrawAddress(seed: SeedSequence(4), purpose: .evaluation, window: 6)

  private func normals(_ shape: [Int], _ deviation: Double, _ index: Int) -> Tensor {
    var generator = SeedSequence(8).generator(for: "trace", index)
    return Initializer.normal(standardDeviation: deviation)
      .tensor(shape, fanIn: 1, using: &generator)
  }

  private func model() -> IterativePoissonVAE {
    var model = IterativePoissonVAE(pixels: 12, latents: 9, seed: SeedSequence(2))
    model.likelihood.decoder.readin.weight = normals([12, 9], 0.4, 0)
    model.likelihood.logDeviation = normals([1, 12], 0.3, 1)
    model.logStep = Tensor([-1], shape: [1])
    model.initialLogRates = normals([1, 9], 0.5, 2)
    return model
  }

  @Test("It is that of plain loops over the formulas")
  func plain() throws {
    let (model, data, steps) = (model(), normals([4, 12], 1, 3), 5)
    let trace = try model.inferenceTrace(on: data, steps: steps, at: address, threads: 1)
    var belief = try model.prior(count: 4, at: InferenceMoment(at: address))
    let deviations = model.likelihood.logDeviation.values.map { 3.45 * tanh(Double($0) / 3.45) }
    for step in 0..<steps {
      var here = address
      here.window += step + 1
      let before = belief.logRates.values.map(Double.init)
      belief = try model.posterior(of: data, from: belief, at: InferenceMoment(at: here))
      let after = belief.logRates.values.map(Double.init)
      var (kl, density, squares, explained, movement) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (u, p) in zip(after, before) { kl += exp(p) * (1 + exp(u - p) * (u - p - 1)) }
      for datum in 0..<4 {
        let x = (0..<12).map { Double(data.values[datum * 12 + $0]) }
        let mean = x.reduce(0, +) / 12
        var (error, variation, distance) = (0.0, 0.0, 0.0)
        for pixel in 0..<12 {
          let difference = x[pixel] - Double(belief.reconstruction.values[datum * 12 + pixel])
          error += difference * difference
          variation += (x[pixel] - mean) * (x[pixel] - mean)
          let standardized = difference / exp(deviations[pixel])
          density += standardized * standardized / 2 + deviations[pixel] + log(2 * .pi) / 2
        }
        for neuron in datum * 9..<datum * 9 + 9 {
          distance += (after[neuron] - before[neuron]) * (after[neuron] - before[neuron])
        }
        squares += error
        explained += 1 - error / variation
        movement += distance.squareRoot()
      }
      let zeros = Double(belief.latents.values.count { $0 == 0 }) / 36
      let pairs = [
        (trace.mse[step], squares / 4), (trace.kl[step], kl / 4),
        (trace.freeEnergy[step], (density + kl) / 4), (trace.movement[step], movement / 4),
        (trace.zeros[step], zeros), (trace.rSquared?[step] ?? .nan, explained / 4),
      ]
      for (found, expected) in pairs {
        #expect(abs(found - expected) < 1e-4 * max(1, abs(expected)), "step \(step)")
      }
    }
    let last = try #require(trace.rSquared?.last)
    let distance = hypot(1 - last, 1 - trace.zeros[steps - 1])
    #expect(abs((trace.distance ?? .nan) - distance) < 1e-12)
  }

  @Test("The bits are those of any number of threads, and a constant datum has no R²")
  func threads() throws {
    let (model, data) = (model(), normals([230, 12], 1, 4))
    let one = try model.inferenceTrace(on: data, steps: 3, at: address, threads: 1)
    #expect(try model.inferenceTrace(on: data, steps: 3, at: address, threads: 3) == one)
    let constant = Tensor(repeating: 1, shape: [2, 12])
    let trace = try model.inferenceTrace(on: constant, steps: 1, at: address, threads: 1)
    #expect(trace.rSquared == nil && trace.rSquaredMAP == nil && trace.distance == nil)
  }

  // y = 1 − e^{−t/10}: over 20 samples the slope is that of the fall times the regression of one window, worked
  // out by numpy.polyfit; its 20th part stays below 10⁻⁵ from window 54 on.
  @Test("A trace settles when five windows in a row are flat")
  func settling() {
    let trace = (0..<200).map { 1 - exp(-Double($0) / 10) }
    #expect(settlingStep(of: trace) == 74)
    #expect(settlingStep(of: [Double](repeating: 3, count: 24)) == 20)
    #expect(settlingStep(of: [Double](repeating: 3, count: 23)) == nil)
    #expect(settlingStep(of: (0..<100).map(Double.init)) == nil)
    var late = [Double](repeating: 0, count: 100)
    late[3] = 1
    #expect(settlingStep(of: late) == 24)
  }
}
