// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Learning from posterior moments, without gradients through inference.
@Suite("Local learning")
struct LocalLearningTests {
  /// Pictures of few atoms each: 64 pixels, 96 atoms of length 1, each in 3 % of the pictures with a coefficient of 2 and more, and noise.
  private struct Planted {
    let dictionary: Tensor
    let data: Tensor

    init(count: Int, shuffled: Bool = false) {
      let (pixels, atoms) = (64, 96)
      var generator = SeedSequence(7).generator(for: "planted")
      func normals(_ shape: [Int], _ deviation: Double) -> Tensor {
        Initializer.normal(standardDeviation: deviation)
          .tensor(shape, fanIn: 1, using: &generator)
      }
      let raw = normals([atoms, pixels], 1)
      let lengths = square(raw).summed(to: [atoms, 1]).values.map { $0.squareRoot() }
      dictionary = raw / Tensor(lengths, shape: [atoms, 1])
      let chance = Initializer.uniform(0..<1).tensor([count, atoms], fanIn: 1, using: &generator)
      let size = Initializer.uniform(1e-6..<1).tensor([count, atoms], fanIn: 1, using: &generator)
      let codes = Tensor(
        zip(chance.values, size.values).map { $0 < 0.03 ? 2 - 2 * Float(log(Double($1))) : 0 },
        shape: [count, atoms])
      var values = (matmul(codes, dictionary) + normals([count, pixels], 0.1)).values
      if shuffled {
        // Every pixel in an order of its own: the same marginals, no atoms.
        for pixel in 0..<pixels {
          let order = generator.permutation(count: count)
          let column = (0..<count).map { values[$0 * pixels + pixel] }
          for (row, source) in order.enumerated() { values[row * pixels + pixel] = column[source] }
        }
      }
      data = Tensor(values, shape: [count, pixels])
    }

    /// The share of atoms with a learned one at a cosine above .9.
    func recovered(by found: Tensor) -> Double {
      let rows = found.transposed()
      let lengths = square(rows).summed(to: [rows.shape[0], 1]).values.map { $0.squareRoot() }
      let cosines = matmul(
        dictionary, rows / Tensor(lengths, shape: [rows.shape[0], 1]), transposeRight: true)
      let atoms = dictionary.shape[0]
      let best = (0..<atoms).map { atom in
        cosines.values[atom * rows.shape[0]..<(atom + 1) * rows.shape[0]].map(abs).max() ?? 0
      }
      return Double(best.count { $0 > 0.9 }) / Double(atoms)
    }
  }

  private func trained(
    on data: Tensor, steps: Int = 100, threads: Int = 1
  ) throws -> (training: LocalTraining, last: LocalStep?) {
    let training = LocalTraining(
      IterativePoissonVAE(pixels: 64, latents: 96, seed: SeedSequence(1)),
      batches: try Minibatches(data, size: 200),
      plan: LocalPlan(
        steps: steps, threshold: 1, atomLength: 0.2, inferenceSteps: 12, memory: 10),
      seed: 2, threads: threads)
    var last: LocalStep?
    while let step = try training.next() { last = step }
    return (training, last)
  }

  @Test("Nine of ten planted atoms are found, and none in pictures whose pixels were shuffled")
  func planted() throws {
    let scenes = Planted(count: 4000)
    let dictionary = try trained(on: scenes.data).training.model.likelihood.decoder.dictionary
    #expect(scenes.recovered(by: dictionary) >= 0.9)
    let shuffled = Planted(count: 4000, shuffled: true)
    let other = try trained(on: shuffled.data, steps: 40).training.model.likelihood.decoder
      .dictionary
    #expect(shuffled.recovered(by: other) < 0.1)
  }

  @Test("Threads and interruptions change nothing")
  func bits() throws {
    let data = Planted(count: 600).data
    let whole = try trained(on: data, steps: 6, threads: 1).training
    let half = try trained(on: data, steps: 3, threads: 2).training
    let rest = LocalTraining(
      half.model, moments: half.moments, stepsTaken: half.stepsTaken,
      batches: try Minibatches(data, size: 200),
      plan: LocalPlan(steps: 6, threshold: 1, atomLength: 0.2, inferenceSteps: 12, memory: 10),
      seed: 2, threads: 2)
    while try rest.next() != nil {}
    #expect(rest.model.state == whole.model.state)
    #expect(rest.moments == whole.moments)
    #expect(rest.stepsTaken == 6)
  }

  /// A model that overshoots when it takes whole steps.
  private func model(pixels: Int, latents: Int, seed: UInt64) -> IterativePoissonVAE {
    var generator = SeedSequence(seed).generator(for: "guarded")
    func normals(_ shape: [Int], _ deviation: Double) -> Tensor {
      Initializer.normal(standardDeviation: deviation).tensor(shape, fanIn: 1, using: &generator)
    }
    var model = IterativePoissonVAE(pixels: pixels, latents: latents, seed: SeedSequence(seed))
    model.likelihood.decoder.readin.weight = normals([pixels, latents], 0.2)
    model.likelihood.logDeviation = normals([1, pixels], 0.3) - 0.5
    model.logLeak = normals([1, latents], 0.3) - 1
    model.initialLogRates = normals([1, latents], 0.5) - 1
    return model
  }

  /// F from its definition, in double precision throughout.
  private func freeEnergy(
    _ model: IterativePoissonVAE, _ logRates: ArraySlice<Float>, seeing input: ArraySlice<Float>,
    beta: Double
  ) -> Double {
    let weights = model.likelihood.decoder.dictionary.values.map(Double.init)
    let (rates, seen) = (logRates.map { exp(Double($0)) }, Array(input))
    var sum = 0.0
    for pixel in seen.indices {
      var rest = Double(seen[pixel])
      for neuron in rates.indices { rest -= weights[pixel * rates.count + neuron] * rates[neuron] }
      sum += 0.5 * rest * rest * Double(model.likelihood.precision.values[pixel])
    }
    for (neuron, logRate) in logRates.enumerated() {
      let prior = Double(model.initialLogRates.values[neuron])
      sum += exp(Double(model.logLeak.values[neuron])) * rates[neuron]
      sum += beta * (rates[neuron] * (Double(logRate) - prior - 1) + exp(prior))
    }
    return sum
  }

  @Test(
    "No step of guarded inference raises the free energy, counted anew in double precision; steps without a guard do",
    arguments: [0, 1] as [Float])
  func guarded(beta: Float) throws {
    // INTERSPIKE_GUARDED_STEPS asks for more; a million take minutes in a release build.
    let asked = ProcessInfo.processInfo.environment["INTERSPIKE_GUARDED_STEPS"].flatMap { Int($0) }
    var (checked, refused, raisedUnguarded, round) = (0, 0, 0, UInt64(0))
    while checked < asked ?? 3000 {
      let (pixels, latents, trials) = (16, 24, 50)
      let model = model(pixels: pixels, latents: latents, seed: round)
      var generator = SeedSequence(round).generator(for: "pictures")
      let data = Initializer.normal(standardDeviation: 1)
        .tensor([trials, pixels], fanIn: 1, using: &generator)
      let inference = GuardedInference(model, divergenceWeight: beta)
      var belief = inference.start(seeing: data)
      func energies(_ rates: Tensor) -> [Double] {
        (0..<trials).map {
          freeEnergy(
            model, rates.values[$0 * latents..<($0 + 1) * latents],
            seeing: data.values[$0 * pixels..<($0 + 1) * pixels], beta: Double(beta))
        }
      }
      let start = energies(belief.logRates)
      var before = start
      for _ in 0..<40 {
        inference.advance(&belief, seeing: data)
        let after = energies(belief.logRates)
        #expect(zip(after, before).allSatisfy { $0 <= $1 }, "round \(round)")
        before = after
        checked += trials
      }
      refused += belief.refused
      #expect(before.reduce(0, +) < 0.9 * start.reduce(0, +))
      // The model's own step with expected counts in place of spikes.
      let pull = matmul(
        belief.residuals * model.likelihood.precision, model.likelihood.decoder.dictionary)
      let free = belief.logRates + (pull - exp(model.logLeak)) * 4
      raisedUnguarded += zip(energies(free), before).count { $0 > $1 }
      round += 1
    }
    #expect(refused > 0, "the guard was never needed")
    #expect(raisedUnguarded > 0)
  }

  @Test("A sweep never raises the error that the moments remember, and a frozen share is forgotten")
  func moments() {
    var generator = SeedSequence(4).generator(for: "moments")
    func uniform(_ shape: [Int]) -> Tensor {
      Initializer.uniform(0..<2).tensor(shape, fanIn: 1, using: &generator)
    }
    var moments = PosteriorMoments(latents: 70, pixels: 80)
    let (rates, input) = (uniform([40, 70]), uniform([40, 80]))
    for _ in 0..<3 {
      moments.add(
        rates: rates, seeing: input, squares: .zeros([1, 80]), memory: 1, threads: 2)
    }
    // 1 + ½ + ¼
    #expect(abs(moments.weight.scalar - 1.75) < 1e-6)
    let (cross, codes) = (
      matmul(rates, input, transposeLeft: true) * (1.75 / 40),
      matmul(rates, rates, transposeLeft: true) * (1.75 / 40)
    )
    for (found, expected) in zip(moments.cross.values, cross.values) {
      #expect(abs(found - expected) < 1e-4)
    }
    let mean = (rates.sum(over: .rows) * (1.75 / 40)).values
    for row in 0..<70 {
      let expected = codes.values[row * 70 + row] + mean[row]
      #expect(abs(moments.codes.values[row * 70 + row] - expected) < 1e-4)
      #expect(
        abs(
          moments.codes.values[row * 70 + (row + 1) % 70] - codes.values[row * 70 + (row + 1) % 70])
          < 1e-4)
    }
    func error(_ dictionary: Tensor) -> Float {
      (matmul(dictionary, moments.codes) * dictionary).sum().scalar
        - 2 * (dictionary * moments.cross.transposed()).sum().scalar
    }
    var dictionary = uniform([80, 70])
    for _ in 0..<5 {
      let next = moments.refreshed(dictionary, threads: 2)
      #expect(next == moments.refreshed(dictionary))
      #expect(error(next) < error(dictionary))
      dictionary = next
    }
    let kept = moments.refreshed(dictionary, length: 0.3)
    for length in square(kept).sum(over: .rows).values { #expect(abs(length - 0.09) < 1e-5) }
  }
}
