// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Runs

/// What a code costs in nats and spikes as neurons are added.
///
/// > Reference: arXiv 2602.13421 for the question; Vafaii, Galor & Yates, arXiv 2405.14473, for the published column.
struct MetabolicCostReproduction: Reproduction {
  let name = "metabolic-cost"
  let title = "The metabolic cost of a code"
  let question = "Do more neurons mean more spikes, or does the KL term keep the population quiet?"

  private func latents(_ extent: ReproductionExtent) -> [Int] {
    extent.isQuick ? [32, 128, 512] : [32, 128, 256, 512, 768, 1024, 2048]
  }

  private let weights: [Double] = [0.4, 1, 4]

  private func trainings(
    _ extent: ReproductionExtent, latents: Int, beta: Double
  ) -> [PlannedRun] {
    extent.seedRange.map { extent.swept(latents: latents, beta: beta, seed: $0) }
  }

  func trainings(_ extent: ReproductionExtent) -> [PlannedRun] {
    weights.flatMap { beta in
      latents(extent).flatMap { trainings(extent, latents: $0, beta: beta) }
    }
  }

  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings {
    let cells = try weights.flatMap { beta in
      try latents(bench.extent).map { latents in
        let found = try trainings(bench.extent, latents: latents, beta: beta).map {
          try bench.evaluation($0)
        }
        return Cell(
          latents: latents, beta: beta, kl: SeedSummary(found.map(\.kl)),
          spikes: SeedSummary(found.map { $0.spikesPerDatum ?? .nan }),
          mse: SeedSummary(found.map(\.mse)), zeros: SeedSummary(found.map(\.zeros)))
      }
    }
    var findings = ReproductionFindings()
    findings.elements = [
      .text(
        "A neuron pays r·(1 + e^δ(δ − 1)) nats whenever its rate r·e^δ departs from its prior rate r. The price of a "
          + "stimulus is the sum over neurons; its spikes are the sum of the counts."),
      .table(Self.table(cells)),
      try await bench.picture(
        figure(cells), "metabolic-cost.svg",
        caption:
          "KL and spikes per 16 × 16 patch against the population size, for three weights β."
      ),
    ]
    findings.measurements = ["cells": .list(cells.map(\.json))]
    return findings
  }

  /// The models of one size and weight.
  private struct Cell {
    let latents: Int
    let beta: Double
    let kl: SeedSummary
    let spikes: SeedSummary
    let mse: SeedSummary
    let zeros: SeedSummary

    var json: JSONValue {
      .object([
        "latents": .integer(latents), "beta": .measured(beta), "kl": kl.json,
        "spikes_per_datum": spikes.json, "mse": mse.json, "zeros": zeros.json,
      ])
    }

    var published: String? {
      if beta == 1 { return PublishedResults.all.klByLatents[latents] }
      return latents == 512 ? PublishedResults.all.linear512.first { $0.beta == beta }?.kl : nil
    }
  }

  private static func table(_ cells: [Cell]) -> ReportPage.Table {
    ReportPage.Table(
      [
        "β", "neurons", "KL (nats)", "published", "spikes per patch", "spikes per neuron", "zeros",
        "MSE",
      ],
      rows: cells.map { cell in
        [
          Text.plain(cell.beta), "\(cell.latents)", cell.kl.text(),
          cell.published ?? "–", cell.spikes.text(decimals: 1),
          SeedSummary(cell.spikes.values.map { $0 / Double(cell.latents) }).text(decimals: 3),
          cell.zeros.text(decimals: 3), cell.mse.text(),
        ]
      })
  }

  private func figure(_ cells: [Cell]) -> RelationFigure {
    func plot(
      _ heading: String, _ ordinate: String, _ value: (Cell) -> Double
    ) -> RelationFigure.Plot {
      RelationFigure.Plot(
        heading, abscissa: "neurons", ordinate: ordinate, logarithmicAbscissa: true,
        logarithmicOrdinate: true,
        series: weights.map { beta in
          .init(
            "β = \(Text.plain(beta))",
            cells.filter { $0.beta == beta }.map { .init(x: Double($0.latents), y: value($0)) })
        })
    }
    return RelationFigure([
      plot("what a stimulus costs", "KL (nats)") { $0.kl.mean },
      plot("what it is paid in", "spikes per stimulus") { $0.spikes.mean },
      plot("what it buys", "squared error") { $0.mse.mean },
      plot("price of a spike", "KL per spike (nats)") { $0.kl.mean / $0.spikes.mean },
    ])
  }
}
