// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Runs

/// How many neurons carry no information after training.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, active neurons on DOVES.
struct DeadNeuronsReproduction: Reproduction {
  let name = "dead-neurons"
  let title = "Dead neurons"
  let question =
    "How many neurons fall silent in each family, and is there a gap between the dead and the living?"

  private let models: [ReproducedModel] = [
    .poisson, .gaussian, .laplace, .categorical, .gaussianRelu,
  ]

  func trainings(_ extent: ReproductionExtent) -> [PlannedRun] {
    models.flatMap { model in extent.seedRange.map { extent.photographs(model, seed: $0) } }
  }

  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings {
    let found = try models.map { model in
      Found(
        model: model,
        runs: try bench.extent.seedRange.map { seed in
          let training = bench.extent.photographs(model, seed: seed)
          return Census(
            divergences: try bench.evaluation(training).klByNeuron,
            norms: try bench.atomLengths(training),
            published: .published(family: model.family, encoder: .linear, data: .photographs))
        })
    }
    var findings = ReproductionFindings()
    findings.elements = [
      .text(
        "Three ways to count the same neurons: by the rule behind the published table, which differs from family to family; "
          + "by a mean KL above .01 nats; and by the largest gap in the histogram of ln KL."),
      .table(Self.table(found)),
      try await bench.picture(
        DivergenceHistogramFigure(
          found.map { found in
            let census = found.runs[0]
            return .init(
              "\(found.model.title): \(census.published.count) of \(census.divergences.count) dead by the published rule",
              klByNeuron: census.divergences,
              threshold: census.published.quantity == .divergence ? census.published.lower : nil)
          }), "kl-histograms.svg",
        caption:
          "Mean KL of each of the 512 neurons on held-out photographs, seed \(bench.extent.firstSeed). "
          + "Dashed: the cutoff of the family's published rule; the rule for categorical models looks at atom lengths instead."
      ),
    ]
    findings.measurements = ["models": .list(found.map(\.json))]
    return findings
  }

  /// The neurons of one run, counted by three rules.
  private struct Census {
    let divergences: [Double]
    let published: DeadNeurons
    let quiet: DeadNeurons
    let apart: DeadNeurons

    init(divergences: [Double], norms: [Double], published rule: DeadNeuronRule) {
      self.divergences = divergences
      published = rule.dead(divergences: divergences, norms: norms)
      quiet = DeadNeuronRule.divergence(below: 0.01).dead(divergences: divergences, norms: norms)
      apart = DeadNeuronRule.largestGap.dead(divergences: divergences, norms: norms)
    }
  }

  private struct Found {
    let model: ReproducedModel
    let runs: [Census]

    func active(_ rule: KeyPath<Census, DeadNeurons>) -> SeedSummary {
      SeedSummary(runs.map { $0[keyPath: rule].activeFraction ?? .nan })
    }

    var json: JSONValue {
      .object([
        "model": .text(model.name), "active_by_published_rule": active(\.published).json,
        "active_above_0.01_nats": active(\.quiet).json,
        "active_by_largest_gap": active(\.apart).json,
        "kl_by_neuron": .list(runs[0].divergences.map { .measured($0) }),
      ])
    }
  }

  private static func table(_ found: [Found]) -> ReportPage.Table {
    ReportPage.Table(
      ["active neurons", "published rule", "published", "KL > .01", "largest gap"],
      rows: found.map { found in
        [
          found.model.title, found.active(\.published).text(decimals: 3),
          PublishedResults.all.activeShare[found.model] ?? "–",
          found.active(\.quiet).text(decimals: 3),
          found.active(\.apart).text(decimals: 3),
        ]
      })
  }
}
