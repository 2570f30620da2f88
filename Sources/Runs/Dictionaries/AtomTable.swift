// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Evaluation
internal import Foundation
internal import Tensors

/// The receptive field of every neuron: the Gabor function that best fits its atom.
package struct AtomTable {
  /// The KL above which a neuron is alive, in nats.
  private static let lifeline = 0.01

  private let divergences: [Double]
  private let fits: [GaborFit?]

  /// Fits the atoms of a dictionary.
  ///
  /// - Throws: ``RunError`` for atoms that are not square pictures.
  package init(
    _ dictionary: RunDictionary, _ evaluation: HeldOutEvaluation, threads: Int
  ) throws(RunError) {
    let side = Int(Double(dictionary.pixels).squareRoot().rounded())
    guard side >= 3, side * side == dictionary.pixels else {
      throw RunError(
        .settings,
        "pictures of \(dictionary.pixels) pixels are not squares of 3 by 3 or more, so no Gabor functions can be "
          + "fitted. Leave out --atoms.")
    }
    divergences = evaluation.klByNeuron
    fits = GaborFit.fits(
      of: dictionary.atoms, columns: side, rows: side, threads: threads)
  }

  /// One neuron per line, RFC 4180; lengths in pixels, angles in radians, empty where no function fits.
  package var csv: String {
    let numbers: [(String, KeyPath<GaborFit, Double>)] = [
      ("explained_variance", \.explainedVariance), ("amplitude", \.amplitude), ("x", \.x),
      ("y", \.y), ("orientation", \.orientation), ("frequency", \.frequency), ("phase", \.phase),
      ("width", \.width), ("length", \.length),
    ]
    var table = CSVTable(["neuron", "kl", "gabor_like"] + numbers.map(\.0))
    for (neuron, (divergence, fit)) in zip(divergences, fits).enumerated() {
      table.append(
        [neuron, divergence, fit?.isGaborLike ?? false] + numbers.map { fit?[keyPath: $0.1] })
    }
    return table.text
  }

  /// How many atoms are Gabor-like.
  package var sentence: String {
    let live = divergences.indices.filter { divergences[$0] > Self.lifeline }
    let count = live.count { fits[$0]?.isGaborLike ?? false }
    return
      "\(count) of \(Text.count(live.count, "live atom")) (KL above \(Self.lifeline)) are Gabor-like"
  }
}
