// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Networks
import Randomness
import SpikeTrains
import Testing

/// Synapses that are drawn whenever their source fires: their laws, their addresses, and that spikes find them.
@Suite struct ProceduralTests {
  private static let rules: [ConnectionRule] = [
    .proceduralOutDegree(60), .proceduralPairwise(probability: 0.01),
  ]

  /// Three blocks of targets, of 4096, 4096 and 808.
  private func projection(
    _ rule: ConnectionRule, sources: Int = 400, targets: Int = 9000,
    excluding: SynapseExclusions = []
  ) throws -> Projection {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(cells(sources), named: "source")
    let target =
      sources == targets ? source : try network.add(cells(targets), named: "target")
    try network.connect(
      source, to: target, rule, weights: .constant(1), delays: .constant(0.001),
      excluding: excluding)
    return network.projections[0]
  }

  private func targets(_ projection: Projection, seed: UInt64 = 1) -> [[Int]] {
    (0..<projection.source.neuronCount).map { projection.targets(of: $0, seed: seed) }
  }

  /// In-degrees beside the binomial law of so many trials.
  private func degrees(_ all: [[Int]], trials: Int, probability: Double) -> GoodnessOfFit? {
    var into = [Int](repeating: 0, count: 9000)
    for target in all.joined() { into[target] += 1 }
    var observed = [Int](repeating: 0, count: 40)
    for degree in into { observed[min(degree, 39)] += 1 }
    let expected = (0..<40).map { degree in
      let (n, k) = (Double(trials), Double(degree))
      let choices = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
      return 9000 * exp(choices + k * log(probability) + (n - k) * log1p(-probability))
    }
    return chiSquared(observed: observed, expected: expected)
  }

  @Test("An out-degree is exact, its in-degrees are binomial, and blocks get their share")
  func outDegree() throws {
    let all = try targets(projection(.proceduralOutDegree(60)))
    #expect(all.allSatisfy { $0.count == 60 && $0.allSatisfy { (0..<9000).contains($0) } })
    expectLaw(degrees(all, trials: 24_000, probability: 1 / 9000.0), "in-degree of an out-degree")
    expectBroken(degrees(all, trials: 24_000, probability: 1.1 / 9000), "another in-degree")
    let last = all.map { Double($0.count { $0 >= 8192 }) }
    #expect(Set(last).count == 2)
    expectLaw(meanTest(last, mean: 60 * 808 / 9000.0), "share of the last block")
    expectBroken(meanTest(last, mean: 5), "a share that is rounded the same for all")
    var places = [Int](repeating: 0, count: 64)
    for target in all.joined() where target < 8192 { places[target % 4096 / 64] += 1 }
    let mean = Double(places.reduce(0, +)) / 64
    expectLaw(
      chiSquared(observed: places, expected: places.map { _ in mean }), "places within a block")
  }

  @Test("A degree above the number of targets comes with repeats, also in one small block")
  func largeDegree() throws {
    let all = try targets(projection(.proceduralOutDegree(500), sources: 20, targets: 70))
    #expect(all.allSatisfy { $0.count == 500 && $0.allSatisfy { (0..<70).contains($0) } })
    #expect(Set(all.joined()).count == 70)
    #expect(try targets(projection(.proceduralOutDegree(0), sources: 3)).allSatisfy(\.isEmpty))
  }

  @Test("Pairs are connected on their own, none twice, and blocks do not see each other")
  func pairs() throws {
    let all = try targets(projection(.proceduralPairwise(probability: 0.01)), seed: 2)
    #expect(all.allSatisfy { $0 == $0.sorted() && Set($0).count == $0.count })
    let out = all.map { Double($0.count) }
    let deviation = (9000 * 0.01 * 0.99).squareRoot()
    expectLaw(meanTest(out, mean: 90, standardDeviation: deviation), "out-degree of pairs")
    expectLaw(
      meanTest(out.map { ($0 - 90) * ($0 - 90) }, mean: deviation * deviation),
      "variance of the out-degree of pairs")
    expectBroken(meanTest(out, mean: 94, standardDeviation: deviation), "another probability")
    expectLaw(degrees(all, trials: 400, probability: 0.01), "in-degree of pairs")
    expectBroken(degrees(all, trials: 400, probability: 0.0106), "another in-degree of pairs")
    // Blocks of one source, and sources in one block.
    let counts = all.map { targets in
      (0..<2).map { block in Double(targets.count { $0 / 4096 == block }) - 40.96 }
    }
    expectLaw(meanTest(counts.map { $0[0] * $0[1] }, mean: 0), "two blocks of a source")
    expectLaw(
      meanTest(zip(counts, counts.dropFirst()).map { $0[0] * $1[0] }, mean: 0), "two sources")
    expectBroken(meanTest(counts.map { $0[0] * $0[0] }, mean: 0), "a block beside itself")
    // The first and the last target of a block are as likely as others.
    let borders = [0, 4095, 4096, 8191, 8192, 8999]
    let drawn = try projection(.proceduralPairwise(probability: 0.01))
    var found = 0
    for seed: UInt64 in 1...20 {
      for source in 0..<50 {
        found += drawn.targets(of: source, seed: seed).count { borders.contains($0) }
      }
    }
    expectLaw(
      meanTest([Double(found)], mean: 60, standardDeviation: (6000 * 0.01 * 0.99).squareRoot()),
      "targets at borders of blocks")
    #expect(
      try targets(projection(.proceduralPairwise(probability: 1), sources: 2)).allSatisfy {
        $0 == Array(0..<9000)
      })
    #expect(
      try targets(projection(.proceduralPairwise(probability: 0), sources: 2)).allSatisfy(
        \.isEmpty)
    )
  }

  @Test("Draws are at the addresses of the seed contract, in words of 32 bits") func addresses()
    throws
  {
    let key = SeedSequence(7).key(for: "network/targets/source/target/0")
    func words(_ source: Int, _ block: Int, _ third: Int, _ count: Int) -> [UInt64] {
      var draws = PhiloxDraws(key: key, source, block, third)
      return (0..<(count + 1) / 2).flatMap { _ in
        let bits = draws.bits()
        return [bits >> 32, bits & 0xffff_ffff]
      }
    }
    let degree = try projection(.proceduralOutDegree(600))
    let pairs = try projection(.proceduralPairwise(probability: 0.01))
    for source in [0, 1, 17, 399] {
      var (expected, skipped): ([Int], [Int]) = ([], [])
      let phase = (words(source, 0, 1, 1)[0] * 9000) >> 32
      for (block, size) in [4096, 4096, 808].enumerated() {
        let begin = UInt64(600 * 4096 * block)
        let count = (begin + UInt64(600 * size) + phase) / 9000 - (begin + phase) / 9000
        let drawn = words(source, block, 0, 1000)
        expected += drawn[..<Int(count)].map { 4096 * block + Int(($0 * UInt64(size)) >> 32) }
        var place = 0
        for word in drawn {
          // In double precision: the same unless a skip is within a rounding of a whole number.
          let u = (Double(word >> 1) + 0.5) * 0x1p-31
          place += Int(log1p(-u) / log1p(-0.01))
          guard place < size else { break }
          skipped.append(4096 * block + place)
          place += 1
        }
      }
      let same = degree.targets(of: source, seed: 7).sorted() == expected.sorted()
      #expect(same && expected.count == 600, "targets of source \(source) of an out-degree")
      #expect(pairs.targets(of: source, seed: 7) == skipped)
    }
  }

  @Test("Every spike reaches the targets it is said to have, once each", arguments: rules)
  func arrivals(_ rule: ConnectionRule) throws {
    var network = try Network(windowDuration: 0.001)
    let raster = try SpikeRaster(
      times: [0.0021, 0.0022, 0.0105, 0.0022], offsets: [0, 0, 1, 3, 4], interval: 0..<1)
    let source = try network.add(ReplayNeurons(raster), named: "source")
    let counters = try network.add(
      LeakyIntegrateAndFire(
        neurons: 9000, membraneTimeConstant: 1e9, threshold: .infinity, reset: 0), named: "counters"
    )
    try network.connect(
      source, to: counters, rule, weights: .constant(1), delays: .constant(0.0037))
    try network.connect(
      source, to: counters, .fixedOutDegree(40), weights: .constant(1), delays: .constant(0.0015))
    var run = try network.run(seed: 3, threads: 2)
    while try run.next(before: 0.02) != nil {}
    var expected = [Double](repeating: 0, count: 9000)
    for projection in network.projections {
      for (neuron, count) in [1, 2, 1].enumerated() {
        for target in projection.targets(of: neuron + 1, seed: 3) {
          expected[target] += Double(count)
        }
      }
    }
    let found = try run.values(of: "potential", in: counters)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(expected.reduce(0, +) > 300)
    for target in [0, 4095, 4096, 8999] {
      let projection = network.projections[0]
      #expect(
        projection.sources(of: target, seed: 3)
          == (0..<4).flatMap { source in
            projection.targets(of: source, seed: 3).filter { $0 == target }.map { _ in source }
          })
    }
  }

  @Test("A run is the same for any number of threads, and when it is resumed", arguments: rules)
  func threads(_ rule: ConnectionRule) throws {
    var network = try Network(windowDuration: 0.0015)
    let cells = try network.add(
      NetworksTests.cells(9000, initialPotentials: .uniform(0...20)), named: "cells")
    try network.drive(cells, with: PoissonInput(hertz: 6000, weight: 0.2))
    try network.connect(
      cells, to: cells, rule, weights: .constant(-0.3), delays: .constant(0.0015))
    var whole = try network.run(seed: 3)
    var part = try network.run(seed: 3, threads: 3)
    #expect(whole.synapseByteCount == 0 && whole.synapseCount > 500_000)
    var spikes = 0
    for window in 0..<14 {
      let slice = try #require(try whole.next())
      #expect(try part.next() == slice)
      if window == 7 { part = try network.run(resuming: part.state, threads: 2) }
      spikes += slice[cells].count
    }
    #expect(spikes > 1000 && part.state == whole.state)
  }

  @Test(
    "Ten thousand million synapses are described without a byte, and what cannot be drawn so is refused"
  )
  func limits() throws {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(cells(1_000_000), named: "cells")
    try network.connect(
      cells, to: cells, .proceduralOutDegree(10_000), weights: .constant(1),
      delays: .constant(0.001))
    #expect(network.projections[0].expectedSynapseCount == 1e10)
    #expect(network.projections[0].expectedByteCount == 0)
    #expect(network.projections[0].targets(of: 999_999, seed: 1).count == 10_000)
    let spread = SynapticValues.uniform(1...2)
    for (weights, delays) in [(spread, SynapticValues.constant(1)), (.constant(1), spread)] {
      #expect(throws: NetworkError.self) {
        try network.connect(
          cells, to: cells, .proceduralOutDegree(10), weights: weights, delays: delays)
      }
    }
    #expect(throws: NetworkError.self) {
      try network.connect(
        cells, to: cells, .proceduralOutDegree(10), weights: .constant(1), delays: .constant(1),
        excluding: .autapses)
    }
    let others = try projection(
      .proceduralPairwise(probability: 0.5), sources: 300, targets: 300, excluding: .autapses)
    let all = try projection(.proceduralPairwise(probability: 0.5), sources: 300, targets: 300)
    for neuron in 0..<300 {
      #expect(
        others.targets(of: neuron, seed: 1)
          == all.targets(of: neuron, seed: 1).filter { $0 != neuron })
    }
  }
}
