// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
internal import Runs

/// A published experiment: which models it needs, and what it measures on them.
package protocol Reproduction: Sendable {
  /// Its name on the command line.
  var name: String { get }
  /// The title of its report.
  var title: String { get }
  /// The question it answers.
  var question: String { get }

  /// The trainings it needs, as ordinary command lines.
  func trainings(_ extent: ReproductionExtent) -> [PlannedRun]

  /// Measures the trained models.
  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings
}

/// Every experiment, in the order they are listed.
package let reproductions: [any Reproduction] = [
  DictionariesReproduction(), DeadNeuronsReproduction(), NearestNeighboursReproduction(),
  SparsityReproduction(), RateDistortionReproduction(), AmortisationGapReproduction(),
  MetabolicCostReproduction(),
]

/// What an experiment found, for people and for programs.
package struct ReproductionFindings {
  /// The body of the report.
  var elements: [ReportPage.Element] = []
  /// The measurements by name.
  var measurements: [String: JSONValue] = [:]
}
