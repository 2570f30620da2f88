// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import SpikeTrains

/// A list of firing rates on the command line.
struct RateList: ExpressibleByArgument, Sendable {
  let rates: [Rate]

  init(_ rates: [Rate]) { self.rates = rates }

  init?(argument: String) {
    let rates = argument.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Double(part.trimmingCharacters(in: .whitespaces)).flatMap { try? Rate(hertz: $0) }
    }
    guard !rates.isEmpty, rates.allSatisfy({ $0 != nil }) else { return nil }
    self.rates = rates.compactMap { $0 }
  }

  /// The rates as written.
  var defaultValueDescription: String {
    rates.map { Text.number($0.hertz, digits: 3) }.joined(separator: ",")
  }
}

/// How fast each neuron fires.
struct RateOptions: ParsableArguments {
  @Option(help: "Firing rates in Hz separated by commas, one per neuron; 0 to 1e9.")
  var rates: RateList?

  @Option(help: "One firing rate in Hz for all neurons; needs --neurons.")
  var uniform: Double?

  @Option(help: "How many neurons fire at the --uniform rate, 1 to 100000000.")
  var neurons: Int?

  func validate() throws {
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
      if !(1...100_000_000).contains(neurons) { try refuse("--neurons", neurons, "1 to 100000000") }
    }
  }

  /// The rate of each neuron.
  func list() throws -> [Rate] {
    if let rates { return rates.rates }
    return [Rate](repeating: try Rate(hertz: uniform ?? 0), count: neurons ?? 1)
  }
}
