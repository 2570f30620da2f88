// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Recordings

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
    help: """
      The correlation between the counts of any two neurons, which share a mother process; needs \
      --uniform.
      """
  )
  var correlation: Double?

  @Option(
    help: """
      The window length in seconds; with another length, the same seed gives different spikes. A \
      neuron can fire at most 1e6 spikes per window, and work grows with the number of windows. \
      (default: 1; for a --duration above 100000, the power of ten that makes \
      100 to 1000 windows)
      """)
  var window: Double?

  func validate() throws {
    let chosen = [deadTime, shape, correlation].compactMap { $0 }
    guard chosen.count <= 1 else {
      throw ValidationError(
        "--dead-time, --shape and --correlation exclude each other. Give one of them.")
    }
    if let window, !(1e-9...1e9).contains(window) {
      throw ValidationError("--window is \(window); it must be 1e-9 to 1e9 seconds.")
    }
  }

  /// Applies what the command line says.
  func apply(to sampled: inout SampledPopulation) {
    (sampled.deadTime, sampled.shape) = (deadTime, shape)
    (sampled.correlation, sampled.givenWindow) = (correlation, window)
  }
}
