// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Randomness
import Recordings
import Testing

/// Blocks of neurons, threads and the form in which synapses are kept decide nothing.
///
/// The digests are of files that the program wrote when it went neuron by neuron on one thread. Whoever means to change
/// spikes writes the new ones here and says why in the message of the commit.
@Suite struct NetworkThreadTests {
  /// One delay and one weight a projection: Brunel's network with a quarter of the neurons.
  private static let balanced = """
    duration: 0.06
    populations:
      excitatory: &cells {model: lif, neurons: 2000, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002}
      inhibitory: {<<: *cells, neurons: 500}
    projections:
      - {from: excitatory, to: [excitatory, inhibitory], rule: fixed_in_degree, count: 200, weight: 0.4, delay: 0.0015}
      - {from: inhibitory, to: [excitatory, inhibitory], rule: fixed_in_degree, count: 50, weight: -2.0, delay: 0.0015}
    inputs:
      - {to: [excitatory, inhibitory], rate: 5000.0, weight: 0.4}
    """

  /// Weights and delays that differ, every kind of neuron, two inputs, rules by target, by source and in all.
  private static let mixed = """
    duration: 0.06
    window: 0.001
    populations:
      a: &c {model: lif, neurons: 1900, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002, initial_potential: [0, 20]}
      b: {model: lif_exponential, neurons: 1100, membrane_time_constant: 0.02, synaptic_time_constant: 0.004, threshold: 20, reset: 10, refractory_time: 0.002, initial_potential: [0, 20]}
      p: {model: poisson, neurons: 1300, rate: 12}
    projections:
      - {from: a, to: [a, b], rule: fixed_in_degree, count: 40, weight: {normal: [0.4, 0.1]}, delay: {uniform: [0.001, 0.0087]}}
      - {from: b, to: [a, b], rule: pairwise, probability: 0.04, weight: -1, delay: 0.0021}
      - {from: a, to: b, rule: fixed_out_degree, count: 20, weight: {normal: [0.4, 0.1]}, delay: 0.0033}
      - {from: a, to: p, rule: fixed_total, count: 9000, weight: -0.02, delay: {normal: [0.003, 0.001], between: [0.001, 0.006]}}
      - {from: p, to: [a, b], rule: fixed_in_degree, count: 30, weight: 1.5, delay: 0.001}
      - {from: p, to: [a, b], rule: fixed_in_degree, count: 3, weight: -1.5, delay: 0.001}
    inputs:
      - {to: [a, b], rate: 4000, weight: 0.15}
      - {to: [a], rate: 400, weight: -0.3}
    """

  /// Spikes that arrive at one instant over several projections, with different weights.
  private static let simultaneous = """
    duration: 0.06
    populations:
      p: {model: poisson, neurons: 600, rate: 40}
      a: {model: lif, neurons: 1500, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.001}
    projections:
      - {from: p, to: a, rule: fixed_in_degree, count: 60, weight: {uniform: [-1, 4]}, delay: 0.002}
      - {from: p, to: a, rule: fixed_in_degree, count: 60, weight: 0.5, delay: 0.002}
      - {from: p, to: a, rule: fixed_in_degree, count: 20, weight: -0.5, delay: {uniform: [0.002, 0.002]}}
      - {from: a, to: a, rule: pairwise, probability: 0.05, weight: -0.3, delay: 0.002}
    """

  /// Exponential currents, whose arrivals are added up: delays on a grid, delays that are all different, and one.
  private static let summed = """
    duration: 0.06
    populations:
      a: &c {model: lif_exponential, neurons: 1900, membrane_time_constant: 0.01, synaptic_time_constant: 0.0005, threshold: 15, reset: 0, refractory_time: 0.002, initial_potential: [0, 15]}
      b: {<<: *c, neurons: 1100}
    projections:
      - {from: a, to: [a, b], rule: fixed_in_degree, count: 60, weight: {normal: [8, 0.8], single_precision: true}, delay: {normal: [0.0015, 0.00075], between: [0.0001, 0.01], multiple_of: 0.0001}}
      - {from: b, to: [a, b], rule: fixed_in_degree, count: 30, weight: {normal: [-30, 3]}, delay: {normal: [0.0008, 0.0004], between: [0.0001, 0.01]}}
      - {from: b, to: a, rule: pairwise, probability: 0.02, weight: -5, delay: 0.0012}
    inputs:
      - {to: [a, b], rate: 8000, weight: 4}
      - {to: [b], rate: 500, weight: -3}
    """

  static let networks: [(name: String, text: String, spikes: Int, digest: String)] = [
    (
      "balanced", balanced, 8074,
      "2d641e570940f537a44232400cb8e4eccbfc8cc586903a141d8180d006632be4"
    ),
    (
      "mixed", mixed, 11_894, "841a2e4c36359e594c07055369bcd7d8ce695e3c2437d43193eaab7a7fb75b35"
    ),
    (
      "simultaneous", simultaneous, 10_241,
      "ceb88b92d06c5c198ae58424e030bd1bb880e02730487a7f39d046ccc0fd0da1"
    ),
    (
      "summed", summed, 2660, "3596b503b398706bcfbf81f90150d4a474ca3d66250ebe0021b5dc330875348d"
    ),
  ]

  @Test(
    "Files are those of one thread and one block, for any number of threads", arguments: networks)
  func bytes(_ network: (name: String, text: String, spikes: Int, digest: String)) async throws {
    let workplace = try Workplace()
    try workplace.write(Array(network.text.utf8), to: "network.yaml")
    let simulation = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
    for threads in [1, 2, 5] {
      let result = try simulation.write(
        to: workplace.path("a.npy"), seed: SeedSequence(7), threads: threads)
      #expect(result.spikes == network.spikes)
      #expect(
        SHA256.sum(of: Array(try workplace.bytes("a.npy"))) == network.digest,
        "\(network.name), \(threads) threads")
    }
    let other = try simulation.write(to: workplace.path("b.npy"), seed: SeedSequence(8), threads: 2)
    #expect(other.spikes != network.spikes)
  }
}
