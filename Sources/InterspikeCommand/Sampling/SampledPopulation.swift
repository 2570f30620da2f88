// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals
internal import Foundation
internal import SpikeTrains

/// Which process the neurons of `interspike sample` are.
struct ProcessOptions: ParsableArguments {
  @Option(
    help:
      "How many seconds a neuron cannot fire after a spike; the given rates remain its actual firing rates."
  )
  var deadTime: Double?

  @Option(
    help: "Use gamma intervals with this shape: below 1 bursting, 1 Poisson, above 1 more regular.")
  var shape: Double?

  @Option(
    help:
      "Correlate the counts of every two neurons this much, through a shared mother process; needs --uniform."
  )
  var correlation: Double?

  @Option(
    help: """
      The window length in seconds, on which the spikes of a seed depend; a neuron can fire at most 1e6 spikes in one. Work \
      grows with windows as well as spikes. (default: 1; for a --duration above 100000, the power of ten of which 100 to \
      1000 fill it)
      """)
  var window: Double?

  func validate() throws {
    let chosen = [deadTime, shape, correlation].compactMap { $0 }
    guard chosen.count <= 1 else {
      throw ValidationError("choose one of --dead-time, --shape and --correlation.")
    }
    if let window, !(1e-9...1e9).contains(window) {
      throw ValidationError("--window is \(window); it must be 1e-9 to 1e9 seconds.")
    }
  }

  /// The process's name.
  var name: String {
    if deadTime != nil { return "refractory renewal" }
    if shape != nil { return "gamma renewal" }
    return correlation == nil ? "Poisson" : "correlated Poisson"
  }

  /// Whether time is divided into windows, including silent ones.
  var isWindowed: Bool { deadTime == nil && shape == nil }

  /// The rate of the mother process of correlated neurons, in Hz.
  func motherHertz(_ rates: [Rate]) -> Double {
    guard let correlation, correlation > 0 else { return 0 }
    return (rates.first?.hertz ?? 0) / correlation
  }

  /// The requested window length, or one that suits the duration.
  func windowDuration(_ rates: [Rate], observing duration: Double) -> Double {
    if let window { return window }
    var suited = PoissonPopulation.windowDuration(observing: duration)
    // The mother process is faster than its neurons; since all share one rate, no neuron affects another's spikes.
    while suited > 1, motherHertz(rates) * suited > Arrivals.largestRate { suited /= 10 }
    return suited
  }

  /// The population of these rates.
  func population(_ rates: [Rate], isUniform: Bool, window: Double) throws -> any SpikeProcess {
    if let deadTime {
      return EventPopulation(
        renewing: try rates.map { try RefractoryIntervals(outputRate: $0, deadTime: deadTime) })
    }
    if let shape {
      return EventPopulation(renewing: try rates.map { try GammaIntervals(rate: $0, shape: shape) })
    }
    guard let correlation else {
      return try PoissonPopulation(checking: rates, windowDuration: window)
    }
    guard isUniform, let rate = rates.first else {
      throw Refusal(
        .usage, "--correlation needs neurons of one rate: give --uniform and --neurons.")
    }
    return try CorrelatedPopulation(
      neurons: rates.count, rate: rate, correlation: correlation, windowDuration: window)
  }
}
