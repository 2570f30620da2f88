// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import LatentModels
internal import Randomness
internal import Runs
internal import Tensors

/// How many labels a code needs to be useful.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, downstream classification of MNIST by nearest neighbors.
struct NearestNeighboursReproduction: Reproduction {
  let name = "knn"
  let title = "Labels needed to tell digits apart"
  let question =
    "Does the Poisson code need fewer labeled digits than its siblings? Published: five times fewer."

  private func models(_ extent: ReproductionExtent) -> [ReproducedModel] {
    switch extent.amount {
    case .quick, .steps: [.poisson, .gaussian, .laplace, .categorical]
    case .share: [.poisson, .gaussian]
    case .published: ReproducedModel.allCases
    }
  }

  private func latents(_ extent: ReproductionExtent) -> [Int] {
    extent.amount == .published ? [10, 50, 100] : [10]
  }

  func trainings(_ extent: ReproductionExtent) -> [PlannedRun] {
    latents(extent).flatMap { latents in
      models(extent).flatMap { model in
        extent.seedRange.map { extent.digits(model, latents: latents, seed: $0) }
      }
    }
  }

  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings {
    let digits = try bench.digits()
    let found = try latents(bench.extent).flatMap { latents in
      try models(bench.extent).map { model in
        Found(
          model: model, latents: latents,
          runs: try bench.extent.seedRange.map { seed in
            try bench.check("stopped while classifying; the trained models were kept.")
            let trained = try bench.model(
              bench.extent.digits(model, latents: latents, seed: seed)
            ).amortized(for: "reproduce")
            let features = digits.test.features(of: trained, threads: bench.threads)
            return Run(
              efficiency: digits.test.labelEfficiency(
                of: features, seed: seed, threads: bench.threads),
              shattering: ShatteringDimension(
                training: (
                  digits.train.features(of: trained, threads: bench.threads),
                  digits.train.labels
                ), testing: (features, digits.test.labels), threads: bench.threads
              ).mean)
          })
      }
    }
    var findings = ReproductionFindings()
    findings.elements = [
      .text(
        "The first 5000 test digits provide labels, and the last 5000 are classified by their 5 nearest neighbors; 100 draws of 200 and of 1000 labels. "
          + "Features: the log-gain δ of the Poisson model, log-probabilities of the categorical one, locations of the others."
      ),
      .table(Self.table(found)),
      .text(Self.verdict(found)),
      .heading("Shattering dimension"),
      .text(
        "The mean accuracy of logistic regression over all 252 ways to split ten digits into five and five, trained on 60,000 digits and "
          + "tested on 10,000."),
      .table(Self.shatteringTable(found)),
      try await bench.picture(
        figure(found), "knn.svg",
        caption:
          "Accuracy against the number of labels, with the standard deviation over draws. Open symbols: published, 1200 epochs."
      ),
    ]
    findings.measurements = ["models": .list(found.map(\.json))]
    return findings
  }

  private struct Run {
    let efficiency: LabelEfficiency
    let shattering: Double
  }

  private struct Found {
    let model: ReproducedModel
    let latents: Int
    let runs: [Run]

    /// The accuracy of each run with this many labels; nil when there are too few data.
    func accuracy(_ examples: Int) -> SeedSummary? {
      let values = runs.compactMap { run in
        run.efficiency.measurements.first { $0.examples == examples }?.mean
      }
      return values.isEmpty ? nil : SeedSummary(values)
    }

    /// The standard deviation over the draws of the first run.
    func spread(_ examples: Int) -> Double {
      let draws = runs[0].efficiency.measurements.first { $0.examples == examples }?.accuracies
      return SeedSummary(draws ?? [.nan]).deviation ?? 0
    }

    var json: JSONValue {
      .object([
        "model": .text(model.name), "latents": .integer(latents),
        "accuracy": .object(
          Dictionary(
            uniqueKeysWithValues: NearestNeighboursReproduction.sizes.map {
              ("\($0)", accuracy($0)?.json ?? .null)
            })),
        "shattering": SeedSummary(runs.map(\.shattering)).json,
      ])
    }
  }

  private static let sizes = LabelEfficiency.publishedSizes

  private static func table(_ found: [Found]) -> ReportPage.Table {
    ReportPage.Table(
      ["model", "K"] + sizes.flatMap { ["\($0) labels", "published"] },
      rows: found.map { found in
        [found.model.title, "\(found.latents)"]
          + sizes.enumerated().flatMap { index, size in
            [
              found.accuracy(size)?.text(decimals: 3) ?? "–",
              PublishedResults.all.accuracy[found.latents]?[found.model]?.labels[index] ?? "–",
            ]
          }
      })
  }

  private static func shatteringTable(_ found: [Found]) -> ReportPage.Table {
    ReportPage.Table(
      ["model", "K", "shattering", "published"],
      rows: found.map { found in
        [
          found.model.title, "\(found.latents)",
          SeedSummary(found.runs.map(\.shattering)).text(decimals: 3),
          PublishedResults.all.accuracy[found.latents]?[found.model]?.shattering ?? "–",
        ]
      })
  }

  private static func verdict(_ found: [Found]) -> String {
    func accuracy(_ model: ReproducedModel, _ examples: Int) -> Double? {
      found.first { $0.model == model }?.accuracy(examples)?.mean
    }
    guard let few = accuracy(.poisson, 200), let gaussian = accuracy(.gaussian, 200),
      let many = accuracy(.gaussian, 1000)
    else { return "There are too few digits for the published comparison." }
    let lead = few - gaussian
    return
      "With 200 labels, the Poisson code is \(Text.fixed(abs(lead), decimals: 3)) \(lead >= 0 ? "above" : "below") the Gaussian "
      + "one (published: .142 above). With a fifth of the labels: Poisson with 200 reaches \(Text.fixed(few, decimals: 3)), Gaussian with "
      + "1000 \(Text.fixed(many, decimals: 3)); the claim \(few >= many ? "holds" : "does not hold") here (published: .815 against .813)."
  }

  private func figure(_ found: [Found]) -> RelationFigure {
    RelationFigure(
      Set(found.map(\.latents)).sorted().map { latents in
        RelationFigure.Plot(
          "K = \(latents)", abscissa: "labeled digits", ordinate: "accuracy",
          logarithmicAbscissa: true,
          series: found.filter { $0.latents == latents }.flatMap { found in
            [
              RelationFigure.Series(
                found.model.title,
                Self.sizes.compactMap { size in
                  found.accuracy(size).map {
                    .init(x: Double(size), y: $0.mean, halfInterval: found.spread(size))
                  }
                }),
              RelationFigure.Series(
                found.model.title,
                PublishedResults.all.accuracy[latents]?[found.model].map { published in
                  zip(Self.sizes, published.means).map { .init(x: Double($0), y: $1) }
                } ?? [], style: .published),
            ]
          })
      })
  }
}
