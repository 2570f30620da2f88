// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import SpikeTrains
import Testing

/// Membranes without closed form against an integration of order 8 by SciPy: `Tests/Goldens/membrane_goldens.py`.
@Suite struct MembraneGoldenTests {
  struct Golden: Decodable {
    let name, kind, synapses: String
    let parameters: [String: Double]
    let weights: [Double]
    let drive: Double
    let sent: [[Double]]
    let spikes: [Double]
    let potential, adaptation: Double
  }

  static let goldens: [Golden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Goldens/membranes.json").standardizedFileURL
    do {
      return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    } catch {
      fatalError("\(file.path): \(error)")
    }
  }()

  static func synapses(_ name: String) throws -> SynapticDynamics {
    let shape: SynapticDynamics.Shape = name.hasPrefix("alpha") ? .alpha : .exponential
    if name == "delta" { return .delta }
    return name.hasSuffix("currents")
      ? try .currents(shape, excitatoryTimeConstant: 0.003, inhibitoryTimeConstant: 0.007)
      : try .conductances(
        shape, excitatoryTimeConstant: 0.003, inhibitoryTimeConstant: 0.007, excitatoryReversal: 0,
        inhibitoryReversal: -80)
  }

  /// The run of a golden: its spikes, and the variables at 0.4 s.
  static func run(
    _ golden: Golden, windowDuration: Double, jumpFactor: Double = 1
  ) throws -> (spikes: [Double], potential: Double, adaptation: Double) {
    var network = try Network(windowDuration: windowDuration)
    let sources = try network.add(
      ReplayNeurons(
        SpikeRaster(
          golden.sent.map { try SpikeTrain(times: $0, interval: 0..<0.4) }, interval: 0..<0.4)),
      named: "sources")
    let p = golden.parameters
    func value(_ key: String) throws -> Double { try #require(p[key]) }
    let synapses = try synapses(golden.synapses)
    let cells: Population
    switch golden.kind {
    case "lif":
      cells = try network.add(
        SynapticIntegrateAndFire(
          membrane: LeakyIntegrateAndFire(
            neurons: 1, membraneTimeConstant: value("tau"), threshold: value("threshold"),
            reset: value("reset"), refractoryTime: value("refractory"),
            restingPotential: value("rest"), initialPotentials: .constant(value("reset"))),
          synapses: synapses), named: "cells")
    case "adex":
      cells = try network.add(
        AdaptiveExponentialNeurons(
          neurons: 1, membraneTimeConstant: value("tau"), restingPotential: value("rest"),
          slopeFactor: value("delta"), softThreshold: value("soft"), peak: value("threshold"),
          reset: value("reset"), refractoryTime: value("refractory"),
          adaptationTimeConstant: value("tau_w"), coupling: value("a"),
          jump: jumpFactor * value("b"), synapses: synapses,
          initialPotentials: .constant(value("reset"))), named: "cells")
    default:
      cells = try network.add(
        IzhikevichNeurons(
          neurons: 1, recoveryRate: value("a"), coupling: value("b"), reset: value("reset"),
          jump: jumpFactor * value("d"), synapses: synapses), named: "cells")
    }
    try network.connect(
      sources, to: cells, .list(SynapseList(sources: [0, 1], targets: [0, 0])),
      weights: .each(golden.weights), delays: .constant(0.001))
    var run = try network.run(seed: 1)
    try run.setDrive([golden.drive], of: cells)
    let spikes = try run.spikes(of: cells, until: 0.4).map(\.time)
    let adapts = golden.kind != "lif"
    return (
      spikes, try run.values(of: "potential", in: cells)[0],
      adapts ? try run.values(of: "adaptation", in: cells)[0] : 0
    )
  }

  @Test(
    "Spikes and potentials are those of a tight integration, in whichever windows",
    arguments: goldens.indices, [0.001, 0.0004])
  func spikesAreThoseOfATightIntegration(_ index: Int, _ window: Double) throws {
    let golden = Self.goldens[index]
    let found = try Self.run(golden, windowDuration: window)
    #expect(found.spikes.count == golden.spikes.count, "\(golden.name)")
    let worst = zip(found.spikes, golden.spikes).map { abs($0 - $1) }.max() ?? 0
    #expect(worst < 1e-9, "\(golden.name): \(worst) s")
    #expect(abs(found.potential - golden.potential) < 1e-8, "\(golden.name)")
    #expect(abs(found.adaptation - golden.adaptation) < 1e-8, "\(golden.name)")
  }

  @Test("Spikes of another adaptation are others")
  func spikesOfAnotherAdaptationAreOthers() throws {
    for golden in Self.goldens where golden.kind != "lif" && golden.spikes.count > 2 {
      let found = try Self.run(golden, windowDuration: 0.001, jumpFactor: 1.001)
      let worst = zip(found.spikes, golden.spikes).map { abs($0 - $1) }.max() ?? 0
      #expect(worst > 1e-7 || found.spikes.count != golden.spikes.count, "\(golden.name)")
    }
  }
}
