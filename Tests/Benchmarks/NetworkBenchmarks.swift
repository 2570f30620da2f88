// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import SpikeTrains

/// The balanced network of Brunel (2000): 10,000 neurons with 1000 synapses each, beside NEST.
///
/// g = 5, η = 2, J = 0.1 mV, on exact times in both; a quarter of a second of the network a call, in which each side
/// goes on from where it stood.
enum NetworkBenchmarks {
  private static let seconds = 0.249

  /// The reference needs a Python with NEST; without one it is the same network at a quarter of the size.
  static func all(nest python: String?) throws -> [Comparison] {
    let whole = try BrunelNetwork(neurons: 10_000).running(seed: 1)
    guard let python else {
      let quarter = try BrunelNetwork(neurons: 2500, scale: 4).running(seed: 1)
      return [
        Comparison(
          name: "network/brunel", unit: "s", reference: "2500 neurons of 250 synapses",
          work: seconds
        ) {
          try whole.advance(seconds)
        } compared: {
          try quarter.advance(seconds)
        }
      ]
    }
    return try [("", "NEST, exact times"), ("--grid", "NEST, grid of 0.1 ms")].map { flag, name in
      let peer = try TorchPeer(
        python: python, script: "nest_brunel.py",
        arguments: ["--seconds", "\(seconds)"] + (flag.isEmpty ? [] : [flag]))
      return Comparison(
        name: "network/brunel" + (flag.isEmpty ? "" : "/beside-grid"), unit: "s", reference: name,
        work: seconds
      ) {
        try whole.advance(seconds)
      } compared: {
        try peer.work()
      }
    }
  }

  /// Currents that decay beside delta synapses: 1000 neurons, each with 20,000 spikes a second from outside that
  /// hold its mean potential, 18 mV, below its threshold.
  static func exponentialCurrents() throws -> Comparison {
    func running(_ synapse: Double?) throws -> BrunelNetwork.Running {
      var network = try Network(windowDuration: 0.0015)
      let membrane = try LeakyIntegrateAndFire(
        neurons: 1000, membraneTimeConstant: 0.02, threshold: 20, reset: 10,
        refractoryTime: 0.002)
      let cells =
        try synapse.map {
          try network.add(
            ExponentialCurrentNeurons(membrane: membrane, synapticTimeConstant: $0), named: "cells")
        } ?? network.add(membrane, named: "cells")
      let weight = 18 / (20_000 * (synapse ?? 0.02))
      try network.drive(cells, with: PoissonInput(hertz: 20_000, weight: weight))
      return try BrunelNetwork.Running(network, seed: 1)
    }
    let (currents, deltas) = (try running(0.005), try running(nil))
    return Comparison(
      name: "network/exponential-currents", unit: "s", reference: "delta synapses", work: seconds
    ) {
      try currents.advance(seconds)
    } compared: {
      try deltas.advance(seconds)
    }
  }
}

/// The plan of Brunel's network.
struct BrunelNetwork {
  let network: Network
  let excitatory: Population
  let inhibitory: Population

  /// A network whose synapses are `scale` times as strong as 0.1 mV, which keeps the mean input of a small one.
  init(neurons: Int, scale: Double = 1, g: Double = 5, eta: Double = 2) throws {
    let count = (excitatory: neurons * 4 / 5, inhibitory: neurons - neurons * 4 / 5)
    let weight = 0.1 * scale
    var network = try Network(windowDuration: 0.0015)
    func cells(_ count: Int) throws -> LeakyIntegrateAndFire {
      try LeakyIntegrateAndFire(
        neurons: count, membraneTimeConstant: 0.02, threshold: 20, reset: 10,
        refractoryTime: 0.002)
    }
    excitatory = try network.add(cells(count.excitatory), named: "excitatory")
    inhibitory = try network.add(cells(count.inhibitory), named: "inhibitory")
    for target in [excitatory, inhibitory] {
      try network.drive(
        target, with: PoissonInput(hertz: eta * 20 / (weight * 0.02), weight: weight))
      try network.connect(
        excitatory, to: target, .fixedInDegree(count.excitatory / 10),
        weights: .constant(weight), delays: .constant(0.0015))
      try network.connect(
        inhibitory, to: target, .fixedInDegree(count.inhibitory / 10),
        weights: .constant(-g * weight), delays: .constant(0.0015))
    }
    self.network = network
  }

  /// The network after a tenth of a second.
  func running(seed: UInt64) throws -> Running { try Running(network, seed: seed) }

  /// A network that goes on from call to call.
  final class Running {
    private var run: NetworkRun
    private(set) var spikeCount = 0

    init(_ network: Network, seed: UInt64, threads: Int = 1) throws {
      run = try network.run(seed: seed, threads: threads)
      try advance(0.099)
    }

    func advance(_ seconds: Double) throws {
      let end = run.time + seconds
      while let slice = try run.next(before: end) {
        spikeCount += slice.spikes.reduce(0) { $0 + $1.count }
      }
    }
  }
}
