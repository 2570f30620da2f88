// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals
internal import Foundation
internal import SpikeTrains

/// Which process the neurons of `interspike sample` are.
struct ProcessOptions: ParsableArguments {
  @Option(
    help:
      "Seconds for which a neuron cannot fire after a spike; the rates stay those at which it fires."
  )
  var deadTime: Double?

  @Option(help: "Gamma intervals of this shape: below 1 bursting, 1 Poisson, above more regular.")
  var shape: Double?

  @Option(
    help:
      "Correlation of the counts of any two neurons, by spikes of a shared mother process; needs --uniform."
  )
  var correlation: Double?

  @Option(
    help:
      "The grain of time in seconds, part of what a seed means; at most 1e6 spikes of a neuron in it."
  )
  var window = 1.0

  func validate() throws {
    let chosen = [deadTime, shape, correlation].compactMap { $0 }
    guard chosen.count <= 1 else {
      throw ValidationError("choose one of --dead-time, --shape and --correlation.")
    }
    guard (1e-9...1e9).contains(window) else {
      throw ValidationError("--window is \(window); it must be 1e-9 to 1e9 seconds.")
    }
  }

  /// The process's name.
  var name: String {
    if deadTime != nil { return "refractory renewal" }
    if shape != nil { return "gamma renewal" }
    return correlation == nil ? "Poisson" : "correlated Poisson"
  }

  /// The population of these rates.
  func population(_ rates: [Rate], isUniform: Bool) throws -> any SpikeProcess {
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
