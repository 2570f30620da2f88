// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Networks
import Randomness
import SpikeTrains
import Testing

/// Leaky integrate-and-fire neurons beside a neuron by the book.
@Suite struct IntegrationTests {
  private static let sources = 40
  private static let neurons = 12
  private static let window = 0.0013
  private static let duration = 0.0013 * 900

  /// A weight for each pair, both signs.
  private static func weight(_ source: Int, _ target: Int) -> Double {
    let place = Double(source * neurons + target)
    return source.isMultiple(of: 5) ? -1.5 - sin(place) : 1.1 + 0.5 * cos(place)
  }

  private struct Setting {
    var network: Network
    let sources: Population
    let cells: Population

    init(_ weights: SynapticValues, _ delay: Double, initial: Double) throws {
      network = try Network(windowDuration: IntegrationTests.window)
      sources = try network.add(
        PoissonNeurons(rates: [Rate](repeating: 25, count: IntegrationTests.sources)),
        named: "sources")
      cells = try network.add(
        NetworksTests.cells(IntegrationTests.neurons, initialPotentials: .constant(initial)),
        named: "cells")
      try network.connect(
        sources, to: cells, .dense, weights: weights, delays: .constant(delay))
    }
  }

  /// The trains that the input `cells/k` sends.
  private func input(_ k: Int, hertz: Double, seed: UInt64) throws -> [[Double]] {
    var trains = [[Double]](repeating: [], count: Self.neurons)
    for window in 0..<900 {
      let drawn = try Arrivals(
        logRates: [Float](repeating: Float(log(hertz * Self.window)), count: Self.neurons),
        trials: .consecutive(0..<1), neurons: .consecutive(0..<Self.neurons),
        seed: SeedSequence(seed), purpose: Purpose("network/input/cells/\(k)"), window: window
      ).trains(windowDuration: Self.window)
      var position = 0
      for (neuron, count) in drawn.counts.enumerated() {
        for time in drawn.times[position..<position + Int(count)] {
          trains[neuron].append(Double(window) * Self.window + time)
        }
        position += Int(count)
      }
    }
    return trains
  }

  @Test("Arrivals of any weight and from outside act as in the book", arguments: [0.0013, 0.0031])
  func arrivalsOfAnyWeight(delay: Double) throws {
    let matrix = (0..<Self.sources).flatMap { source in
      (0..<Self.neurons).map { Self.weight(source, $0) }
    }
    var setting = try Setting(.matrix(matrix), delay, initial: 3)
    try setting.network.drive(setting.cells, with: PoissonInput(hertz: 900, weight: 0.7))
    try setting.network.drive(setting.cells, with: PoissonInput(hertz: 200, weight: -0.4))
    var run = try setting.network.run(seed: 5)
    // Some neurons are silent but for their input, some fire by their drive alone.
    let drives = (0..<Self.neurons).map { $0.isMultiple(of: 3) ? 24.0 : Double($0) - 8 }
    try run.setDrive(drives, of: setting.cells)
    var (sent, fired): ([Spike], [Spike]) = ([], [])
    while let slice = try run.next(before: Self.duration) {
      sent += slice[setting.sources]
      fired += slice[setting.cells]
    }
    let inputs = (try input(0, hertz: 900, seed: 5), try input(1, hertz: 200, seed: 5))
    let potentials = try run.values(of: "potential", in: setting.cells)
    let end = run.time
    for neuron in 0..<Self.neurons {
      var arrivals = sent.map { ($0.time + delay, Self.weight($0.neuron, neuron)) }
      arrivals += inputs.0[neuron].map { ($0, 0.7) } + inputs.1[neuron].map { ($0, -0.4) }
      arrivals = arrivals.filter { $0.0 < end }.sorted { $0.0 < $1.0 }
      let expected = ReferenceNeuron(level: drives[neuron]).respond(
        to: arrivals, from: 3, until: end)
      let found = fired.filter { $0.neuron == neuron }.map(\.time)
      #expect(found.count == expected.spikes.count, "neuron \(neuron)")
      #expect(expected.spikes.count > 5)
      let worst = zip(found, expected.spikes).map { abs($0 - $1) }.max() ?? 0
      #expect(worst < 1e-10, "neuron \(neuron) fires \(worst) s beside the book")
      #expect(abs(potentials[neuron] - expected.potential) < 1e-8)
    }
  }

  @Test("A neuron that begins at its threshold fires at once", arguments: [0.0, 20, -5])
  func neuronThatBegins(drive: Double) throws {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(
      cells(3, initialPotentials: .given([25, 20, 19.9])), named: "cells")
    try network.drive(cells, with: PoissonInput(hertz: 2000, weight: -0.1))
    var run = try network.run(seed: 1)
    try run.setDrive([drive, drive, drive], of: cells)
    #expect(
      try run.spikes(of: cells, until: 0.02)
        == [Spike(time: 0, neuron: 0), Spike(time: 0, neuron: 1)])
  }

  @Test("One weight for all acts as a matrix of it") func oneWeightForAllActs() throws {
    func fired(_ weights: SynapticValues) throws -> [Spike] {
      let setting = try Setting(weights, 0.002, initial: 0)
      var run = try setting.network.run(seed: 9)
      return try run.spikes(of: setting.cells, until: 0.6)
    }
    let common = try fired(.constant(1.5))
    let each = try fired(
      .matrix([Double](repeating: 1.5, count: Self.sources * Self.neurons)))
    #expect(common.count > 100)
    #expect(common == each)
  }

  @Test("A steady current fires a neuron at its exact rate") func steadyCurrentFiresNeuron() throws
  {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(cells(3), named: "cells")
    var run = try network.run(seed: 1)
    try run.setDrive([30, 20, 25], of: cells)
    let spikes = try run.spikes(of: cells, until: 2)
    for (neuron, level) in [(0, 30.0), (2, 25.0)] {
      let times = spikes.filter { $0.neuron == neuron }.map(\.time)
      let period = 0.002 + 0.02 * log((level - 10) / (level - 20))
      #expect(abs(times[0] - 0.02 * log(level / (level - 20))) < 1e-12)
      for (earlier, later) in zip(times, times.dropFirst()) {
        #expect(abs(later - earlier - period) < 1e-12)
      }
      #expect(abs(Double(times.count) - 2 / period) < 1.5)
    }
    // The limit is the threshold: it is never reached.
    #expect(!spikes.contains { $0.neuron == 1 })
  }

  @Test("Exact times do not depend on the windows") func exactTimesDoNotDependOnWindows() throws {
    func spikes(_ window: Double) throws -> [[Spike]] {
      var network = try Network(windowDuration: window)
      let clocks = try network.add(cells(5), named: "clocks")
      let cells = try network.add(cells(20), named: "cells")
      try network.connect(
        clocks, to: cells, .pairwise(probability: 0.7),
        weights: .normal(mean: 6, standardDeviation: 1),
        delays: .uniform(0.002...0.009))
      try network.connect(
        cells, to: cells, .fixedInDegree(4), weights: .constant(-2), delays: .constant(0.0021))
      var run = try network.run(seed: 3)
      try run.setDrive([21, 22, 24, 27, 31], of: clocks)
      try run.setDrive([Double](repeating: 8, count: 20), of: cells)
      var found: [[Spike]] = [[], []]
      while let slice = try run.next(before: 0.8) {
        for index in 0..<2 { found[index] += slice.spikes[index] }
      }
      return found
    }
    let (coarse, fine) = (try spikes(0.002), try spikes(0.0002))
    for (first, second) in zip(coarse, fine) {
      #expect(first.count > 50)
      #expect(first.map(\.neuron) == second.map(\.neuron))
      let worst = zip(first, second).map { abs($0.time - $1.time) }.max() ?? 0
      #expect(worst < 1e-10)
    }
  }

  @Test("A neuron that cannot stop is refused") func neuronThatCannotStop() throws {
    var network = try Network(windowDuration: 0.001)
    let model = try LeakyIntegrateAndFire(
      neurons: 2, membraneTimeConstant: 0.02, threshold: 20, reset: 10)
    let cells = try network.add(model, named: "cells")
    var run = try network.run(seed: 1)
    try run.setDrive([0, 1e12], of: cells)
    #expect(
      throws: NetworkError.tooManySpikes(population: "cells", neuron: 1, time: 0)
    ) { try run.next() }
  }
}
