// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import Evaluation
import Foundation
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

@Suite("Evaluation on held-out data")
struct HeldOutEvaluationTests {
  private static let address = DrawAddress(
    seed: SeedSequence(2), purpose: .evaluation, firstTrial: 3)

  /// Six pixels, five neurons, weights that make some neurons work and some idle.
  private static func model() -> PoissonVAE {
    var generator = SeedSequence(8).generator(for: .weights)
    let normal = Initializer.normal(standardDeviation: 0.5)
    var model = PoissonVAE(
      encoder: EncoderNetwork(
        readout: Linear(inputs: 6, outputs: 5, weight: normal, using: &generator)),
      decoder: DecoderNetwork(
        readin: Linear(inputs: 5, outputs: 6, weight: normal, using: &generator)),
      logPrior: Tensor([0, -1, 1, -9, -2], shape: [1, 5]))
    model.encoder.readout.weight = Tensor(
      model.encoder.readout.weight.values.enumerated().map { $0 / 6 == 4 ? 0 : $1 }, shape: [5, 6])
    return model
  }

  private static func data(_ count: Int) -> Tensor {
    var generator = SeedSequence(8).generator(for: "data")
    return Initializer.normal(standardDeviation: 1).tensor([count, 6], fanIn: 6, using: &generator)
  }

  private func evaluation(_ data: Tensor, threads: Int = 1) throws -> HeldOutEvaluation {
    try Self.model().evaluated(on: data, at: Self.address, threads: threads)
  }

  private func bytes(_ evaluation: HeldOutEvaluation) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(evaluation)
  }

  private func near(_ a: Double?, _ b: Double) -> Bool {
    a.map { abs($0 - b) <= 1e-5 * max(1, abs(b)) } ?? false
  }

  @Test("Every figure is that of a plain loop over data", arguments: [2, 499, 500, 501, 1203])
  func plainLoop(count: Int) throws {
    let data = Self.data(count)
    let found = try evaluation(data)
    let plain = try PlainEvaluation(Self.model(), data, Self.address)
    #expect(near(found.mse, plain.mse))
    #expect(near(found.mseMAP, plain.mseMAP))
    #expect(near(found.kl, plain.klByNeuron.reduce(0, +)))
    #expect(near(found.nelbo, plain.mse + plain.klByNeuron.reduce(0, +)))
    #expect(near(found.rSquared, plain.rSquared))
    #expect(near(found.rSquaredMAP, plain.rSquaredMAP))
    for (one, other) in zip(found.klByNeuron, plain.klByNeuron) { #expect(near(one, other)) }
    let active = Double(plain.klByNeuron.count { $0 > 0.01 }) / 5
    #expect(found.activeFraction == active && active > 0 && active < 1)
    #expect(found.zeros == Double(plain.counts.count { $0 == 0 }) / Double(5 * count))
    #expect(near(found.meanCount, plain.counts.reduce(0, +) / Double(5 * count)))
    #expect(near(found.spikesPerDatum, plain.counts.reduce(0, +) / Double(count)))
    #expect(found.largestCount.map(Double.init) == plain.counts.max())
    #expect(near(found.lifetimeSparsity, plain.lifetimeSparsity))
    #expect(near(found.populationSparsity, plain.populationSparsity))
    #expect(found.count == count)
  }

  @Test("Threads do not change a bit", arguments: [1, 499, 500, 501, 1203])
  func threads(count: Int) throws {
    let alone = try bytes(evaluation(Self.data(count)))
    for threads in [2, 3] {
      #expect(try bytes(evaluation(Self.data(count), threads: threads)) == alone)
    }
  }

  @Test("Other draws change the figures that depend on draws, and no others")
  func draws() throws {
    let one = try evaluation(Self.data(600))
    var address = Self.address
    address.seed = SeedSequence(3)
    let other = try Self.model().evaluated(on: Self.data(600), at: address, threads: 1)
    #expect(one.mse != other.mse && one.zeros != other.zeros)
    #expect(one.mseMAP == other.mseMAP && one.klByNeuron == other.klByNeuron)
  }

  @Test("One datum has no lifetime sparsity, and a constant one no R²")
  func undefined() throws {
    #expect(try evaluation(Self.data(1)).lifetimeSparsity == nil)
    #expect(try evaluation(Self.data(1)).rSquared != nil)
    for value: Float in [0, 0.1, -3.7, 1e-5, 12345.678] {
      let constant = Tensor(repeating: value, shape: [2, 6])
      #expect(try evaluation(constant).rSquared == nil, "\(value)")
      #expect(try evaluation(constant).rSquaredMAP == nil, "\(value)")
    }
  }

  @Test(
    "JSON holds the keys that scripts read, null where a figure is undefined", arguments: [1, 9])
  func keys(count: Int) throws {
    let data = try bytes(evaluation(Self.data(count)))
    let object = try #require(
      JSONSerialization.jsonObject(with: data) as? [String: Any])
    let expected = [
      "nelbo", "mse", "kl", "mse_map", "r_squared", "r_squared_map", "active_fraction",
      "lifetime_sparsity", "population_sparsity", "zeros", "mean_count", "spikes_per_datum",
      "largest_count", "kl_by_neuron", "count",
    ]
    #expect(object.keys.sorted() == expected.sorted())
    #expect((object["lifetime_sparsity"] is NSNull) == (count == 1))
    let back = try JSONDecoder().decode(HeldOutEvaluation.self, from: data)
    #expect(try bytes(back) == data)
  }

  @Test("Data that are not finite are refused, not averaged")
  func notFinite() throws {
    var values = Self.data(501).values
    values[6 * 500] = .nan
    #expect(throws: ArrivalError.self) { try evaluation(Tensor(values, shape: [501, 6])) }
  }
}
