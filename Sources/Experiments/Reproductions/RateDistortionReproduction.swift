// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Foundation
internal import Runs
internal import Tensors

/// How sparsity and reconstruction trade off as β changes.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, rate–distortion sweep on DOVES.
struct RateDistortionReproduction: Reproduction {
  let name = "rate-distortion"
  let title = "Rate and distortion of the Poisson VAE"
  let question =
    "What does a weight β on the metabolic cost buy in sparsity, and what does it cost in reconstruction?"

  /// The weights of the published sweep.
  static let weights = [0.01, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 4]

  func trainings(_ extent: ReproductionExtent) -> [PlannedRun] {
    Self.weights.flatMap { beta in extent.seedRange.map { extent.swept(beta: beta, seed: $0) } }
  }

  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings {
    let sweep = try Self.sweep(on: bench)
    let sparsity = sweep.map(\.lifetime.mean)
    let overBeta = try? SigmoidFit(x: sweep.map { log($0.beta) }, y: sparsity)
    let overError = try? SigmoidFit(x: sweep.map(\.mseMAP.mean), y: sparsity)
    var findings = ReproductionFindings()
    findings.elements = [
      .text(
        "Lifetime sparsity as a sigmoid of ln β: \(overBeta.verdict); of the squared error: \(overError.verdict). Both were "
          + "fitted by nonlinear least squares."
      ),
      .text(
        Self.isMonotone(sweep)
          ? "Squared error and lifetime sparsity rise with every step of β."
          : "Squared error or lifetime sparsity does not rise with every step of β."),
      .table(Self.table(sweep)),
      try await bench.picture(
        figure(sweep, overBeta, overError), "rate-distortion.svg",
        caption: "Ours (filled) and published (open); the lines are the fitted sigmoids. "
          + "Squared error of the mean counts, summed over 256 pixels."),
    ]
    findings.measurements = [
      "cells": .list(sweep.map(\.json)), "is_monotone": .truth(Self.isMonotone(sweep)),
      "lifetime_over_log_beta": overBeta?.json ?? .null,
      "lifetime_over_mse_map": overError?.json ?? .null,
    ]
    return findings
  }

  /// The models of one β.
  struct Cell {
    let beta: Double
    let mse: SeedSummary
    let kl: SeedSummary
    let mseMAP: SeedSummary
    let lifetime: SeedSummary

    var json: JSONValue {
      .object([
        "beta": .measured(beta), "mse": mse.json, "kl": kl.json, "mse_map": mseMAP.json,
        "lifetime_sparsity": lifetime.json,
      ])
    }
  }

  /// The models of all weights, measured on these photographs or on all of them.
  static func sweep(on bench: ReproductionBench, of chosen: Tensor? = nil) throws -> [Cell] {
    try weights.map { beta in
      let found = try bench.extent.seedRange.map {
        try bench.evaluation(bench.extent.swept(beta: beta, seed: $0), on: chosen)
      }
      return Cell(
        beta: beta, mse: SeedSummary(found.map(\.mse)), kl: SeedSummary(found.map(\.kl)),
        mseMAP: SeedSummary(found.map(\.mseMAP)),
        lifetime: SeedSummary(found.map { $0.lifetimeSparsity ?? .nan }))
    }
  }

  static func isMonotone(_ sweep: [Cell]) -> Bool {
    zip(sweep, sweep.dropFirst()).allSatisfy { lower, higher in
      lower.mse.mean < higher.mse.mean && lower.mseMAP.mean < higher.mseMAP.mean
        && lower.lifetime.mean < higher.lifetime.mean
    }
  }

  private static func table(_ sweep: [Cell]) -> ReportPage.Table {
    ReportPage.Table(
      [
        "β", "MSE", "published", "KL", "published", "MSE (MAP)", "published", "lifetime",
        "published",
      ],
      rows: sweep.map { cell in
        let theirs = PublishedResults.all.linear512.first { $0.beta == cell.beta }
        return [
          Text.plain(cell.beta), cell.mse.text(), theirs?.mse ?? "–", cell.kl.text(),
          theirs?.kl ?? "–", cell.mseMAP.text(), theirs?.mseMap ?? "–",
          cell.lifetime.text(decimals: 3), theirs?.lifetime ?? "–",
        ]
      })
  }

  private func figure(
    _ sweep: [Cell], _ overBeta: SigmoidFit?, _ overError: SigmoidFit?
  ) -> RelationFigure {
    let theirs = PublishedResults.all.linear512.compactMap { row in
      row.points.map { (beta: row.beta, mseMAP: $0.mseMAP, lifetime: $0.lifetime) }
    }
    let overBeta = (overBeta?.curve(over: sweep.map { log($0.beta) }) ?? []).map {
      RelationFigure.Point(x: exp($0.x), y: $0.y)
    }
    return RelationFigure([
      RelationFigure.Plot(
        "sparsity against the weight of the metabolic cost", abscissa: "β",
        ordinate: "lifetime sparsity", logarithmicAbscissa: true,
        series: [
          .init("sigmoid", overBeta, style: .curve),
          .init(
            "Poisson VAE", sweep.map { .init(x: $0.beta, y: $0.lifetime.mean) }, style: .points),
          .init("published", theirs.map { .init(x: $0.beta, y: $0.lifetime) }, style: .published),
        ]),
      RelationFigure.Plot(
        "sparsity against distortion", abscissa: "squared error of the mean counts",
        ordinate: "lifetime sparsity",
        series: [
          .init("sigmoid", overError?.curve(over: sweep.map(\.mseMAP.mean)) ?? [], style: .curve),
          .init(
            "Poisson VAE",
            sweep.map {
              .init(x: $0.mseMAP.mean, y: $0.lifetime.mean, label: "β \(Text.plain($0.beta))")
            },
            style: .points),
          .init("published", theirs.map { .init(x: $0.mseMAP, y: $0.lifetime) }, style: .published),
        ]),
    ])
  }
}
