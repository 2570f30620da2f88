// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Networks
import Randomness
import SpikeTrains
import Testing

/// A state goes on in the network that was saved and in no other.
///
/// Guards against a run that goes on with other weights, constants or inputs without a word.
@Suite struct ForeignStateTests {
  /// What may differ from the network that was saved.
  private struct Plan {
    var timeConstant = 0.02
    var initial = InitialValues.constant(0)
    var rates: [Rate] = [5, 20]
    var rule = ConnectionRule.fixedInDegree(3)
    var weights = SynapticValues.constant(-0.4)
    var delays = SynapticValues.constant(0.002)
    var hertz = 3000.0
    var inputWeight = 0.5
    var matrix = (0..<20).map { 0.1 * Double($0) }
    var hasMatrix = true
    var isReversed = false

    func network() throws -> Network {
      var network = try Network(windowDuration: 0.001)
      let cells = try network.add(
        LeakyIntegrateAndFire(
          neurons: 10, membraneTimeConstant: timeConstant, threshold: 20, reset: 10,
          initialPotentials: initial), named: "cells")
      let sources = try network.add(PoissonNeurons(rates: rates), named: "sources")
      try network.drive(cells, with: PoissonInput(hertz: hertz, weight: inputWeight))
      for isMatrix in isReversed ? [true, false] : [false, true] {
        if !isMatrix {
          try network.connect(cells, to: cells, rule, weights: weights, delays: delays)
        } else if hasMatrix {
          try network.connect(
            sources, to: cells, .dense, weights: .matrix(matrix), delays: .constant(0.001))
        }
      }
      return network
    }
  }

  private static func changed(_ change: (inout Plan) -> Void) -> Plan {
    var plan = Plan()
    change(&plan)
    return plan
  }

  private static let others: [(plan: Plan, names: [String])] = [
    (changed { $0.timeConstant = 0.03 }, ["cells", "membraneTimeConstant", "0.02", "0.03"]),
    (changed { $0.initial = .constant(1) }, ["cells", "initialPotentials"]),
    (changed { $0.rates = [5, 21] }, ["sources", "initialMembranes"]),
    (changed { $0.rule = .fixedInDegree(4) }, ["cells/cells/0", "rule", "fixedInDegree 3"]),
    (changed { $0.weights = .constant(-0.5) }, ["cells/cells/0", "weights", "-0.4", "-0.5"]),
    (changed { $0.weights = .normal(mean: -0.4, standardDeviation: 0) }, ["weights"]),
    (changed { $0.delays = .constant(0.0021) }, ["cells/cells/0", "delays", "0.0021"]),
    (changed { $0.hertz = 3001 }, ["input cells/0", "rates", "3001.0"]),
    (changed { $0.inputWeight = 0.5.nextUp }, ["input cells/0", "weight"]),
    (changed { $0.matrix[7] = -$0.matrix[7] }, ["sources/cells/0", "weights", "20 numbers"]),
    (
      changed {
        $0.matrix[7] = -$0.matrix[7]
        $0.matrix[9] = -$0.matrix[9]
      }, ["sources/cells/0", "weights"]
    ),
    (changed { $0.hasMatrix = false }, ["the state has the projection sources/cells/0"]),
  ]

  @Test("Whatever of a network is another, it is named") func whateverOfNetworkIsAnother() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "interspike-foreign-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var run = try Plan().network().run(seed: 3)
    while try run.next(before: 0.05) != nil {}
    try run.state.write(to: "\(folder)/network.state")
    let state = try NetworkState(path: "\(folder)/network.state")
    for (plan, names) in Self.others {
      let network = try plan.network()
      do throws(NetworkError) {
        _ = try network.run(resuming: state)
        Issue.record("the network that is other in \(names) goes on")
      } catch {
        guard case .otherNetwork = error else { throw error }
        for name in names { #expect("\(error)".contains(name)) }
      }
    }
    // The same network made anew goes on, in whichever order it was connected.
    var spikes: [[Spike]] = []
    for isReversed in [false, true] {
      let network = try Self.changed { $0.isReversed = isReversed }.network()
      var later = try network.run(resuming: state)
      spikes.append(try later.spikes(of: network.populations[0], until: 0.3))
    }
    #expect(spikes[0] == spikes[1] && spikes[0].count > 20)
  }

  /// Guards against a run that comes to the end of its addresses and looks as if it had come to its end of time.
  @Test("After the last window there is a sentence, not silence") func afterLastWindowThere() throws
  {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "interspike-last-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let network = try Plan().network()
    try network.run(seed: 3).state.write(to: path)
    var file = try SafetensorsFile(path: path)
    #expect(file.metadata["window"] == "0")
    file.metadata["window"] = "4294967295"
    #expect(throws: NetworkError.self) {
      try file.write(to: path)
      return try NetworkState(path: path)
    }
    file.metadata["checksum"] = NetworkState.checksum(of: file)
    try file.write(to: path)
    var run = try network.run(resuming: NetworkState(path: path))
    #expect(try run.next(before: 1) == nil)
    #expect(throws: NetworkError.noWindowLeft(time: 4_294_967.295)) { try run.next() }
    #expect(throws: NetworkError.self) { try network.run(seed: 1, trial: -1) }
  }

  @Test("Constants are in words that every run of the program repeats") func constantsAreInWords()
    throws
  {
    let cells = try cells(3, initialPotentials: .uniform(0...20)).constants
    #expect(cells["membraneTimeConstant"] == "0.02")
    #expect(cells["initialPotentials"] == "uniform (lowerBound: 0.0, upperBound: 20.0)")
    let noise = try PoissonNeurons(
      neurons: 6, initialMembranes: .given([1, 2, 3, 4, 5, 6]), purpose: "noise"
    ).constants
    #expect(noise["initialMembranes"] == "given 6 numbers of fingerprint 14fad1d79616a70c")
    #expect(noise["purpose"] == "(some: (name: noise))")
    #expect(noise["bound"] == "none")
  }
}
