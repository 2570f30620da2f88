// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Runs
internal import SparseCoding
internal import Tensors

/// Which codes are sparse, and what they pay for it in reconstruction.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, lifetime sparsity of all families, LCA and ISTA.
struct SparsityReproduction: Reproduction {
  let name = "sparsity"
  let title = "Lifetime sparsity against reconstruction"
  let question = "Which codes are sparse, like those of cortex, and what do they pay for it?"

  private let thresholds = [0.05, 0.1, 0.3, 0.5, 0.7]

  func trainings(_ extent: ReproductionExtent) -> [PlannedRun] {
    ReproducedModel.allCases.flatMap { model in
      extent.seedRange.map { extent.photographs(model, seed: $0) }
    } + SparseAlgorithm.reproduced.map { extent.sparse($0, seed: extent.firstSeed) }
  }

  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings {
    let models = try ReproducedModel.allCases.map { model in
      let found = try bench.extent.seedRange.map {
        try bench.evaluation(bench.extent.photographs(model, seed: $0))
      }
      return Found(
        model: model, mse: SeedSummary(found.map(\.mse)), mseMAP: SeedSummary(found.map(\.mseMAP)),
        lifetime: SeedSummary(found.map { $0.lifetimeSparsity ?? .nan }),
        population: SeedSummary(found.map { $0.populationSparsity ?? .nan }),
        zeros: SeedSummary(found.map(\.zeros)))
    }
    let photographs = try bench.photographs(atMost: bench.extent.isQuick ? 2000 : .max)
    let sparse = try SparseAlgorithm.reproduced.map { algorithm in
      let dictionary = try bench.dictionary(
        bench.extent.sparse(algorithm, seed: bench.extent.firstSeed))
      return (
        algorithm: algorithm,
        codes: try thresholds.map {
          try algorithm.measurement(
            threshold: $0, on: dictionary, of: photographs, bench: bench)
        }
      )
    }
    var findings = ReproductionFindings()
    findings.elements = [
      .text(
        "Held-out photographs: all of them for the models, \(photographs.shape[0]) of them for LCA and ISTA."
      ),
      .table(Self.table(models)),
      .table(Self.table(sparse)),
      try await bench.picture(
        figure(models, sparse), "sparsity.svg",
        caption:
          "Each model once, decoded from samples and from mean latents; LCA and ISTA at different thresholds, on dictionaries "
          + "of their own. Closer to the upper left is better."),
    ]
    findings.measurements = [
      "models": .list(models.map(\.json)),
      "sparse_coding": .object(
        Dictionary(
          uniqueKeysWithValues: sparse.map { ($0.algorithm.rawValue, .list($0.codes.map(\.json))) })
      ),
    ]
    return findings
  }

  private struct Found {
    let model: ReproducedModel
    let mse: SeedSummary
    let mseMAP: SeedSummary
    let lifetime: SeedSummary
    let population: SeedSummary
    let zeros: SeedSummary

    var json: JSONValue {
      .object([
        "model": .text(model.name), "mse": mse.json, "mse_map": mseMAP.json,
        "lifetime_sparsity": lifetime.json, "population_sparsity": population.json,
        "zeros": zeros.json,
      ])
    }
  }

  private static func table(_ models: [Found]) -> ReportPage.Table {
    let published = PublishedResults.all
    return ReportPage.Table(
      ["model", "MSE", "published", "MSE (MAP)", "lifetime", "published", "population", "zeros"],
      rows: models.map { found in
        [
          found.model.title, found.mse.text(), published.error[found.model] ?? "–",
          found.mseMAP.text(), found.lifetime.text(decimals: 3),
          published.lifetime[found.model] ?? "–",
          found.population.text(decimals: 3), found.zeros.text(decimals: 3),
        ]
      })
  }

  private static func table(
    _ sparse: [(algorithm: SparseAlgorithm, codes: [SparseCodeMeasurement])]
  ) -> ReportPage.Table {
    let published = PublishedResults.all.sparseCoding
    return ReportPage.Table(
      ["sparse coding", "λ", "MSE", "lifetime", "zeros", "published, λ = .1"],
      rows: sparse.flatMap { algorithm, codes in
        codes.map { code in
          [
            algorithm.title, Text.plain(code.threshold), Text.fixed(code.mse, decimals: 2),
            Text.fixed(code.lifetime, decimals: 3), Text.fixed(code.zeros, decimals: 3),
            code.threshold == 0.1 ? published[algorithm.rawValue] ?? "–" : "–",
          ]
        }
      })
  }

  private func figure(
    _ models: [Found], _ sparse: [(algorithm: SparseAlgorithm, codes: [SparseCodeMeasurement])]
  ) -> RelationFigure {
    func plot(_ heading: String, _ error: (Found) -> Double) -> RelationFigure.Plot {
      RelationFigure.Plot(
        heading, abscissa: "squared error", ordinate: "lifetime sparsity",
        series: models.map { found in
          .init(found.model.title, [.init(x: error(found), y: found.lifetime.mean)], style: .points)
        }
          + sparse.map { algorithm, codes in
            .init(
              algorithm.title,
              codes.map { .init(x: $0.mse, y: $0.lifetime, label: "λ \(Text.plain($0.threshold))") }
            )
          })
    }
    return RelationFigure([
      plot("decoded from samples") { $0.mse.mean },
      plot("decoded from mean latents") { $0.mseMAP.mean },
    ])
  }
}
