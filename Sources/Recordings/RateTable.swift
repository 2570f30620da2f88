// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Runs
internal import SpikeTrains

/// Firing rates from a file: those of neurons, or of neurons over time.
///
/// An `.npy` file holds an array [neurons] or [time steps, neurons]; a text has a row a time step and a column a neuron, or
/// without `step` one row or one column of neurons.
///
/// ```swift
/// let table = try RateTable(path: "rates.npy", step: 0.01)
/// let sampled = try SampledPopulation(table)
/// ```
public struct RateTable: Sendable {
  /// What the numbers of the file are.
  public enum Unit: Sendable {
    /// Rates in Hz.
    case hertz
    /// Natural logarithms of the counts expected in so many seconds; minus infinity is silence.
    case logCounts(seconds: Double)
  }

  /// What a recording says of its rates.
  struct Identity: Encodable {
    let file: String
    let sha256: String
    let shape: [Int]
    let step: Double?
    let logCountsOf: Double?
  }

  /// The most rates that are read; with them memory grows to 2 GB.
  private static let most = 1 << 26

  /// The rate of each neuron in each step, shape [neurons, steps]; one step if they do not change.
  let rates: [[Rate]]
  /// How long a step lasts, in seconds; nil for rates that do not change.
  let step: Double?
  let identity: Identity

  /// Reads rates.
  ///
  /// - Parameters:
  ///   - path: a file `.npy` of `<f2`, `<f4` or `<f8`, or a text; `-` for standard input.
  ///   - step: how long a time step lasts, in seconds; for rates [neurons] it must be nil, unless they are logarithms of
  ///     counts a step.
  ///   - unit: what the numbers are.
  /// - Throws: `RunError` for numbers that are not rates, another shape, a missing step and more than 2²⁶ rates; `FileError`,
  ///   `NPYError` and `NPY.Failure` for a file that cannot be read.
  public init(path: String, step: Double? = nil, unit: Unit = .hertz) throws {
    if let step, !(1e-9...1e9).contains(step) {
      throw RunError(.settings, "\(setting: "step") is \(step); it must be 1e-9 to 1e9 seconds.")
    }
    let table: NumberTable
    do { table = try NumberTable(path: path, atMost: Self.most) } catch let error
      as NumberTable.Failure
    {
      throw RunError(.damaged, "\(error)")
    }
    let path = path == "-" ? "standard input" : path
    var (shape, isLogarithm, seconds) = (table.shape, false, 1.0)
    if case .logCounts(let window) = unit { (isLogarithm, seconds) = (true, window) }
    if table.isText, step == nil, shape.contains(1) { shape = [table.values.count] }
    guard (1...2).contains(shape.count) else {
      throw RunError(
        .damaged,
        "\(path) has shape \(shape); give rates of shape [neurons], or [time steps, neurons] with \(setting: "step")."
      )
    }
    guard !table.values.isEmpty else {
      throw RunError(.damaged, "\(path) holds no rates: its shape is \(shape).")
    }
    if shape.count == 2, step == nil {
      throw RunError(
        .settings,
        "\(path) has shape \(shape), rates over time; say with \(setting: "step") how many seconds a time step lasts."
      )
    }
    if shape.count == 1, step != nil, !isLogarithm {
      throw RunError(
        .settings,
        "\(path) has shape \(shape), rates that do not change; leave out \(setting: "step"), or give [time steps, neurons]."
      )
    }
    let (neurons, steps) = (shape.last ?? 0, shape.count == 2 ? shape[0] : 1)
    rates = try (0..<neurons).map { neuron in
      try (0..<steps).map { row throws(RunError) in
        let value = table.values[row * neurons + neuron]
        let hertz = isLogarithm ? exp(value) / seconds : value
        do { return try Rate(hertz: hertz) } catch {
          let place = steps == 1 ? "" : " in time step \(row)"
          throw RunError(
            .damaged,
            "\(path): neuron \(neuron)\(place) has \(isLogarithm ? "the log-count \(value), " : "")\(hertz) Hz; "
              + "rates must be 0 to 1e9 Hz.")
        }
      }
    }
    self.step = shape.count == 2 ? step : nil
    identity = Identity(
      file: URL(fileURLWithPath: path).lastPathComponent, sha256: table.sha256,
      shape: shape, step: self.step, logCountsOf: isLogarithm ? seconds : nil)
  }

  /// How long the rates last, in seconds; nil for rates that do not change.
  public var duration: Double? { step.map { Double(rates[0].count) * $0 } }

  /// Where the steps begin and the last one ends, in seconds.
  var borders: [Double] { (0...rates[0].count).map { Double($0) * (step ?? 0) } }

  /// The mean rate of each neuron from 0 to `duration` seconds.
  func means(until duration: Double) -> [Rate] {
    guard let step else { return rates.map { $0[0] } }
    return rates.map { rates in
      var spikes = 0.0
      for (row, rate) in rates.enumerated() {
        let left = min(step, duration - Double(row) * step)
        if left <= 0 { break }
        spikes += rate.hertz * left
      }
      return (try? Rate(hertz: spikes / duration)) ?? (rates.max() ?? 0)
    }
  }
}
