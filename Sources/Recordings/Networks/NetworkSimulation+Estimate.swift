// SPDX-License-Identifier: GPL-3.0-or-later

internal import Networks

extension NetworkSimulation {
  /// The rate of all neurons that an estimate assumes, in Hz: nobody knows it before the network has run.
  package static let assumedRate = 10.0

  /// How long one thread takes, in seconds, if every neuron fires at ``assumedRate``; about, on a machine of 2025.
  ///
  /// ```
  /// synapses · 50 ns + (arrivals · 10 ns + arrivals from outside · 12 ns + neurons/window · 60 ns) · duration
  /// ```
  /// The times are those of `docs/BENCHMARKS.md`, *Networks*.
  package var expectedSeconds: Double {
    let arrivals = expectedSynapses * Self.assumedRate
    let outside = network.outsideRate
    let steps = Double(neurons) / network.windowDuration
    let stored = network.projections.reduce(0) {
      $0 + $1.expectedSynapseCount
    }
    return stored * 50e-9 + (arrivals * 10e-9 + outside * 12e-9 + steps * 60e-9)
      * interval.upperBound
  }
}
