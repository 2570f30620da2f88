// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Runs
internal import SparseCoding
internal import Tensors

/// What the atoms of each family look like.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, dictionaries of all families; B. A. Olshausen & D. J. Field, Nature 381
/// > (1996) 607–609, doi:10.1038/381607a0, for what cortex and sparse coding look like.
struct DictionariesReproduction: Reproduction {
  let name = "dictionaries"
  let title = "Dictionaries"
  let question = "Which models learn receptive fields like those of simple cells from photographs?"

  private let models: [ReproducedModel] = [.poisson, .gaussian, .laplace, .categorical]

  func trainings(_ extent: ReproductionExtent) -> [PlannedRun] {
    models.map { extent.photographs($0, seed: extent.firstSeed) }
      + SparseAlgorithm.reproduced.map { extent.sparse($0, seed: extent.firstSeed) }
  }

  func findings(on bench: ReproductionBench) async throws -> ReproductionFindings {
    var learned: [LearnedDictionary] = []
    for model in models { learned.append(try learnedDictionary(model, on: bench)) }
    for algorithm in SparseAlgorithm.reproduced {
      learned.append(try learnedDictionary(algorithm, on: bench))
    }
    let found = learned.map { GaborCensus($0, threads: bench.threads) }
    var findings = ReproductionFindings()
    findings.elements = [
      .text(
        "An atom is Gabor-like when a Gabor function, fitted by non-linear least squares, explains at least half of its variance and has "
          + "subfields of both signs. "
          + "Atoms of dead neurons (mean KL below .01 nats; for categories, whose KL has little room, lengths that stand apart; for LCA and ISTA, "
          + "atoms that were never used) are not counted. No published values exist for these shares."
      ),
      .table(GaborCensus.table(found)),
      .gallery(try await mosaics(found, on: bench)),
      try await bench.picture(
        GaborCensus.figure(found), "gabor-fits.svg",
        caption:
          "Left: the share of live atoms for which a Gabor function explains at least this much variance. Right: orientation and frequency "
          + "of the Gabor-like atoms of the Poisson VAE and of LCA."),
    ]
    findings.measurements = ["dictionaries": .list(found.map(\.json))]
    return findings
  }

  private func learnedDictionary(
    _ model: ReproducedModel, on bench: ReproductionBench
  ) throws -> LearnedDictionary {
    let training = bench.extent.photographs(model, seed: bench.extent.firstSeed)
    let divergences = try bench.evaluation(training).klByNeuron
    // All categories share at most ln K nats, so their neurons are judged by their atoms instead.
    let rule: DeadNeuronRule =
      model == .categorical
      ? .published(family: .categorical, encoder: .linear, data: .photographs)
      : .divergence(below: 0.01)
    let dead = rule.dead(divergences: divergences, norms: try bench.atomLengths(training))
    return LearnedDictionary(
      name: model.name, title: model.title + " VAE", atoms: try bench.dictionary(training),
      importance: divergences, order: "KL", isLive: dead.isDead.map { !$0 })
  }

  private func learnedDictionary(
    _ algorithm: SparseAlgorithm, on bench: ReproductionBench
  ) throws -> LearnedDictionary {
    let training = bench.extent.sparse(algorithm, seed: bench.extent.firstSeed)
    let dictionary = try bench.dictionary(training)
    let uses = try algorithm.measurement(
      threshold: 0.1, on: dictionary, of: bench.photographs(atMost: 4000), bench: bench
    ).uses
    return LearnedDictionary(
      name: algorithm.rawValue, title: algorithm.title, atoms: dictionary,
      importance: uses.map(Double.init), order: "how often they are used",
      isLive: uses.map { $0 > 0 })
  }

  private func mosaics(
    _ found: [GaborCensus], on bench: ReproductionBench
  ) async throws -> [ReportPage.Element] {
    var pictures: [ReportPage.Element] = []
    for census in found {
      let dictionary = census.dictionary
      guard !dictionary.live.isEmpty else {
        pictures.append(.text("\(dictionary.title): none of the atoms is alive."))
        continue
      }
      pictures.append(
        try await bench.picture(
          dictionary.mosaic(of: 200), "\(dictionary.name)-atoms.png",
          caption: "\(dictionary.title): \(min(200, dictionary.live.count)) of "
            + "\(dictionary.live.count) live atoms, in order of \(dictionary.order)."))
    }
    return pictures
  }
}
