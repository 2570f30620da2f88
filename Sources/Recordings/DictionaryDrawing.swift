// SPDX-License-Identifier: GPL-3.0-or-later

internal import Evaluation
package import Figures
internal import Foundation
internal import LatentModels
package import Runs
internal import Tensors

/// A dictionary of a run on its way into a figure.
package struct DictionaryDrawing {
  /// What decides the order of atoms.
  package enum Order: String, CaseIterable, Sendable {
    case kl
    case natsPerSpike = "nats-per-spike"
    case length
    case use

    /// The words of the title.
    var rule: String {
      switch self {
      case .kl: "KL"
      case .natsPerSpike: "nats per spike"
      case .length: "length"
      case .use: "use"
      }
    }
  }

  private let dictionary: RunDictionary
  private let run: String
  private let data: String?
  private let order: Order
  private let width: Int
  private let seed: UInt64
  private let threads: Int

  /// A drawing.
  ///
  /// - Parameters:
  ///   - dictionary: the dictionary.
  ///   - run: the folder of its run.
  ///   - data: stimuli to measure the KL of its neurons on.
  ///   - order: what decides the order; nil for use, or KL with data and length without.
  ///   - width: pixels in a row of an atom; it divides the pixels.
  package init(
    _ dictionary: RunDictionary, of run: String, data: String?, order: Order?, width: Int,
    seed: UInt64, threads: Int
  ) {
    (self.dictionary, self.run, self.data, self.width) = (dictionary, run, data, width)
    (self.seed, self.threads) = (seed, threads)
    self.order = order ?? (dictionary.uses != nil ? .use : data == nil ? .length : .kl)
  }

  /// The figure, with the tuning of its Gabor-like atoms if they are wanted.
  ///
  /// - Throws: `RunError` when the order or the fits do not suit the run.
  package func figure(fittingGabors: Bool) async throws -> DictionaryFigure {
    let (pixels, atoms) = (dictionary.pixels, dictionary.atoms.transposed().values)
    var figure = DictionaryFigure(
      atoms: atoms, height: pixels / width, width: width, sortedBy: try await keys(atoms))
    figure.title =
      "\(dictionary.count) atoms after \(dictionary.step ?? 0) steps, by \(order.rule)"
    guard fittingGabors else { return figure }
    guard width >= 3, pixels / width >= 3 else {
      throw RunError(
        .settings,
        "\(setting: "gabor") needs atoms of at least 3 by 3 pixels; these are \(width) by \(pixels / width). Leave it out."
      )
    }
    let likes = GaborFit.fits(
      of: dictionary.atoms, columns: width, rows: pixels / width, threads: threads
    ).compactMap { $0 }.filter(\.isGaborLike)
    figure.tuning = likes.map { .init(orientation: $0.orientation, frequency: $0.frequency) }
    figure.title +=
      "; \(likes.count) (\(likes.count * 100 / max(1, dictionary.count)) %) Gabor-like"
    return figure
  }

  /// A number for each atom; the largest come first.
  private func keys(_ atoms: [Float]) async throws -> [Double] {
    if dictionary.uses != nil, data != nil {
      throw RunError(
        .settings,
        "\(setting: "data") measures the KL of a model, but \(run) is a run of `interspike sparse`. Leave it out."
      )
    }
    switch order {
    case .use:
      guard let uses = dictionary.uses else {
        throw RunError(
          .settings,
          "\(setting: "sort") use is for runs of `interspike sparse`; \(run) is a model. Choose kl or length."
        )
      }
      return uses.map(Double.init)
    case .length:
      let pixels = dictionary.pixels
      return (0..<dictionary.count).map { atom in
        atoms[atom * pixels..<(atom + 1) * pixels].reduce(0.0) { $0 + Double($1) * Double($1) }
      }
    case .kl: return try await divergences()
    case .natsPerSpike:
      let logPrior = try RunFolder(existing: run).model().spiking(for: "--sort nats-per-spike")
        .logPrior.values
      return zip(try await divergences(), logPrior).map { $0 / exp(Double($1)) }
    }
  }

  private func divergences() async throws -> [Double] {
    guard let data else {
      throw RunError(
        .settings,
        "\(setting: "sort") by KL or nats per spike needs stimuli to measure the KL on. Give \(setting: "data")."
      )
    }
    let stimuli = try await StimulusFile(path: data)
    try stimuli.requirePixels(dictionary.pixels, of: "the model of \(run)")
    return try RunFolder(existing: run).model().evaluated(
      on: stimuli.data, seed: seed, threads: threads
    ).klByNeuron
  }
}
