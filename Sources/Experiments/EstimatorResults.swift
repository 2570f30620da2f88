// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Evaluation
package import Figures
internal import Randomness
internal import Runs

/// The results of an experiment on estimators, ready to be written.
package struct EstimatorResults: Encodable {
  package let seed: UInt64
  package let stream: String?
  package let draws: Int
  package let problems: Int
  package let pixels: Int
  package let neurons: Int
  package let results: [EstimatorMeasurement]

  package init(_ study: EstimatorStudy, _ results: [EstimatorMeasurement]) {
    seed = study.seed.seed
    stream = study.seed.namedStream
    draws = study.draws
    problems = study.problems
    pixels = study.pixels
    neurons = study.neurons
    self.results = results
  }

  /// Everything as CSV, RFC 4180; a missing temperature is empty.
  package var table: String {
    var table = CSVTable(
      ["estimator", "rate", "temperature", "bias", "variance", "cosine", "floor"], quoted: [0])
    for found in results {
      table.append([
        found.estimator, found.rate, found.temperature, found.bias, found.variance, found.cosine,
        found.floor,
      ])
    }
    return table.text
  }

  /// Writes results.json, results.csv and estimators.png.
  ///
  /// - Throws: `FileError` or `FigureError`.
  package func write(to folder: String) async throws {
    try AtomicFile.write(
      try JSONText.encode(self, indented: true) + "\n", to: "\(folder)/results.json")
    try AtomicFile.write(table, to: "\(folder)/results.csv")
    try await figure.write(to: "\(folder)/estimators.png")
  }

  private var estimators: [String] { distinct(results.map(\.estimator)) }
  private var rates: [Double] { distinct(results.map(\.rate)) }
  private var temperatures: [Double] { distinct(results.compactMap(\.temperature)) }

  private func distinct<Value: Equatable>(_ values: [Value]) -> [Value] {
    values.reduce(into: []) { found, value in if !found.contains(value) { found.append(value) } }
  }

  private func found(_ estimator: String, rate: Double, temperature: Double)
    -> EstimatorMeasurement?
  {
    results.first {
      $0.estimator == estimator && $0.rate == rate && ($0.temperature ?? temperature) == temperature
    }
  }

  /// One panel over rates at a low and a high temperature, one over temperatures at rate 1.
  package var figure: EstimatorFigure {
    let overRates = [0.1, 0.5].filter(temperatures.contains).map { temperature in
      EstimatorFigure.Section(
        fixed: "T = \(temperature)", abscissa: "expected count λ", isLogarithmic: true,
        curves: estimators.map { name in
          curve(name, over: rates) { found(name, rate: $0, temperature: temperature) }
        })
    }
    let overTemperatures = EstimatorFigure.Section(
      fixed: "λ = 1", abscissa: "temperature T", isLogarithmic: false,
      curves: estimators.map { name in
        curve(name, over: temperatures) { found(name, rate: 1, temperature: $0) }
      })
    return EstimatorFigure(
      overRates + [overTemperatures],
      title:
        "Gradients of a quadratic loss, \(draws) draws for each of \(problems) decoders, seed \(seed)"
    )
  }

  private func curve(
    _ name: String, over abscissae: [Double], _ measurement: (Double) -> EstimatorMeasurement?
  ) -> EstimatorFigure.Curve {
    var curve = EstimatorFigure.Curve(name: name)
    for abscissa in abscissae {
      guard let found = measurement(abscissa) else { continue }
      curve.append(
        at: abscissa, bias: found.bias, floor: found.floor, variance: found.variance,
        cosine: found.cosine)
    }
    return curve
  }

  /// Bias and variance where the replication has figures.
  package var summary: String {
    let cells = [(0.1, 0.1), (1, 0.05), (1, 0.1), (1, 0.5), (5, 0.1), (5, 0.5)]
    return Text.table(
      estimators.flatMap { name in
        cells.compactMap { rate, temperature in
          found(name, rate: rate, temperature: temperature).map { found in
            let place = found.temperature.map { ", T \($0)" } ?? ""
            return (
              name: "\(name), λ \(rate)\(place)",
              value: "bias \(Text.number(found.bias, digits: 2)) "
                + "(chance \(Text.number(found.floor, digits: 2))), "
                + "variance \(Text.number(found.variance, digits: 3)), "
                + "cosine \(Text.number(found.cosine, digits: 2))"
            )
          }
        }.reduce(into: [(name: String, value: String)]()) { rows, row in
          if rows.last?.name != row.name { rows.append(row) }
        }
      })
  }
}
