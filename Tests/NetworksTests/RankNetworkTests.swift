// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import Ranks
import SpikeTrains
import Testing

/// A network whose neurons several ranks share fires what it fires on one, and any rank alone can be rehearsed.
@Suite struct RankNetworkTests {
  /// Every way in which neurons are shared out, delays and weights of all kinds, every rule of plasticity.
  private static func network() throws -> Network {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(
      NetworksTests.cells(301, initialPotentials: .uniform(0...20)), named: "cells")
    let replayed = try network.add(
      ReplayNeurons(
        SpikeRaster(
          times: (0..<60).map { 0.0013 * Double($0) + 0.0001 }, offsets: [0, 20, 40, 60],
          interval: 0..<0.1)), named: "replayed")
    let noise = try network.add(
      PoissonNeurons(
        neurons: 50, initialMembranes: .constant(log(40)), bound: .hard(lower: -3, upper: 6)),
      named: "noise")
    // More than a block of 4096 targets, so that two ranks have some.
    let many = try network.add(NetworksTests.cells(5000), named: "many")
    try network.drive(cells, with: PoissonInput(hertz: 9000, weight: 0.1))
    try network.drive(cells, with: PoissonInput(hertz: 900, weight: -0.1))
    try network.drive(many, with: PoissonInput(hertz: 5000, weight: 1))
    try network.drive(
      cells,
      with: PoissonInput(hertz: SteppedValues([[0], [2000], [300]], every: 0.0073), weight: 0.2))
    try network.drive(
      cells,
      with: .steps(
        SteppedValues(
          [(0..<301).map { 0.01 * Double($0) }, [Double](repeating: 1, count: 301)],
          at: [0.0042, 0.0317])))
    try network.drive(cells, with: .noise(mean: 1, standardDeviation: 4, step: 0.0006))
    try network.connect(
      cells, to: cells, .fixedInDegree(10), weights: .normal(mean: -0.4, standardDeviation: 0.1),
      delays: .uniform(0.001...0.0087))
    try network.connect(
      cells, to: noise, .pairwise(probability: 0.3), weights: .constant(-0.02),
      delays: .constant(0.0021))
    try network.connect(
      noise, to: cells, .fixedOutDegree(40), weights: .constant(0.5), delays: .constant(0.001))
    try network.connect(
      replayed, to: cells, .dense, weights: .constant(3), delays: .uniform(0.001...0.004))
    try network.connect(
      noise, to: replayed, .dense, weights: .constant(3), delays: .constant(0.001))
    try network.connect(
      cells, to: many, .proceduralOutDegree(30), weights: .constant(0.4), delays: .constant(0.0015))
    try network.connect(
      many, to: many, .proceduralPairwise(probability: 0.01), weights: .constant(-0.2),
      delays: .constant(0.0015))
    let rules: [SynapticPlasticity] = [
      .pairs(try PairPlasticity(learningRate: 0.05, maximumWeight: 1)),
      .triplets(try TripletPlasticity(maximumWeight: 3)),
      .shortTerm(try ShortTermPlasticity(utilization: 0.4, recoveryTimeConstant: 0.1)),
    ]
    for rule in rules {
      try network.connect(
        noise, to: cells, .fixedInDegree(4), weights: .uniform(0.1...0.9),
        delays: .uniform(0.001...0.003), plasticity: rule)
    }
    return network
  }

  /// What a run did until some time, its state after that as the bytes of a file, and what synapses learned.
  private struct Course {
    var slices: [NetworkSlice] = []
    var file: [UInt8] = []
    var synapses = 0
    var weights: [Double] = []
    var potentials: [Double] = []

    /// What differs, in a word: courses are long.
    func difference(to other: Course) -> String? {
      if slices != other.slices { return "spikes" }
      if synapses != other.synapses { return "synapses \(synapses) \(other.synapses)" }
      if weights != other.weights { return "weights" }
      if potentials != other.potentials { return "potentials" }
      return file == other.file ? nil : "state"
    }
  }

  private static func course(
    _ network: Network, on ranks: any Ranks = LocalRanks(), threads: Int = 1,
    resuming state: NetworkState? = nil, until end: Double
  ) throws -> (Course, NetworkState) {
    var run =
      try state.map { try network.run(resuming: $0, threads: threads, ranks: ranks) }
      ?? network.run(seed: 7, trial: 2, threads: threads, ranks: ranks)
    var course = Course()
    while let slice = try run.next(before: end) { course.slices.append(slice) }
    let state = try run.gatheredState()
    course.file = try state.bytes
    course.synapses = run.synapseCount
    for projection in network.projections where projection.plasticity != nil {
      course.weights += try run.plasticSynapses(of: projection).map(\.weight)
    }
    let cells = network.populations[0]
    course.potentials = try run.values(of: "potential", in: cells)
    return (course, state)
  }

  @Test(
    "Spikes, weights and states are those of one rank, and go on with any other number of ranks")
  func sameBits() throws {
    let network = try Self.network()
    let (half, halfway) = try Self.course(network, until: 0.03)
    let (rest, _) = try Self.course(network, resuming: halfway, until: 0.06)
    #expect(half.slices.count == 30 && rest.slices.count == 30)
    for population in network.populations {
      #expect(half.slices.contains { !$0[population].isEmpty }, "\(population.name) is silent")
    }
    let initial = try network.run(seed: 7).plasticSynapses(of: network.projections[7])
    #expect(Array(half.weights.prefix(initial.count)) != initial.map(\.weight))
    for count in [2, 3, 5, 40] {
      let found = try ThreadRanks.run(count) { ranks in
        let (first, state) = try Self.course(network, on: ranks, threads: 2, until: 0.03)
        let (second, _) = try Self.course(network, on: ranks, resuming: halfway, until: 0.06)
        return (first, second, state)
      }
      for (rank, courses) in found.enumerated() {
        #expect(half.difference(to: courses.0) == nil, "rank \(rank) of \(count)")
        #expect(rest.difference(to: courses.1) == nil, "rank \(rank) of \(count), resumed")
        #expect((courses.2 == halfway) == true, "rank \(rank) of \(count)")
      }
    }
  }

  @Test("More ranks than neurons are no obstacle")
  func fewNeurons() throws {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(cells(3), named: "cells")
    try network.drive(cells, with: PoissonInput(hertz: 9000, weight: 0.3))
    try network.connect(
      cells, to: cells, .dense, weights: .constant(-1), delays: .uniform(0.001...0.002))
    let plan = network
    let (alone, _) = try Self.course(plan, until: 0.1)
    let together = try ThreadRanks.run(5) { try Self.course(plan, on: $0, until: 0.1).0 }
    #expect(together.allSatisfy { alone.difference(to: $0) == nil })
    #expect(alone.slices.contains { !$0[cells].isEmpty })
  }

  @Test("A delay that is too short is refused with the same sentence on all ranks")
  func delays() throws {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(cells(40), named: "cells")
    try network.connect(
      cells, to: cells, .fixedInDegree(2), weights: .constant(1),
      delays: .normal(mean: 0.003, standardDeviation: 0.001))
    let plan = network
    @Sendable func refusal(_ ranks: any Ranks) -> NetworkError? {
      do {
        _ = try plan.run(seed: 1, ranks: ranks)
        return nil
      } catch {
        return error
      }
    }
    let alone = try #require(refusal(LocalRanks()))
    #expect(try ThreadRanks.run(3, refusal) == [NetworkError?](repeating: alone, count: 3))
  }

  @Test(
    "Any rank alone, with the recorded spikes of the others, fires its own", arguments: [2, 3, 64])
  func rehearsal(count: Int) throws {
    let network = try Self.network()
    let (course, _) = try Self.course(network, until: 0.02)
    for rank in 0..<count {
      let ranks = RehearsedRanks(rank: rank, of: count, in: network, replaying: course.slices)
      var run = try network.run(seed: 7, trial: 2, ranks: ranks)
      var slices: [NetworkSlice] = []
      while let slice = try run.next(before: 0.02) { slices.append(slice) }
      #expect((slices == course.slices) == true, "rank \(rank)")
      #expect(throws: NetworkError.self, "nothing was recorded of it") { try run.next() }
    }
    // Another seed, other spikes: rank 0 has some at once.
    let ranks = RehearsedRanks(rank: 0, of: count, in: network, replaying: course.slices)
    var other = try network.run(seed: 8, trial: 2, ranks: ranks)
    #expect(throws: NetworkError.self) { while try other.next(before: 0.02) != nil {} }
  }

  @Test("Others that fire at random do so at their rate, and the rank takes them in")
  func rates() throws {
    let network = try Self.network()
    let ranks = RehearsedRanks(
      rank: 1, of: 4, in: network, hertz: [40, 0, 0, 20], seed: 3)
    var run = try network.run(seed: 7, ranks: ranks)
    var spikes = [0, 0]
    while let slice = try run.next(before: 0.2) {
      spikes[0] += slice.spikes[0].count { !(75..<150).contains($0.neuron) }
      // Of the two blocks of 4096 rank 1 has the first, rank 3 the last.
      spikes[1] += slice.spikes[3].count { $0.neuron >= 4096 }
      #expect(slice.spikes[2].allSatisfy { (12..<25).contains($0.neuron) })
      #expect(zip(slice.spikes[0], slice.spikes[0].dropFirst()).allSatisfy { $0 < $1 })
    }
    // Poisson counts: at most six deviations from the mean, 2e-9 each.
    for (found, mean) in zip(spikes, [40 * 226 * 0.2, 20 * 904 * 0.2]) {
      #expect(abs(Double(found) - mean) < 6 * mean.squareRoot())
    }
  }
}
