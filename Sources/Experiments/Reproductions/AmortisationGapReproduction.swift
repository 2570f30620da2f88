// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Runs
internal import SparseCoding
internal import Tensors

/// How much of a VAE's error is due to its encoder rather than its dictionary.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, amortization gap: LCA on the frozen decoder.
struct AmortisationGapReproduction: Reproduction {
  let name = "amortisation-gap"
  let title = "The amortization gap"
  let question =
    "Given the dictionary the Poisson VAE learned, how much better is inference by competition than its one-shot encoder?"

  private let models: [ReproducedModel] = [.poisson, .gaussian, .laplace]
  /// The published values end at 1; those beyond show the whole sigmoid.
  private let thresholds = [0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 1, 1.5, 2, 3]

  /// The Poisson VAE comes from the sweep.
  private func training(_ model: ReproducedModel, _ extent: ReproductionExtent) -> PlannedRun {
    model == .poisson
      ? extent.swept(beta: 1, seed: extent.firstSeed)
      : extent.photographs(model, seed: extent.firstSeed)
  }

  func trainings(_ extent: ReproductionExtent) -> [PlannedRun] {
    models.filter { $0 != .poisson }.map { training($0, extent) }
      + RateDistortionReproduction.weights.map { extent.swept(beta: $0, seed: extent.firstSeed) }
  }

  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings {
    let photographs = try bench.photographs(atMost: bench.extent.isQuick ? 2000 : .max)
    let found = try models.map { model in
      let training = training(model, bench.extent)
      let dictionary = try bench.dictionary(training)
      let amortised = try bench.evaluation(training, on: photographs)
      return Found(
        model: model, mseMAP: amortised.mseMAP, lifetime: amortised.lifetimeSparsity ?? .nan,
        competition: try thresholds.map { threshold in
          try SparseCodeMeasurement(
            LCA(threshold: threshold), on: dictionary, of: photographs, threads: bench.threads,
            check: bench.check)
        })
    }
    let sweep = try RateDistortionReproduction.sweep(on: bench, of: photographs)
    let amortizedFit = SweptCode(
      swept: sweep.map(\.beta), errors: sweep.map(\.mseMAP.mean),
      sparsity: sweep.map(\.lifetime.mean))
    let competitionFit = SweptCode(
      swept: found[0].competition.map(\.threshold), errors: found[0].competition.map(\.mse),
      sparsity: found[0].competition.map(\.lifetime))
    let gap = found[0].gap
    var findings = ReproductionFindings()
    findings.elements = [
      .text(
        gap.map { best in
          "On the Poisson VAE's dictionary, LCA at threshold \(Text.plain(best.threshold)) lowers the squared error from "
            + "\(Text.number(found[0].mseMAP)) to \(Text.number(best.mse)), by "
            + "\(Text.number(100 * (1 - best.mse / found[0].mseMAP), digits: 3)) %, with lifetime sparsity "
            + "\(Text.number(best.lifetime, digits: 3)) against \(Text.number(found[0].lifetime, digits: 3)). "
            + "Published, chosen the same way: at .1, from 102.39 to 43.48 (58 %), .828 against .790; at .5, to 58.20 (43 %), .916."
        } ?? "No threshold gives a code that is both as sparse as the encoder's and more accurate."),
      .text(
        "Atoms are scaled to length 1; every code uses \(photographs.shape[0]) held-out photographs and 1000 iterations with time constant 100. "
          + "The published patches were prepared differently, so relative errors can be compared but absolute ones cannot. The "
          + "published LCA standardizes each patch, which changes nothing here: the patches of `interspike data photos` are standardized already."
      ),
      .table(Self.table(found)),
      try await bench.picture(
        figure(found[0], sweep, amortizedFit, competitionFit), "amortisation-gap.svg",
        caption:
          "The Poisson VAE at different β, and LCA at different thresholds on the dictionary of β = 1. The curves are sigmoids of "
          + "ln β and of ln λ, fitted to the lifetime sparsity (\(amortizedFit.sparsity.verdict) and "
          + "\(competitionFit.sparsity.verdict)) and to the logarithm of the error (\(amortizedFit.error.verdict) and "
          + "\(competitionFit.error.verdict)). "
          + "The gap is the difference in error at equal sparsity."),
    ]
    findings.measurements = [
      "models": .list(found.map(\.json)),
      "relative_gap": gap.map { .measured(1 - $0.mse / found[0].mseMAP) } ?? .null,
      "amortised_fit": amortizedFit.json, "lca_fit": competitionFit.json,
    ]
    return findings
  }

  /// One dictionary, read by its own encoder and by competition.
  private struct Found {
    let model: ReproducedModel
    let mseMAP: Double
    let lifetime: Double
    let competition: [SparseCodeMeasurement]

    /// The most accurate competitive code that is at least as sparse as the encoder's.
    var gap: SparseCodeMeasurement? {
      competition.filter { $0.lifetime >= lifetime && $0.mse < mseMAP }.min { $0.mse < $1.mse }
    }

    var json: JSONValue {
      .object([
        "model": .text(model.name), "mse_map": .measured(mseMAP),
        "lifetime_sparsity": .measured(lifetime), "lca": .list(competition.map(\.json)),
      ])
    }
  }

  private static func table(_ found: [Found]) -> ReportPage.Table {
    let published = PublishedResults.all.competition
    func pair(_ mse: Double, _ lifetime: Double) -> String {
      "\(Text.fixed(mse, decimals: 2)) / \(Text.fixed(lifetime, decimals: 3))"
    }
    var table = ReportPage.Table(
      ["MSE / lifetime"] + found.flatMap { ["\($0.model.title) dictionary", "published"] })
    table.rows.append(
      ["its own encoder"]
        + found.flatMap { found in
          [
            pair(found.mseMAP, found.lifetime),
            found.model == .poisson ? "102.39 / .790" : "–",
          ]
        })
    for (index, threshold) in (found.first?.competition ?? []).map(\.threshold).enumerated() {
      table.rows.append(
        ["LCA, λ = \(Text.plain(threshold))"]
          + found.flatMap { found in
            let code = found.competition[index]
            return [
              pair(code.mse, code.lifetime), published[found.model]?[Text.plain(threshold)] ?? "–",
            ]
          })
    }
    return table
  }

  private func figure(
    _ found: Found, _ sweep: [RateDistortionReproduction.Cell], _ amortised: SweptCode,
    _ competition: SweptCode
  ) -> RelationFigure {
    RelationFigure([
      RelationFigure.Plot(
        "one dictionary, two ways to read it", abscissa: "squared error",
        ordinate: "lifetime sparsity",
        series: [
          .init(
            "Poisson VAE over β",
            sweep.map {
              .init(x: $0.mseMAP.mean, y: $0.lifetime.mean, label: "β \(Text.plain($0.beta))")
            }, style: .points),
          .init(
            "LCA over its threshold",
            found.competition.map {
              .init(x: $0.mse, y: $0.lifetime, label: "λ \(Text.plain($0.threshold))")
            }, style: .points),
          .init("Poisson VAE over β", amortised.curve, style: .curve),
          .init("LCA over its threshold", competition.curve, style: .curve),
        ])
    ])
  }
}
