// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Recordings
internal import SpikeFormats
internal import SpikeTrains

/// A list of firing rates on the command line.
struct RateList: ExpressibleByArgument, Sendable {
  let rates: [Rate]

  init(_ rates: [Rate]) { self.rates = rates }

  init?(argument: String) {
    guard let rates = GivenRates.list(argument) else { return nil }
    self.rates = rates
  }

  /// The rates as written.
  var defaultValueDescription: String {
    rates.map { Text.number($0.hertz, digits: 3) }.joined(separator: ",")
  }
}

extension GivenRates: ExpressibleByArgument {}

/// How fast each neuron fires, how long and how often.
struct RateOptions: ParsableArguments {
  @Option(
    help: """
      Firing rates in Hz, 0 to 1e9: one per neuron, separated by commas, or a .npy or .csv file of \
      shape [neurons] or [time steps, neurons]; - for such a file on standard input.
      """, completion: .file())
  var rates: GivenRates?
  @Option(help: "--rates in a file: how many seconds a time step lasts.") var step: Double?
  @Flag(
    help: """
      --rates in a file: the numbers are natural logarithms of the counts expected per --step, or \
      per --window if --step is not given.
      """)
  var logCounts = false

  @Option(help: "One firing rate in Hz for all neurons; needs --neurons.")
  var uniform: Double?

  @Option(
    help: "How many neurons fire at the --uniform rate, 1 to \(SpikeFileFormat.mostNeurons).")
  var neurons: Int?

  @Option(help: "How long to observe, up to 1e9 seconds. (default: one second, or all steps)")
  var duration: Double?
  @Option(help: "How many times to observe the neurons, one trial after another.") var trials = 1

  func validate() throws {
    if let duration, !(duration > 0 && duration <= 1e9) {
      try refuse("--duration", duration, "above 0 and at most 1e9 seconds")
    }
    if rates != nil, uniform != nil || neurons != nil {
      throw ValidationError(
        "--rates already gives a rate for every neuron. Leave out --uniform and --neurons.")
    }
    if rates == nil {
      guard let uniform else {
        throw ValidationError(
          "the firing rates are missing. Give them, for example with --rates 5,20,80 or --uniform 10."
        )
      }
      if (try? Rate(hertz: uniform)) == nil { try refuse("--uniform", uniform, "0 to 1e9 Hz") }
      guard let neurons else {
        throw ValidationError(
          "--uniform needs the number of neurons. Give it, for example with --neurons 1000.")
      }
      if !(1...SpikeFileFormat.mostNeurons).contains(neurons) {
        try refuse("--neurons", neurons, "1 to \(SpikeFileFormat.mostNeurons)")
      }
    }
  }

  /// The neurons, of the chosen process.
  func population(_ process: ProcessOptions) throws -> SampledPopulation {
    var sampled = try (rates ?? .uniform(uniform ?? 0, neurons: neurons ?? 1)).population(
      duration: duration, step: step, logCounts: logCounts, window: process.window ?? 1)
    sampled.trials = trials
    process.apply(to: &sampled)
    return sampled
  }
}
