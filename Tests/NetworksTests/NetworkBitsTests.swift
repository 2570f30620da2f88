// SPDX-License-Identifier: GPL-3.0-or-later

import Networks
import SpikeTrains
import Testing

/// Spikes of small networks without simultaneous arrivals, to the bit.
///
/// Guards against a change of numbers that nobody meant. Whoever means one writes the new fingerprints here and says
/// why in the message of the commit.
@Suite struct NetworkBitsTests {
  /// FNV-1a over times and neurons.
  private func fingerprint(
    _ model: some NeuronModel, weight: Double = 0.25
  ) throws -> (spikes: Int, bits: UInt64) {
    var network = try Network(windowDuration: 0.001)
    let noise = try network.add(
      PoissonNeurons(neurons: 20, initialMembranes: .constant(3.5)), named: "noise")
    let cells = try network.add(model, named: "cells")
    try network.drive(cells, with: PoissonInput(hertz: 4000, weight: weight))
    try network.drive(cells, with: PoissonInput(hertz: 300, weight: -0.5))
    try network.connect(
      noise, to: cells, .pairwise(probability: 0.6), weights: .uniform(0.5...1.5),
      delays: .constant(0.0012))
    try network.connect(
      cells, to: cells, .pairwise(probability: 0.2), weights: .constant(-0.75),
      delays: .uniform(0.001...0.0045))
    var run = try network.run(seed: 12)
    let spikes = try run.spikes(of: cells, until: 0.5)
    let bits = spikes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, spike in
      [spike.time.bitPattern, UInt64(spike.neuron)].reduce(hash) {
        ($0 ^ $1) &* 0x100_0000_01b3
      }
    }
    return (spikes.count, bits)
  }

  @Test("Delta synapses") func deltaSynapses() throws {
    let found = try fingerprint(cells(60))
    #expect(found == (801, 6_616_499_296_762_873_421))
  }

  @Test("Exponential currents") func exponentialCurrents() throws {
    let model = try ExponentialCurrentNeurons(
      membrane: cells(60, threshold: 12), synapticTimeConstant: 0.005)
    let found = try fingerprint(model, weight: 0.8)
    #expect(found == (1941, 8_112_008_942_254_762_859))
  }

  @Test("Rates that move") func ratesThatMove() throws {
    let model = try PoissonNeurons(
      neurons: 60, initialMembranes: .constant(3), bound: .hard(lower: 1, upper: 4))
    let found = try fingerprint(model)
    #expect(found == (1299, 9_630_456_793_367_402_304))
  }
}
