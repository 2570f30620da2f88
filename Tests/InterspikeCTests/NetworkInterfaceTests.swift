// SPDX-License-Identifier: GPL-3.0-or-later

import CInterspike
import Foundation
import InterspikeNetworks
import Networks
import SpikeTrains
import Testing

/// Networks through C, step by step, beside the same ones in Swift.
@Suite("Networks through the C interface")
struct NetworkInterfaceTests {
  private static let description = """
    window: 0.001
    populations:
      input: {model: input, neurons: 3}
      cells: {model: lif, neurons: 40, membrane_time_constant: 0.02, threshold: 20, reset: 0, drive: 5}
    projections:
      - {from: input, to: cells, rule: all_to_all, weight: 9, delay: 0.0015}
      - {from: cells, to: cells, rule: fixed_in_degree, count: 5, weight: 1, delay: {uniform: [0.001, 0.003]}}
      - {from: input, to: cells, rule: all_to_all, weight: 0.5, delay: 0.001, plasticity: {rule: stdp, learning_rate: 0.1, maximum_weight: 1}}
    inputs:
      - {to: cells, rate: 1500, weight: 0.4}
    """

  /// The same in Swift.
  private static func network() throws -> (Network, input: Population, cells: Population) {
    var network = try Network(windowDuration: 0.001)
    let input = try network.add(ReplayNeurons(neurons: 3), named: "input")
    let cells = try network.add(
      LeakyIntegrateAndFire(neurons: 40, membraneTimeConstant: 0.02, threshold: 20, reset: 0),
      named: "cells")
    try network.connect(
      input, to: cells, .dense, weights: .constant(9), delays: .constant(0.0015))
    try network.connect(
      cells, to: cells, .fixedInDegree(5), weights: .constant(1), delays: .uniform(0.001...0.003))
    try network.connect(
      input, to: cells, .dense, weights: .constant(0.5), delays: .constant(0.001),
      plasticity: .pairs(try PairPlasticity(learningRate: 0.1, maximumWeight: 1)))
    try network.drive(cells, with: PoissonInput(hertz: 1500, weight: 0.4))
    return (network, input, cells)
  }

  private static func opened(
    _ text: String = description, seed: UInt64 = 7, threads: Int = 1
  ) throws -> OpaquePointer {
    var network: OpaquePointer?
    let status = interspike_network_open_text(text, nil, seed, 0, threads, &network)
    try #require(status == 0, "\(message)")
    return try #require(network)
  }

  private struct Refusal: Error {
    let sentence: String
  }

  private static var message: String { String(cString: interspike_error_message()) }

  /// The spikes of a step, population by population.
  private static func step(
    _ network: OpaquePointer, windows: Int = 1, giving spikes: [Spike] = [], capacity: Int = 4096
  ) throws -> [[Spike]] {
    var times = [Double](repeating: 0, count: 4096)
    var neurons = [UInt32](repeating: 0, count: 4096)
    var offsets = [Int](repeating: 0, count: 3)
    let (givenTimes, givenNeurons) = (spikes.map(\.time), spikes.map { UInt32($0.neuron) })
    let status = givenTimes.withUnsafeBufferPointer { givenTimes in
      givenNeurons.withUnsafeBufferPointer { givenNeurons in
        var given = interspike_given_spikes(
          population: 0, times: givenTimes.baseAddress, neurons: givenNeurons.baseAddress,
          count: spikes.count)
        return times.withUnsafeMutableBufferPointer { times in
          neurons.withUnsafeMutableBufferPointer { neurons in
            offsets.withUnsafeMutableBufferPointer { offsets in
              withUnsafePointer(to: &given) { given in
                var request = interspike_step(
                  windows: windows, given: given, given_count: 1, times: times.baseAddress,
                  neurons: neurons.baseAddress, capacity: capacity, offsets: offsets.baseAddress)
                let status = interspike_network_step(network, &request)
                guard status == INTERSPIKE_BUFFER_TOO_SMALL else { return status }
                request.capacity = offsets[2]
                return interspike_network_spikes(network, &request)
              }
            }
          }
        }
      }
    }
    guard status == 0 else { throw Refusal(sentence: message) }
    return (0..<2).map { population in
      (offsets[population]..<offsets[population + 1]).map {
        Spike(time: times[$0], neuron: Int(neurons[$0]))
      }
    }
  }

  private static let given = (0..<30).map {
    [Spike(time: 0.001 * Double($0) + 0.0007, neuron: $0 % 3)]
  }

  @Test(
    "Spikes and weights are those of the same network in Swift, for any cut of time and threads")
  func sameSpikes() throws {
    let (network, input, cells) = try Self.network()
    var run = try network.run(seed: 7)
    try run.setDrive([Double](repeating: 5, count: 40), of: cells)
    var expected: [[Spike]] = [[], []]
    for spikes in Self.given {
      let slice = try #require(try run.next(firing: [(input, spikes)]))
      for population in 0..<2 { expected[population] += slice.spikes[population] }
    }
    #expect(expected[1].count > 20 && expected[0].count == 30)
    for (windows, threads, capacity) in [(1, 1, 4096), (1, 2, 0), (6, 1, 1), (30, 2, 4096)] {
      let open = try Self.opened(threads: threads)
      defer { interspike_network_close(open) }
      #expect(
        interspike_network_populations(open) == 2 && interspike_network_neurons(open, 1) == 40)
      #expect(interspike_network_population_name(open, 1).map { String(cString: $0) } == "cells")
      #expect(interspike_network_population_name(open, 2) == nil)
      #expect(interspike_network_window_duration(open) == 0.001)
      var found: [[Spike]] = [[], []]
      for first in stride(from: 0, to: 30, by: windows) {
        let slice = try Self.step(
          open, windows: windows, giving: Self.given[first..<first + windows].flatMap(\.self),
          capacity: capacity)
        for population in 0..<2 { found[population] += slice[population] }
      }
      #expect((found == expected) == true, "\(windows) windows, \(threads) threads")
      #expect(interspike_network_time(open) == run.time)
      var total = 0
      #expect(interspike_network_projections(open) == 3)
      #expect(
        interspike_network_projection_label(open, 2).map { String(cString: $0) } == "input/cells/1")
      #expect(
        interspike_network_synapses(open, 2, nil, nil, nil, nil, 0, &total)
          == INTERSPIKE_BUFFER_TOO_SMALL)
      var weights = [Double](repeating: 0, count: total)
      #expect(interspike_network_synapses(open, 2, nil, nil, nil, &weights, total, &total) == 0)
      let learned = try run.plasticSynapses(of: network.projections[2]).map(\.weight)
      #expect(weights == learned && Set(weights).count > 1)
    }
  }

  @Test("Variables and weights are read back, and a saved state goes on to the bit") func control()
    throws
  {
    let open = try Self.opened()
    defer { interspike_network_close(open) }
    var values = (0..<40).map { 0.25 * Double($0) }
    #expect(interspike_network_set_values(open, 1, "potential", values) == 0)
    var found = [Double](repeating: 0, count: 40)
    #expect(interspike_network_values(open, 1, "potential", &found) == 0 && found == values)
    #expect(
      interspike_network_values(open, 1, "drive", &found) == 0 && found.allSatisfy { $0 == 5 })
    #expect(
      interspike_network_set_values(open, 1, "drive", [Double](repeating: 18, count: 40)) == 0)
    let weights = (0..<120).map { Double($0) / 120 }
    #expect(interspike_network_set_weights(open, 2, weights, 120) == 0)
    let path = FileManager.default.temporaryDirectory
      .appending(path: "network-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try Self.step(open, windows: 5)
    #expect(interspike_network_save(open, path) == 0)
    let later = try Self.step(open, windows: 20)
    #expect(later[1].count > 3)
    #expect(interspike_network_restore(open, path) == 0)
    #expect(abs(interspike_network_time(open) - 0.005) < 1e-12)
    #expect((try Self.step(open, windows: 20) == later) == true)
    values[3] = .nan
    #expect(interspike_network_set_values(open, 1, "potential", values) == 1)
    #expect(Self.message.contains("nan is not a valid potential"), "\(Self.message)")
  }

  @Test("What cannot be is a status and a sentence, and nothing has happened") func refusals()
    throws
  {
    var network: OpaquePointer?
    func refusal(_ text: String) -> String {
      interspike_network_open_text(text, nil, 7, 0, 1, &network) == 0 ? "accepted" : Self.message
    }
    #expect(refusal("populations: {}").contains("has no populations"))
    #expect(
      refusal("populations:\n  a: {model: lift, neurons: 3}").contains("line 2"), "\(Self.message)")
    #expect(refusal("populations:\n  a: {model: lift, neurons: 3}").contains("mean 'lif'"))
    #expect(interspike_network_open("/nowhere.yaml", 7, 0, 1, &network) == 1)
    #expect(Self.message.contains("/nowhere.yaml"))
    #expect(interspike_network_open_text(Self.description, nil, 7, 0, 0, &network) == 1)
    #expect(Self.message == "threads are 0: use 1 to 4096.")
    #expect(interspike_network_open(nil, 7, 0, 1, &network) == 1 && network == nil)
    #expect(interspike_network_step(nil, nil) == 1)
    interspike_network_close(nil)
    let open = try Self.opened()
    defer { interspike_network_close(open) }
    let untouched = try Self.step(try Self.opened(), windows: 10)
    for spike in [
      Spike(time: 0.0011, neuron: 0), Spike(time: -1e-9, neuron: 0), Spike(time: 0.0001, neuron: 3),
    ] {
      #expect(throws: (any Error).self) { try Self.step(open, giving: [spike]) }
      #expect(Self.message.hasPrefix("a given spike of input is "), "\(Self.message)")
    }
    #expect(throws: (any Error).self) { try Self.step(open, windows: 0) }
    #expect(interspike_network_set_weights(open, 0, [1], 1) == 1)
    #expect(interspike_network_values(open, 2, "potential", nil) == 1)
    #expect(Self.message.hasPrefix("population is 2: "))
    #expect((try Self.step(open, windows: 10) == untouched) == true)
  }
}
