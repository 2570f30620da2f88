// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Networks
import Randomness
import SpikeTrains
import Testing

/// Rules that count synapses by source, in all or one by one, and what they may be told to leave out.
@Suite struct WiringTests {
  private func projection(
    _ rule: ConnectionRule, sources: Int = 60, targets: Int? = nil,
    excluding: SynapseExclusions = [], weights: SynapticValues = .constant(1)
  ) throws -> Projection {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(cells(sources), named: "source")
    let target = try targets.map { try network.add(cells($0), named: "target") } ?? source
    try network.connect(
      source, to: target, rule, weights: weights, delays: .constant(0.001), excluding: excluding)
    return network.projections[0]
  }

  /// All synapses as (source, target), target after target.
  private func pairs(_ projection: Projection, seed: UInt64 = 1) -> [[Int]] {
    (0..<projection.target.neuronCount).flatMap { target in
      projection.sources(of: target, seed: seed).map { [$0, target] }
    }
  }

  private func uniform(_ counts: [Int]) -> GoodnessOfFit? {
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    return chiSquared(observed: counts, expected: counts.map { _ in mean })
  }

  @Test("An out-degree is exact and its targets are uniform") func outDegreeIsExact() throws {
    let pairs = try pairs(projection(.fixedOutDegree(200), targets: 80))
    var (out, into) = ([Int](repeating: 0, count: 60), [Int](repeating: 0, count: 80))
    for pair in pairs {
      out[pair[0]] += 1
      into[pair[1]] += 1
    }
    #expect(out == [Int](repeating: 200, count: 60))
    expectLaw(uniform(into), "targets of a fixed out-degree")
    expectBroken(
      chiSquared(observed: into, expected: (0..<80).map { $0 < 40 ? 180 : 120 }),
      "targets of which the first are preferred")
  }

  @Test("Draws of degrees and totals are at the addresses of the seed contract") func addresses()
    throws
  {
    func draws(_ index: Int) -> PhiloxDraws {
      PhiloxDraws(
        key: SeedSequence(7).key(for: "network/connections/source/target/0"), index, 0, 0)
    }
    let out = try projection(.fixedOutDegree(5), targets: 80)
    var expected: [[Int]] = []
    for source in 0..<60 {
      var draws = draws(source)
      for _ in 0..<5 {
        expected.append([source, Int(draws.bits().multipliedFullWidth(by: 80).high)])
      }
    }
    #expect(
      pairs(out, seed: 7).map { $0.description }.sorted() == expected.map(\.description).sorted())
    var all = draws(0)
    let total = (0..<90).map { _ in
      let pair = Int(all.bits().multipliedFullWidth(by: 60 * 80).high)
      return [pair / 80, pair % 80].description
    }
    let found = try pairs(projection(.fixedTotal(90), targets: 80), seed: 7).map(\.description)
    #expect(found.sorted() == total.sorted())
  }

  @Test("A total is exact and its pairs are uniform") func totalIsExact() throws {
    let pairs = try pairs(projection(.fixedTotal(20_000), sources: 20, targets: 30))
    #expect(pairs.count == 20_000)
    var counts = [Int](repeating: 0, count: 600)
    for pair in pairs { counts[pair[0] * 30 + pair[1]] += 1 }
    expectLaw(uniform(counts), "pairs of a fixed total")
    expectBroken(
      chiSquared(
        observed: counts, expected: (0..<600).map { 20_000.0 / 600 * ($0 % 2 == 0 ? 1.2 : 0.8) }),
      "pairs of which some are preferred")
  }

  @Test(
    "Without autapses and multapses degrees stay exact, and what is left is uniform",
    arguments: [
      ConnectionRule.fixedInDegree(30), .fixedOutDegree(30), .fixedTotal(1800),
    ])
  func exclusionsHold(_ rule: ConnectionRule) throws {
    var counts = [Int](repeating: 0, count: 3600)
    for seed: UInt64 in 1...40 {
      let found = try pairs(projection(rule, excluding: [.autapses, .multapses]), seed: seed)
      #expect(found.count == 1800 && Set(found).count == 1800)
      for pair in found { counts[pair[0] * 60 + pair[1]] += 1 }
    }
    #expect((0..<60).allSatisfy { counts[$0 * 61] == 0 })
    let rest = counts.indices.filter { $0 % 61 != 0 }.map { counts[$0] }
    // 30 of 59: a pair is there or not, so the counts of 40 seeds are binomial.
    let mean = 40 * 30.0 / 59
    expectLaw(
      meanTest(rest.map { (Double($0) - mean) * (Double($0) - mean) }, mean: mean * 29 / 59),
      "variance of how often a pair is connected")
    // Negative control: allowed, both kinds come.
    let all = try pairs(projection(rule))
    #expect(all.contains { $0[0] == $0[1] } && Set(all).count < all.count)
  }

  @Test("All others, and one to one") func allOthersAndOneToOne() throws {
    let dense = try pairs(projection(.dense, sources: 9, excluding: .autapses))
    #expect(dense.count == 72 && dense.allSatisfy { $0[0] != $0[1] })
    #expect(try pairs(projection(.oneToOne, sources: 5, targets: 5)) == (0..<5).map { [$0, $0] })
    // Neurons of two populations are never the same.
    #expect(try pairs(projection(.dense, sources: 3, targets: 3, excluding: .autapses)).count == 9)
    let drawn = try pairs(projection(.pairwise(probability: 0.3)))
    let others = try pairs(projection(.pairwise(probability: 0.3), excluding: .autapses))
    #expect(others == drawn.filter { $0[0] != $0[1] } && others != drawn)
  }

  @Test("Given synapses are those of the run, each with its weight") func givenSynapses() throws {
    var network = try Network(windowDuration: 0.001)
    let raster = try SpikeRaster(
      times: [0.002, 0.004, 0.003], offsets: [0, 2, 3, 3], interval: 0..<1)
    let source = try network.add(ReplayNeurons(raster), named: "source")
    let counters = try network.add(
      LeakyIntegrateAndFire(
        neurons: 4, membraneTimeConstant: 1e9, threshold: .infinity, reset: 0), named: "counters")
    let list = try SynapseList(sources: [1, 0, 2, 0, 0], targets: [3, 1, 0, 1, 2])
    try network.connect(
      source, to: counters, .list(list), weights: .each([5, 1, 7, 0.25, -2]),
      delays: .each([0.001, 0.01, 0.001, 0.02, 0.005]))
    #expect(network.projections[0].sources(of: 1, seed: 1) == [0, 0])
    #expect(network.projections[0].expectedSynapseCount == 5)
    var run = try network.run(seed: 1)
    while try run.next(before: 0.1) != nil {}
    let potentials = try run.values(of: "potential", in: counters)
    for (found, expected) in zip(potentials, [0, 2.5, -4, 5] as [Double]) {
      #expect(abs(found - expected) < 1e-9)
    }
    // Another weight is another network to a saved state.
    var other = try Network(windowDuration: 0.001)
    _ = try other.add(ReplayNeurons(raster), named: "source")
    _ = try other.add(
      LeakyIntegrateAndFire(
        neurons: 4, membraneTimeConstant: 1e9, threshold: .infinity, reset: 0), named: "counters")
    let (state, weights): (NetworkState, [Double]) = (run.state, [5, 1, 7, 0.25, -2.5])
    try other.connect(
      other.populations[0], to: other.populations[1], .list(list), weights: .each(weights),
      delays: .each([0.001, 0.01, 0.001, 0.02, 0.005]))
    #expect(throws: NetworkError.self) { try other.run(resuming: state) }
  }

  /// The weights of 4000 synapses, as neurons without leak to speak of add them up.
  private func drawn(_ weights: SynapticValues) throws -> [Double] {
    var network = try Network(windowDuration: 0.001)
    let raster = try SpikeRaster(times: [0.001], offsets: [0, 1], interval: 0..<1)
    let source = try network.add(ReplayNeurons(raster), named: "source")
    let counters = try network.add(
      LeakyIntegrateAndFire(
        neurons: 4000, membraneTimeConstant: 1e9, threshold: .infinity, reset: 0), named: "counters"
    )
    try network.connect(source, to: counters, .dense, weights: weights, delays: .constant(0.001))
    var run = try network.run(seed: 1)
    while try run.next(before: 0.01) != nil {}
    return try run.values(of: "potential", in: counters)
  }

  @Test("Bounded normal values keep their bounds") func boundedNormal() throws {
    let weights = try drawn(.boundedNormal(mean: 1, standardDeviation: 1, in: 0...2))
    #expect(weights.allSatisfy { $0 > -1e-6 && $0 < 2 + 1e-6 })
    // Of a normal law within one deviation, 1 − 2φ(1)/(Φ(1) − Φ(−1)) of the variance is left.
    expectLaw(meanTest(weights, mean: 1, standardDeviation: 0.5396), "bounded weights")
    expectBroken(meanTest(weights, mean: 1.1, standardDeviation: 0.5396), "another mean")
  }

  @Test("Logarithms of log-normal values are normal") func logNormal() throws {
    let logarithms = try drawn(.logNormal(location: -0.7, scale: 0.9)).map { log($0) }
    expectLaw(meanTest(logarithms, mean: -0.7, standardDeviation: 0.9), "log-normal weights")
    expectLaw(
      meanTest(logarithms.map { ($0 + 0.7) * ($0 + 0.7) }, mean: 0.81), "their variance")
    expectBroken(meanTest(logarithms, mean: -0.6, standardDeviation: 0.9), "another location")
  }

  @Test("What no synapses can satisfy is refused") func refusals() throws {
    for rule in [
      ConnectionRule.fixedInDegree(60), .fixedOutDegree(60), .fixedTotal(3541),
    ] {
      #expect(throws: NetworkError.self) {
        try projection(rule, excluding: [.autapses, .multapses])
      }
    }
    for rule in [ConnectionRule.fixedOutDegree(-1), .fixedTotal(-1), .oneToOne] {
      #expect(throws: NetworkError.self) { try projection(rule, targets: 7) }
    }
    #expect(throws: NetworkError.tooManySynapses(6_000_000_000, projection: "source/source/0")) {
      try projection(.fixedInDegree(100_000_000))
    }
    let list = try SynapseList(sources: [0, 0, 1], targets: [1, 1, 1])
    #expect(throws: NetworkError.self) { try projection(.list(list), excluding: .autapses) }
    #expect(throws: NetworkError.self) { try projection(.list(list), excluding: .multapses) }
    #expect(throws: NetworkError.self) { try projection(.list(list), targets: 1) }
    #expect(throws: NetworkError.self) { try projection(.list(list), weights: .each([1, 2])) }
    #expect(throws: NetworkError.self) { try projection(.dense, weights: .each([1, 2])) }
    #expect(throws: NetworkError.self) { try SynapseList(sources: [0], targets: []) }
    #expect(throws: NetworkError.self) { try SynapseList(sources: [0], targets: [-1]) }
    #expect(throws: NetworkError.self) {
      try projection(
        .dense, weights: .boundedNormal(mean: 0, standardDeviation: 1, in: 9...10))
    }
  }
}
