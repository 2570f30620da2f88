// SPDX-License-Identifier: GPL-3.0-or-later

internal import Evaluation

/// A number that is measured on held-out data: where it comes from, and where it goes.
///
/// This table drives the lines of `metrics.jsonl`, `evaluate --json`, the columns of `results.csv` and `compare`. A new
/// number needs a row here, beside the property of ``HeldOutEvaluation`` that computes it.
package struct Metric: Sendable {
  /// Its name in files, in camel case; files spell it in snake case.
  package let name: String
  /// Its heading in comparisons of runs; nil for one that is not compared.
  package let heading: String?
  /// Digits behind the point there.
  package let decimals: Int
  /// Whether tables of sweeps have a column for it.
  package let isTabled: Bool
  let value: @Sendable (HeldOutEvaluation) -> Double?

  private init(
    _ name: String, _ heading: String? = nil, decimals: Int = 2, isTabled: Bool = true,
    _ value: @escaping @Sendable (HeldOutEvaluation) -> Double?
  ) {
    self.name = name
    self.heading = heading
    self.decimals = decimals
    self.isTabled = isTabled
    self.value = value
  }

  /// Every number, in the order of columns.
  package static let all = [
    Metric("nelbo", "NELBO") { $0.nelbo },
    Metric("mse", "MSE") { $0.mse },
    Metric("kl", "KL") { $0.kl },
    Metric("mseMap", "MSE (MAP)") { $0.mseMAP },
    Metric("rSquared") { $0.rSquared },
    Metric("rSquaredMap", isTabled: false) { $0.rSquaredMAP },
    Metric("activeFraction", "active", decimals: 3) { $0.activeFraction },
    Metric("lifetimeSparsity") { $0.lifetimeSparsity },
    Metric("populationSparsity", isTabled: false) { $0.populationSparsity },
    Metric("zeros", "zeros", decimals: 3) { $0.zeros },
    Metric("meanCount") { $0.meanCount },
    Metric("spikesPerDatum", isTabled: false) { $0.spikesPerDatum },
    Metric("largestCount", isTabled: false) { $0.largestCount.map(Double.init) },
  ]

  /// Those in comparisons of runs.
  package static let compared = all.filter { $0.heading != nil }
  /// Those in tables of sweeps.
  package static let tabled = all.filter(\.isTabled)
}

/// The name of a setting or a number in JSON.
package struct NamedKey: CodingKey {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(_ name: String) { stringValue = name }
  package init?(stringValue: String) { self.init(stringValue) }
  package init?(intValue: Int) { nil }
}
