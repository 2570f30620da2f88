// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Runs
package import SpikeTrains

/// Firing rates as a user gives them: numbers, one number for all neurons, or a file.
package enum GivenRates: Sendable {
  /// The rate of each neuron.
  case list([Rate])
  /// The path of a ``RateTable``.
  case file(String)
  /// One rate in Hz for so many neurons.
  case uniform(Double, neurons: Int)

  /// Numbers in Hz separated by commas, or a file: by its name, `.npy` or `.csv`, or because it is there, so that one of
  /// another kind is refused by what it holds; `-` is standard input; nil for anything else.
  package init?(argument: String) {
    if let rates = Self.list(argument) {
      self = .list(rates)
    } else if argument == "-" || [".npy", ".csv"].contains(where: argument.lowercased().hasSuffix)
      || FileManager.default.fileExists(atPath: argument)
    {
      self = .file(argument)
    } else {
      return nil
    }
  }

  /// Rates in Hz separated by commas; nil if one is none.
  package static func list(_ text: String) -> [Rate]? {
    let rates = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Double(part.trimmingCharacters(in: .whitespaces)).flatMap { try? Rate(hertz: $0) }
    }
    return rates.contains(nil) ? nil : rates.compactMap { $0 }
  }

  /// The path of the file, if there is one.
  package var file: String? { if case .file(let path) = self { path } else { nil } }

  /// Poisson neurons with these rates.
  ///
  /// - Parameters:
  ///   - duration: how long they are observed in seconds; nil for 1 s, or as long as rates over time last.
  ///   - step: how long a time step of a file lasts, in seconds.
  ///   - logCounts: whether a file holds logarithms of the counts expected in a step, or in a window if there is no step.
  ///   - window: how long that window lasts, in seconds.
  /// - Throws: as ``RateTable``; `RunError` for settings that do not belong together.
  package func population(
    duration: Double?, step: Double?, logCounts: Bool, window: Double
  ) throws -> SampledPopulation {
    if file == nil, step != nil || logCounts {
      throw RunError(
        .settings,
        "\(setting: "step") and \(setting: "log-counts") describe a file of rates. Give one, such as --rates rates.npy."
      )
    }
    switch self {
    case .file(let path):
      let table = try RateTable(
        path: path, step: step, unit: logCounts ? .logCounts(seconds: step ?? window) : .hertz)
      return try SampledPopulation(table, duration: duration)
    case .list(let rates): return SampledPopulation(rates: rates, duration: duration ?? 1)
    case .uniform(let hertz, let neurons):
      var sampled = SampledPopulation(
        rates: [Rate](repeating: try Rate(hertz: hertz), count: neurons), duration: duration ?? 1)
      sampled.uniform = hertz
      return sampled
    }
  }
}
