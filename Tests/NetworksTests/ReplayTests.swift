// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Networks
import Randomness
import SpikeTrains
import Testing

/// Recorded spikes drive a network, spike for spike.
@Suite struct ReplayTests {
  private static let delay = 0.0012

  /// Spikes of Poisson neurons, with a silent neuron and two spikes of one time among them.
  private func raster() throws -> SpikeRaster {
    var times: [Double] = []
    var offsets = [0]
    for neuron in 0..<40 {
      var draws = PhiloxDraws(key: SeedSequence(5).key(for: "replay"), neuron, 0, 0)
      var time = draws.exponential() / 60
      while neuron != 7, time < 0.5 {
        times.append(time)
        time += draws.exponential() / 60
      }
      offsets.append(times.count)
    }
    times[1] = times[0]
    return try SpikeRaster(times: times, offsets: offsets, interval: 0..<0.5)
  }

  /// A network in which each replayed neuron fires a relay, whose threshold every spike passes.
  private func relayed(
    _ replay: ReplayNeurons, weight: Double = 25, seed: UInt64 = 1
  ) throws -> (replayed: SpikeRaster, relayed: SpikeRaster, state: NetworkState) {
    var network = try Network(windowDuration: 0.001)
    let source = try network.add(replay, named: "source")
    let relays = try network.add(
      LeakyIntegrateAndFire(
        neurons: replay.neuronCount, membraneTimeConstant: 0.02, threshold: 20, reset: 0),
      named: "relays")
    try network.connect(
      source, to: relays, .dense,
      weights: .matrix(
        (0..<replay.neuronCount).flatMap { row in
          (0..<replay.neuronCount).map { $0 == row ? weight : 0 }
        }), delays: .constant(Self.delay))
    var run = try network.run(seed: seed)
    var monitors = (SpikeMonitor(of: source), SpikeMonitor(of: relays))
    while let slice = try run.next(before: 0.6) {
      monitors.0.observe(slice)
      monitors.1.observe(slice)
    }
    return (monitors.0.raster, monitors.1.raster, run.state)
  }

  @Test("A raster is replayed to the last bit, whatever the seed") func rasterIsReplayed() throws {
    let raster = try raster()
    #expect(raster.spikeCount > 800)
    for seed: UInt64 in [1, 2] {
      let found = try relayed(ReplayNeurons(raster), seed: seed).replayed
      #expect(found.times == raster.times && found.offsets == raster.offsets)
    }
  }

  @Test("What it drives fires once for every spike, a delay later") func drivesSpikeForSpike()
    throws
  {
    let raster = try raster()
    let (_, found, state) = try relayed(ReplayNeurons(raster))
    for neuron in 0..<raster.neuronCount {
      // Two spikes of one instant are one arrival of twice the weight.
      var expected: [Double] = []
      for time in raster.times(of: neuron) where expected.last != time { expected.append(time) }
      let times = Array(found.times(of: neuron))
      try #require(times.count == expected.count)
      for (time, expected) in zip(times, expected) {
        #expect(abs(time - expected - Self.delay) < 1e-12)
      }
    }
    let fired = try #require(state.populations[0][variable: "fired"])
    #expect(fired == (0..<40).map { Double(raster.spikeCount(of: $0)) })
    // Negative control: half the weight stays below the threshold, except where spikes come close together.
    #expect(
      try relayed(ReplayNeurons(raster), weight: 12).relayed.spikeCount < found.spikeCount / 2)
  }

  @Test("A shift moves all spikes, and none may come before the beginning") func shiftMoves() throws
  {
    let raster = try SpikeRaster(times: [2.25, 2.5, 2.125], offsets: [0, 2, 3], interval: 2..<3)
    let found = try relayed(ReplayNeurons(raster, shiftedBy: -2)).replayed
    #expect(found.times == [0.25, 0.5, 0.125] && found.offsets == [0, 2, 3])
    #expect(throws: NetworkError.self) { try ReplayNeurons(raster, shiftedBy: -2.2) }
    #expect(throws: NetworkError.self) { try ReplayNeurons(raster, shiftedBy: .nan) }
  }

  @Test("A run resumes with the same spikes, and is refused with others") func resumes() throws {
    let raster = try raster()
    func network(_ raster: SpikeRaster) throws -> Network {
      var network = try Network(windowDuration: 0.001)
      _ = try network.add(ReplayNeurons(raster), named: "source")
      return network
    }
    var whole = try network(raster).run(seed: 1)
    let all = try whole.spikes(of: whole.network.populations[0], until: 0.5)
    var part = try network(raster).run(seed: 1)
    let first = try part.spikes(of: part.network.populations[0], until: 0.2)
    var rest = try network(raster).run(resuming: part.state)
    #expect(try first + rest.spikes(of: rest.network.populations[0], until: 0.5) == all)
    var times = raster.times
    times[0] = 0
    let other = try SpikeRaster(times: times, offsets: raster.offsets, interval: raster.interval)
    #expect(throws: NetworkError.self) { try network(other).run(resuming: part.state) }
  }
}
