// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks

/// Networks on several threads, and the cortical microcircuit, each beside one thread.
enum ThreadBenchmarks {
  private static let seconds = 0.09

  /// Brunel's network of 10,000 × 1000 on two threads.
  static func threads() throws -> Comparison {
    let plan = try BrunelNetwork(neurons: 10_000).network
    return try comparison("network/threads", plan, "one thread")
  }

  /// A tenth of the cells and a hundredth of the synapses below a square millimeter of cortex, on two threads.
  static func microcircuit() throws -> Comparison {
    try comparison("network/microcircuit", Microcircuit(scale: 0.1).network, "one thread")
  }

  private static func comparison(
    _ name: String, _ network: Network, _ reference: String
  ) throws -> Comparison {
    let two = try BrunelNetwork.Running(network, seed: 1, threads: 2)
    let one = try BrunelNetwork.Running(network, seed: 1)
    return Comparison(name: name, unit: "s", reference: reference, work: seconds) {
      try two.advance(seconds)
    } compared: {
      try one.advance(seconds)
    }
  }
}

/// The cortical microcircuit, with fewer cells and synapses in proportion.
///
/// > Reference: T. C. Potjans and M. Diesmann, Cereb. Cortex 24 (2014) 785–806, doi:10.1093/cercor/bhs358, tables 4, 5.
struct Microcircuit {
  let network: Network

  private static let cells: [(name: String, count: Int, outside: Double)] = [
    ("l23e", 20_683, 1600), ("l23i", 5834, 1500), ("l4e", 21_915, 2100), ("l4i", 5479, 1900),
    ("l5e", 4850, 2000), ("l5i", 1065, 1900), ("l6e", 14_395, 2900), ("l6i", 2948, 2100),
  ]

  /// Connection probabilities, targets by sources.
  private static let probabilities: [[Double]] = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0],
    [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
  ]

  init(scale: Double) throws {
    var network = try Network(windowDuration: 0.0001)
    var populations: [Population] = []
    for (name, count, outside) in Self.cells {
      let membrane = try LeakyIntegrateAndFire(
        neurons: Int(Double(count) * scale), membraneTimeConstant: 0.01, threshold: -50, reset: -65,
        refractoryTime: 0.002, restingPotential: -65, initialPotentials: .uniform(-75 ... -41))
      let cells = try network.add(
        ExponentialCurrentNeurons(membrane: membrane, synapticTimeConstant: 0.0005), named: name)
      try network.drive(cells, with: PoissonInput(hertz: 8 * outside, weight: 3.512))
      populations.append(cells)
    }
    for (target, row) in Self.probabilities.enumerated() {
      for (source, probability) in row.enumerated() where probability > 0 {
        let pairs = Double(Self.cells[source].count) * Double(Self.cells[target].count)
        let count = log1p(-probability) / log1p(-1 / pairs) * scale * scale
        let isInhibitory = source % 2 == 1
        let weight = isInhibitory ? -14.048 : source == 2 && target == 0 ? 7.024 : 3.512
        let delay = isInhibitory ? 0.0008 : 0.0015
        try network.connect(
          populations[source], to: populations[target], .fixedTotal(Int(count)),
          weights: .rounded(
            .normal(mean: weight, standardDeviation: abs(weight) / 10), .singlePrecision),
          delays: .rounded(
            .boundedNormal(mean: delay, standardDeviation: delay / 2, in: 0.0001...0.01),
            .multiples(of: 0.0001)))
      }
    }
    self.network = network
  }
}
