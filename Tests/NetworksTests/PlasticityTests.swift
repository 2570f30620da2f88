// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import SpikeTrains
import Testing

/// Synapses that change, against closed forms and against NEST spike by spike (`Tests/Goldens/plasticity_goldens.py`).
@Suite struct PlasticityTests {
  struct Golden: Decodable {
    let model: String
    let delay: Double
    let parameters: [String: Double]
    let sources, targets, weights: [Double]
  }

  static let goldens: [Golden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Goldens/plasticity.json").standardizedFileURL
    do {
      return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    } catch {
      fatalError("\(file.path): \(error)")
    }
  }()

  /// What stands for NEST's steps of 0.1 ms: 2⁻¹³ s, of which sums are exact, so that spikes of one step coincide.
  private static let step = 0x1p-13

  /// Milliseconds as these steps.
  private static func steps(_ milliseconds: Double) -> Double { milliseconds * 10 * step }

  static func rule(_ golden: Golden) throws -> SynapticPlasticity {
    func value(_ key: String) throws -> Double { try #require(golden.parameters[key]) }
    func time(_ key: String) throws -> Double { try steps(value(key)) }
    switch golden.model {
    case "stdp_synapse":
      return .pairs(
        try PairPlasticity(
          learningRate: value("lambda"), asymmetry: value("alpha"),
          potentiationTimeConstant: time("tau_plus"),
          depressionTimeConstant: time("tau_minus"),
          potentiationExponent: value("mu_plus"), depressionExponent: value("mu_minus"),
          maximumWeight: value("Wmax")))
    case "stdp_triplet_synapse":
      return .triplets(
        try TripletPlasticity(
          potentiation: (value("Aplus"), value("Aplus_triplet")),
          depression: (value("Aminus"), value("Aminus_triplet")),
          sourceTimeConstants: (time("tau_plus"), time("tau_plus_triplet")),
          targetTimeConstants: (time("tau_minus"), time("tau_minus_triplet")),
          maximumWeight: value("Wmax")))
    default:
      return .shortTerm(
        try ShortTermPlasticity(
          utilization: value("U"), recoveryTimeConstant: time("tau_rec"),
          facilitationTimeConstant: time("tau_fac")))
    }
  }

  private static func train(_ times: [Double]) throws -> ReplayNeurons {
    try ReplayNeurons(
      SpikeRaster([SpikeTrain(times: times, interval: 0..<10)], interval: 0..<10))
  }

  /// The weight after each spike of a source at `sources`, of a synapse to a neuron that fires at `targets`.
  private static func weights(
    _ rule: SynapticPlasticity, sources: [Double], targets: [Double], delay: Double,
    window: Double = 1e-4, initial: Double = 1
  ) throws -> [Double] {
    var network = try Network(windowDuration: window)
    let source = try network.add(train(sources), named: "source")
    let target = try network.add(train(targets), named: "target")
    try network.connect(
      source, to: target, .dense, weights: .constant(initial), delays: .constant(delay),
      plasticity: rule)
    var run = try network.run(seed: 1)
    var found: [Double] = []
    while let slice = try run.next(before: 1.4) {
      if !slice[source].isEmpty {
        found.append(try run.plasticSynapses(of: network.projections[0])[0].weight)
      }
    }
    return found
  }

  @Test("Weights are those that NEST sends, spike for spike", arguments: 0..<4)
  func weightsAreThoseOfNEST(_ index: Int) throws {
    let golden = Self.goldens[index]
    // In the middle of windows.
    func seconds(_ times: [Double]) -> [Double] {
      times.map { ($0 * 10).rounded() * Self.step + Self.step / 2 }
    }
    let found = try Self.weights(
      Self.rule(golden), sources: seconds(golden.sources), targets: seconds(golden.targets),
      delay: Self.steps(golden.delay), window: Self.step)
    #expect(found.count == golden.weights.count)
    #expect(zip(found, golden.weights).allSatisfy { abs($0 - $1) < 1e-9 })
    // Negative control: another delay sees other pairs.
    let other = try Self.weights(
      Self.rule(golden), sources: seconds(golden.sources), targets: seconds(golden.targets),
      delay: Self.steps(golden.delay + 0.2), window: Self.step)
    #expect(zip(other, golden.weights).contains { abs($0 - $1) > 1e-6 })
  }

  @Test("What short-term plasticity sends is what NEST sends", arguments: 4..<6)
  func shortTermIsThatOfNEST(_ index: Int) throws {
    let golden = Self.goldens[index]
    var network = try Network(windowDuration: 0.0005)
    let source = try network.add(
      Self.train(golden.sources.map { Self.steps($0) }), named: "source")
    // A membrane that does not leak adds up what arrives.
    let cell = try network.add(
      LeakyIntegrateAndFire(
        neurons: 1, membraneTimeConstant: 1e14, threshold: .infinity, reset: 0), named: "cell")
    try network.connect(
      source, to: cell, .dense, weights: .constant(1), delays: .constant(Self.steps(golden.delay)),
      plasticity: Self.rule(golden))
    var run = try network.run(seed: 1)
    var (sums, last): ([Double], Double) = ([], 0)
    while try run.next(before: 1.4) != nil {
      let sum = try run.values(of: "potential", in: cell)[0]
      if sum != last { sums.append(sum) }
      last = sum
    }
    var expected = 0.0
    let all = golden.weights.map {
      expected += $0
      return expected
    }
    // Two spikes may arrive in one window.
    #expect(sums.count > 50)
    #expect(sums.allSatisfy { sum in all.contains { abs($0 - sum) < 1e-9 } })
    #expect(abs(last - expected) < 1e-9)
  }

  @Test(
    "Single pairs change weights by their exponentials", arguments: [-0.012, -0.001, 0.003, 0.02])
  func singlePairs(_ gap: Double) throws {
    let rule = SynapticPlasticity.pairs(
      try PairPlasticity(
        learningRate: 0.1, asymmetry: 1.5, potentiationTimeConstant: 0.015,
        depressionTimeConstant: 0.03, maximumWeight: 4))
    let (time, delay) = (0.1, 0.002)
    // The target's spike reaches the synapse `gap` after the source's; a last spike of the source, long after, reads.
    let found = try Self.weights(
      rule, sources: [time, 1.1], targets: [time + gap - delay], delay: delay, window: 0.0013)
    let late = -0.15 * exp(-(1.1 - (time + gap)) / 0.03)
    let change = gap > 0 ? 0.1 * exp(-gap / 0.015) : -0.15 * exp(gap / 0.03)
    #expect(found.count == 2)
    #expect(abs(found[1] - (1 + 4 * (change + late))) < 1e-12)
  }

  @Test("A single triplet adds its second trace")
  func singleTriplet() throws {
    let rule = SynapticPlasticity.triplets(
      try TripletPlasticity(
        potentiation: (0.02, 0.3), depression: (0.05, 0.2), sourceTimeConstants: (0.017, 0.1),
        targetTimeConstants: (0.034, 0.12), maximumWeight: 10))
    let delay = 0.002
    // Target, source, target.
    let found = try Self.weights(
      rule, sources: [0.11, 1.1], targets: [0.1 - delay, 0.12 - delay], delay: delay,
      window: 0.0013)
    let depression = exp(-0.01 / 0.034) * 0.05
    let potentiation = exp(-0.01 / 0.017) * (0.02 + 0.3 * exp(-0.02 / 0.12))
    let late =
      (exp(-0.98 / 0.034) + exp(-1.0 / 0.034)) * (0.05 + 0.2 * exp(-0.99 / 0.1))
    #expect(abs(found[0] - (1 - depression)) < 1e-12)
    #expect(abs(found[1] - (1 - depression + potentiation - late)) < 1e-12)
  }

  @Test("What arrives is the weight of the moment it was sent")
  func whatArrivesIsWhatWasSent() throws {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(Self.train([0.010, 0.030]), named: "source")
    let strong = try network.add(Self.train([0.014]), named: "strong")
    let cell = try network.add(
      LeakyIntegrateAndFire(neurons: 1, membraneTimeConstant: 1e14, threshold: 1000, reset: 0),
      named: "cell")
    try network.connect(
      source, to: cell, .dense, weights: .constant(2), delays: .constant(0.003),
      plasticity: .pairs(try PairPlasticity(learningRate: 0.1, maximumWeight: 5)))
    try network.connect(
      strong, to: cell, .dense, weights: .constant(2000), delays: .constant(0.001))
    var run = try network.run(seed: 1)
    let fired = try run.spikes(of: cell, until: 0.02)
    #expect(fired.count == 1)
    let potentials =
      try run.spikes(of: cell, until: 0.05).isEmpty
      ? run.values(of: "potential", in: cell) : []
    // It fired at 15 ms, which reached the synapse at 18 ms, 8 ms after the source and 12 ms before its next spike.
    let expected = 2 + 0.5 * (exp(-0.008 / 0.02) - exp(-0.012 / 0.02))
    #expect(abs((potentials.first ?? 0) - expected) < 1e-9)
  }

  /// A recurrent network with plastic synapses of many delays.
  private static func recurrent() throws -> (Network, Population) {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(
      LeakyIntegrateAndFire(
        neurons: 40, membraneTimeConstant: 0.02, threshold: 20, reset: 10, refractoryTime: 0.002),
      named: "cells")
    let silent = try network.add(PoissonNeurons(rates: [0, 5]), named: "silent")
    try network.drive(cells, with: PoissonInput(hertz: 3000, weight: 0.5))
    try network.connect(
      cells, to: cells, .fixedInDegree(8), weights: .uniform(0.2...0.8),
      delays: .uniform(0.001...0.006),
      plasticity: .triplets(
        try TripletPlasticity(
          potentiation: (0, 0.002), depression: (0.004, 0), maximumWeight: 1)))
    try network.connect(
      silent, to: cells, .dense, weights: .constant(0.5), delays: .constant(0.002),
      plasticity: .pairs(try PairPlasticity(learningRate: 0.01, maximumWeight: 1)))
    try network.connect(
      cells, to: cells, .fixedInDegree(4), weights: .constant(-1), delays: .constant(0.0015),
      plasticity: .shortTerm(
        try ShortTermPlasticity(utilization: 0.3, recoveryTimeConstant: 0.1)))
    return (network, cells)
  }

  @Test("A saved state continues to the bit, and does not grow with time")
  func savedStateContinues() throws {
    let (network, cells) = try Self.recurrent()
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("plasticity-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var whole = try network.run(seed: 4)
    var sizes: [Int] = []
    var expected: [Spike] = []
    for part in 1...8 {
      expected += try whole.spikes(of: cells, until: 0.5 * Double(part))
      let path = folder.appendingPathComponent("\(part)").path
      try whole.state.write(to: path)
      sizes.append(try Data(contentsOf: URL(fileURLWithPath: path)).count)
    }
    #expect(expected.count > 500)
    // Spikes on their way come and go; 4 s hold no more of them than half a second.
    #expect(sizes.max() ?? 0 < 2 * sizes[0], "\(sizes)")
    let saved = try NetworkState(path: folder.appendingPathComponent("3").path)
    var second = try network.run(resuming: saved)
    let rest = try second.spikes(of: cells, until: 4)
    #expect(rest == expected.filter { $0.time >= 1.5 })
    #expect(second.state == whole.state)
    let weights = try second.plasticSynapses(of: network.projections[0])
    #expect(weights.count == 320 && weights.allSatisfy { (0...1).contains($0.weight) })
    let initial = try network.run(seed: 4).plasticSynapses(of: network.projections[0])
    #expect(zip(weights, initial).contains { abs($0.weight - $1.weight) > 0.05 })
    #expect(zip(weights, initial).allSatisfy { $0.target == $1.target && $0.delay == $1.delay })
  }

  @Test("Weights out of range and rules out of their domains are refused")
  func refusals() throws {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(Self.train([0.01]), named: "source")
    let target = try network.add(cells(1), named: "target")
    let rule = SynapticPlasticity.pairs(try PairPlasticity(learningRate: 0.1, maximumWeight: 1))
    #expect(throws: NetworkError.self) {
      try network.connect(
        source, to: target, .dense, weights: .constant(-0.5), delays: .constant(0.001),
        plasticity: rule)
    }
    // What is drawn is known when a run begins.
    try network.connect(
      source, to: target, .dense, weights: .uniform(2...3), delays: .constant(0.001),
      plasticity: rule)
    let error = #expect(throws: NetworkError.self) { try network.run(seed: 1) }
    #expect(error?.description.contains("source/target/0") == true)
    for work in [
      { _ = try PairPlasticity(learningRate: 0.1, maximumWeight: 0) },
      { _ = try PairPlasticity(learningRate: .nan, maximumWeight: 1) },
      { _ = try PairPlasticity(learningRate: 0.1, depressionExponent: -1, maximumWeight: 1) },
      { _ = try TripletPlasticity(sourceTimeConstants: (0, 1), maximumWeight: 1) },
      { _ = try ShortTermPlasticity(utilization: 0, recoveryTimeConstant: 1) },
      { _ = try ShortTermPlasticity(utilization: 1.1, recoveryTimeConstant: 1) },
      {
        _ = try ShortTermPlasticity(
          utilization: 0.5, recoveryTimeConstant: 1, facilitationTimeConstant: -1)
      },
    ] as [() throws -> Void] {
      #expect(throws: NetworkError.self) { try work() }
    }
  }
}
