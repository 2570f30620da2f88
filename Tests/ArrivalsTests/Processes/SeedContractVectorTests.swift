// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

/// The vectors of `docs/SEED-CONTRACT.md`, made by a second implementation in plain Python.
@Suite struct SeedContractVectorTests {
  struct Vectors: Decodable {
    struct Key: Decodable {
      let seed: String
      let purpose: String
      let key: String
    }
    struct Stream: Decodable {
      let seed: String
      let stream: String
      let root: String
      let key: String
    }
    struct Train: Decodable {
      let neuron: Int
      let rate: Double
      let times: [Double]
    }
    let stream_version: Int
    let keys: [Key]
    let streams: [Stream]
    let poisson_of_stream: [Double]
    let draws: [String]
    let standard_uniforms: [Float]
    let poisson: [Train]
    let refractory: [[Double]]
    let gamma: [[Double]]
    let sinusoid: [Double]
    let copies: [Double]
  }

  static let vectors = Result {
    try JSONDecoder().decode(
      Vectors.self,
      from: Data(
        contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
          .appendingPathComponent("../../Goldens/seed_contract.json")))
  }

  private func expectSame(
    _ ours: some Collection<Double>, _ theirs: [Double], _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(ours.count == theirs.count, "\(what)", sourceLocation: sourceLocation)
    #expect(
      zip(ours, theirs).allSatisfy { abs($0 - $1) <= 1e-13 * max(1, $1) }, "\(what)",
      sourceLocation: sourceLocation)
  }

  @Test("Keys and draws are the same bits") func keysAndDrawsAreSame() throws {
    let vectors = try Self.vectors.get()
    #expect(vectors.stream_version == SeedSequence.streamVersion)
    for vector in vectors.keys {
      let seed = SeedSequence(try #require(UInt64(vector.seed)))
      #expect(seed.key(for: Purpose(vector.purpose)).value == UInt64(vector.key, radix: 16))
    }
    for vector in vectors.streams {
      let seed = SeedSequence(try #require(UInt64(vector.seed)), stream: vector.stream)
      #expect(seed.root == UInt64(vector.root, radix: 16), "\(vector.stream)")
      #expect(seed.key(for: .simulation).value == UInt64(vector.key, radix: 16))
    }
    var draws = PhiloxDraws(key: SeedSequence(7).key(for: .simulation), 2, 1, 3)
    for draw in vectors.draws { #expect(draws.bits() == UInt64(draw, radix: 16)) }
    let address = DrawAddress(seed: SeedSequence(7), purpose: .training, window: 3, firstTrial: 1)
    #expect(address.standardUniforms(trials: 1, neurons: 6) == vectors.standard_uniforms)
  }

  @Test("Spikes are the same but for the last digits of a logarithm") func spikesAreSame() throws {
    let vectors = try Self.vectors.get()
    let poisson = PoissonPopulation(rates: [5, 20, 80]).raster(in: 3..<4, trial: 1, seed: 7)
    for train in vectors.poisson {
      expectSame(poisson.times(of: train.neuron), train.times, "Poisson at \(train.rate) Hz")
    }
    let named = PoissonPopulation(rates: [5, 20])
      .raster(in: 3..<4, trial: 1, seed: 7, stream: "input")
    expectSame(named.times(of: 1), vectors.poisson_of_stream, "Poisson of a named stream")
    let law = try RefractoryIntervals(outputRate: 40, deadTime: 0.005)
    let refractory = EventPopulation(renewing: [law, law, law])
      .raster(in: 0..<100, trial: 1, seed: 7)
    for (neuron, times) in vectors.refractory.enumerated() {
      expectSame(refractory.times(of: neuron).prefix(8), times, "dead time, neuron \(neuron)")
    }
    let gamma = EventPopulation(
      renewing: try [0.5, 1, 2.5].map { try GammaIntervals(rate: 20, shape: $0) }
    ).raster(in: 0..<100, trial: 1, seed: 7)
    for (neuron, times) in vectors.gamma.enumerated() {
      expectSame(gamma.times(of: neuron).prefix(8), times, "gamma, neuron \(neuron)")
    }
    let sinusoid = try ThinnedPopulation(rates: [
      SinusoidalRate(mean: 30, modulation: 0.8, frequency: 4, phase: 0.5)
    ])
    expectSame(sinusoid.raster(in: 0..<1, seed: 7).times, vectors.sinusoid, "sinusoid")
    let copies = try CorrelatedPopulation(
      motherRate: 60, copyProbabilities: [0, 0.25], privateRates: [0, 0])
    expectSame(copies.raster(in: 2..<3, seed: 7).times, vectors.copies, "copies")
  }
}
