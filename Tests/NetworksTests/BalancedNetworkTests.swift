// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import SpikeTrains
import Testing

/// Balanced networks beside NEST and beside mean-field theory.
@Suite struct BalancedNetworkTests {
  /// `Tests/Goldens/nest_brunel.json`, made by `Tests/Benchmarks/peers/nest_brunel.py`.
  private struct Golden: Decodable, Sendable {
    struct Statistics: Decodable, Sendable {
      let rate: Double
      let cv: Double
    }
    let neurons: Int
    let j: Double
    let g: Double
    let eta: Double
    let excitatory: Statistics
    let inhibitory: Statistics
  }

  private static let golden: [Golden] = {
    do {
      let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Goldens/nest_brunel.json")
      return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: path))
    } catch {
      fatalError("\(error)")
    }
  }()

  private struct Measured {
    let rate: Double
    let variation: Double

    /// Neurons with three spikes and more have intervals to speak of.
    init(_ raster: SpikeRaster) {
      rate = Double(raster.spikeCount) / Double(raster.neuronCount) / raster.duration
      let variations = (0..<raster.neuronCount).compactMap { neuron in
        raster.spikeCount(of: neuron) >= 3
          ? raster[neuron].interspikeIntervals.coefficientOfVariation : nil
      }
      variation = variations.reduce(0, +) / Double(variations.count)
    }
  }

  /// A network after half a second: excitatory and inhibitory neurons.
  private func measured(
    neurons: Int, weight: Double, g: Double, eta: Double, seconds: Double
  ) throws -> (excitatory: Measured, inhibitory: Measured) {
    var network = try Network(windowDuration: 0.0015)
    let count = neurons / 5
    let excitatory = try network.add(cells(4 * count), named: "excitatory")
    let inhibitory = try network.add(cells(count), named: "inhibitory")
    for target in [excitatory, inhibitory] {
      try network.drive(
        target, with: PoissonInput(hertz: eta * 20 / (weight * 0.02), weight: weight))
      try network.connect(
        excitatory, to: target, .fixedInDegree(4 * count / 10), weights: .constant(weight),
        delays: .constant(0.0015))
      try network.connect(
        inhibitory, to: target, .fixedInDegree(count / 10), weights: .constant(-g * weight),
        delays: .constant(0.0015))
    }
    var run = try network.run(seed: 1)
    while try run.next(before: 0.5) != nil {}
    var monitors = [SpikeMonitor(of: excitatory), SpikeMonitor(of: inhibitory)]
    while let slice = try run.next(before: 0.5 + seconds) {
      for index in monitors.indices { monitors[index].observe(slice) }
    }
    return (Measured(monitors[0].raster), Measured(monitors[1].raster))
  }

  /// Ours beside NEST's and near the theory, and a tenth less outside input as a negative control.
  private func compare(_ golden: Golden, seconds: Double) throws {
    func found(_ eta: Double, _ seconds: Double) throws -> (
      excitatory: Measured, inhibitory: Measured
    ) {
      try measured(
        neurons: golden.neurons, weight: golden.j, g: golden.g, eta: eta, seconds: seconds)
    }
    let ours = try found(golden.eta, seconds)
    for (ours, nest) in [
      (ours.excitatory, golden.excitatory), (ours.inhibitory, golden.inhibitory),
    ] {
      #expect(abs(ours.rate / nest.rate - 1) < 0.05, "\(ours.rate) Hz, NEST \(nest.rate) Hz")
      #expect(
        abs(ours.variation / nest.cv - 1) < 0.05, "CV \(ours.variation), NEST \(nest.cv)")
    }
    let theory = MeanField().balanced(
      weight: golden.j, degree: Double(golden.neurons) * 0.08, g: golden.g, eta: golden.eta)
    let rate = ours.excitatory.rate
    #expect(abs(rate / theory.rate - 1) < 0.1, "\(rate) Hz, theory \(theory.rate) Hz")
    let other = try found(0.9 * golden.eta, seconds / 4).excitatory
    #expect(abs(other.rate / golden.excitatory.rate - 1) > 0.05, "\(other.rate) Hz")
  }

  @Test(
    "Rate and variation are NEST's, within five per cent",
    arguments: golden.filter { $0.neurons < 10_000 })
  private func rateAndVariationAreNEST(_ golden: Golden) throws {
    try compare(golden, seconds: 4)
  }

  @Test(
    "So are those of 10,000 neurons",
    .enabled(
      if: ProcessInfo.processInfo.environment["INTERSPIKE_LARGE"] != nil,
      "10,000 neurons take a minute: set INTERSPIKE_LARGE"),
    arguments: golden.filter { $0.neurons >= 10_000 })
  private func soAreThoseOf10(_ golden: Golden) throws {
    try compare(golden, seconds: 1)
  }

  @Test(
    "A neuron in noise fires as Siegert and Brunel say", arguments: [(15.0, 4.0), (19, 3), (24, 2)])
  func neuronInNoiseFires(mean: Double, deviation: Double) throws {
    // μ = τ J (r₊ − r₋) and σ² = τ J² (r₊ + r₋), which is twice the variance of the membrane.
    let weight = 0.1
    let difference = mean / (0.02 * weight)
    let sum = deviation * deviation / (0.02 * weight * weight)
    var network = try Network(windowDuration: 0.0015)
    let cells = try network.add(cells(60, initialPotentials: .uniform(0...20)), named: "cells")
    try network.drive(
      cells, with: PoissonInput(hertz: (sum + difference) / 2, weight: weight))
    try network.drive(
      cells, with: PoissonInput(hertz: (sum - difference) / 2, weight: -weight))
    var run = try network.run(seed: 4)
    while try run.next(before: 0.3) != nil {}
    var monitor = SpikeMonitor(of: cells)
    while let slice = try run.next(before: 12.3) { monitor.observe(slice) }
    let found = Measured(monitor.raster)
    var intervals: [Double] = []
    for neuron in 0..<60 { intervals += monitor.raster[neuron].interspikeIntervals.values }
    let pooled = try #require(InterspikeIntervals(intervals).coefficientOfVariation)
    let theory = MeanField()
    let rate = theory.rate(mean: mean, deviation: deviation)
    let variation = theory.variation(mean: mean, deviation: deviation)
    #expect(abs(found.rate / rate - 1) < 0.03, "\(found.rate) Hz, theory \(rate) Hz")
    #expect(abs(pooled / variation - 1) < 0.03, "CV \(pooled), theory \(variation)")
    // The same theory for a membrane that is a tenth slower is told apart.
    let slower = MeanField(timeConstant: 0.022).rate(mean: mean, deviation: deviation)
    #expect(abs(found.rate / slower - 1) > 0.03)
  }
}
