// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Networks
import SpikeTrains
import Testing

/// Who is connected to whom, and when spikes arrive.
@Suite struct ConnectionTests {
  private func network(
    _ rule: ConnectionRule, sources: Int = 300, targets: Int = 400,
    weights: SynapticValues = .constant(1), delays: SynapticValues = .constant(0.001)
  ) throws -> Network {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(cells(sources), named: "source")
    let target = try network.add(cells(targets), named: "target")
    try network.connect(source, to: target, rule, weights: weights, delays: delays)
    return network
  }

  @Test("An in-degree is exact and its sources are uniform") func inDegreeIsExact() throws {
    let projection = try network(.fixedInDegree(50)).projections[0]
    var counts = [Int](repeating: 0, count: 300)
    for neuron in 0..<400 {
      let sources = projection.sources(of: neuron, seed: 1)
      #expect(sources.count == 50)
      for source in sources { counts[source] += 1 }
    }
    let mean = 400.0 * 50 / 300
    expectLaw(
      chiSquared(observed: counts, expected: [Double](repeating: mean, count: 300)),
      "sources of a fixed in-degree")
    expectBroken(
      chiSquared(observed: counts, expected: (0..<300).map { mean * ($0 < 150 ? 1.3 : 0.7) }),
      "sources of which the first are preferred")
  }

  @Test("Pairs are connected independently") func pairsAreConnectedIndependently() throws {
    let projection = try network(.pairwise(probability: 0.2)).projections[0]
    var degrees: [Double] = []
    var counts = [Double](repeating: 0, count: 300)
    for neuron in 0..<400 {
      let sources = projection.sources(of: neuron, seed: 2)
      #expect(sources == sources.sorted() && Set(sources).count == sources.count)
      degrees.append(Double(sources.count))
      for source in sources { counts[source] += 1 }
    }
    expectLaw(
      meanTest(degrees, mean: 60, standardDeviation: (300 * 0.2 * 0.8).squareRoot()), "in-degree")
    expectLaw(
      meanTest(degrees.map { ($0 - 60) * ($0 - 60) }, mean: 48), "variance of the in-degree")
    expectLaw(meanTest(counts.map { ($0 - 80) * ($0 - 80) }, mean: 64), "of the out-degree")
    expectBroken(
      meanTest(degrees, mean: 63, standardDeviation: (300 * 0.2 * 0.8).squareRoot()),
      "another probability")
  }

  @Test("Synapses are a function of the seed and the names, not of the rest of the network")
  func synapsesAreFunctionOfSeed()
    throws
  {
    let small = try network(.fixedInDegree(20)).projections[0]
    var larger = try network(.fixedInDegree(20), targets: 500)
    let (source, target) = (larger.populations[0], larger.populations[1])
    try larger.connect(
      source, to: target, .fixedInDegree(20), weights: .constant(1), delays: .constant(0.001))
    for neuron in [0, 7, 399] {
      let sources = small.sources(of: neuron, seed: 3)
      #expect(larger.projections[0].sources(of: neuron, seed: 3) == sources)
      #expect(larger.projections[1].sources(of: neuron, seed: 3) != sources)
      #expect(small.sources(of: neuron, seed: 4) != sources)
    }
  }

  @Test("Sources are those of the seed contract in plain Python") func sourcesAreThoseOfSeed()
    throws
  {
    struct Vectors: Decodable {
      let fixed_in_degree: [Int]
      let pairwise: [Int]
    }
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Goldens/seed_contract.json")
    let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: path))
    var network = try Network(windowDuration: 0.001)
    let pre = try network.add(cells(1000), named: "pre")
    let post = try network.add(cells(4), named: "post")
    for rule in [ConnectionRule.fixedInDegree(12), .pairwise(probability: 0.02)] {
      try network.connect(pre, to: post, rule, weights: .constant(1), delays: .constant(0.001))
    }
    #expect(network.projections[0].sources(of: 3, seed: 7) == vectors.fixed_in_degree)
    #expect(network.projections[1].sources(of: 3, seed: 7) == vectors.pairwise)
    #expect(vectors.pairwise.count > 5)
  }

  @Test("Every spike arrives once, when its delay is over") func everySpikeArrivesOnce() throws {
    // Clocks fire at known times; targets without leak to speak of count what arrives.
    var network = try Network(windowDuration: 0.001)
    let clocks = try network.add(cells(10), named: "clocks")
    let counters = try network.add(
      LeakyIntegrateAndFire(
        neurons: 30, membraneTimeConstant: 1e9, threshold: .infinity, reset: 0),
      named: "counters")
    let rule = ConnectionRule.fixedInDegree(6)
    try network.connect(
      clocks, to: counters, rule, weights: .constant(1), delays: .uniform(0.001...0.0123))
    try network.connect(
      clocks, to: counters, .pairwise(probability: 0.5), weights: .constant(1),
      delays: .constant(0.0047))
    var run = try network.run(seed: 8)
    try run.setDrive((0..<10).map { 21 + Double($0) }, of: clocks)
    let fired = try run.spikes(of: clocks, until: 0.5)
    // Silence the clocks and wait for the last to arrive.
    try run.setDrive([Double](repeating: 0, count: 10), of: clocks)
    _ = try run.spikes(of: clocks, until: 0.6)
    let counted = try run.values(of: "potential", in: counters)
    for counter in 0..<30 {
      let expected = network.projections.reduce(0) { sum, projection in
        projection.sources(of: counter, seed: 8).reduce(sum) { sum, source in
          sum + fired.count { $0.neuron == source }
        }
      }
      #expect(abs(counted[counter] - Double(expected)) < 1e-5)
      #expect(expected > 10)
    }
  }

  @Test("What cannot be is refused") func whatCannotBeIsRefused() throws {
    var network = try Network(windowDuration: 0.001)
    let first = try network.add(cells(4), named: "first")
    #expect(throws: NetworkError.invalidName("first")) { try network.add(cells(4), named: "first") }
    #expect(throws: NetworkError.invalidName("a/b")) { try network.add(cells(4), named: "a/b") }
    #expect(throws: NetworkError.invalidNeuronCount(0, population: "none")) {
      try network.add(cells(0), named: "none")
    }
    #expect(throws: NetworkError.delayTooShort(0.0009, window: 0.001, projection: "first/first/0"))
    {
      try network.connect(
        first, to: first, .dense, weights: .constant(1), delays: .constant(0.0009))
    }
    for rule in [ConnectionRule.fixedInDegree(-1), .pairwise(probability: 1.5)] {
      #expect(throws: NetworkError.self) {
        try network.connect(
          first, to: first, rule, weights: .constant(1), delays: .constant(0.001))
      }
    }
    for weights in [SynapticValues.constant(.nan), .matrix([1, 2]), .uniform(0 ... .infinity)] {
      #expect(throws: NetworkError.self) {
        try network.connect(first, to: first, .dense, weights: weights, delays: .constant(0.001))
      }
    }
    for hertz in [-1, Double.nan, .infinity] {
      #expect(throws: NetworkError.self) { try PoissonInput(hertz: hertz, weight: 1) }
    }
    #expect(throws: NetworkError.self) {
      try network.drive(first, with: PoissonInput(hertz: 1e10, weight: 1))
    }
    #expect(throws: NetworkError.self) {
      try network.drive(first, with: PoissonInput(hertz: [1, 2], weight: 1))
    }
    #expect(throws: NetworkError.self) { try Network(windowDuration: 0) }
    var other = try Network(windowDuration: 0.001)
    let stranger = try other.add(cells(4), named: "stranger")
    #expect(throws: NetworkError.unknownPopulation("stranger")) {
      try network.drive(stranger, with: PoissonInput(hertz: 1, weight: 1))
    }
    try network.connect(
      first, to: first, .dense, weights: .constant(1),
      delays: .normal(mean: 0.002, standardDeviation: 0.001))
    #expect(throws: NetworkError.self) { try network.run(seed: 1) }
  }
}
