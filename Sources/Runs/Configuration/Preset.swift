// SPDX-License-Identifier: GPL-3.0-or-later

/// Recipes by name, given as the settings that depart from the defaults: published ones, and one of ours.
///
/// They say how to train and leave the choice of data and networks to the user.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, appendix on training, and their configuration files.
public enum Preset: String, CaseIterable, Sendable {
  /// 16 × 16 patches of van Hateren's and DOVES photographs.
  case dovesPaper = "doves-paper"
  /// 16 × 16 patches of CIFAR-10.
  case cifarPaper = "cifar-paper"
  /// MNIST as in the paper.
  case mnistPaper = "mnist-paper"
  /// MNIST as in the public code since 2025.
  case mnistRecent = "mnist-recent"
  /// Ours: the shortest way we know to a clean dictionary of 512 atoms on whitened photographs.
  ///
  /// β falls to its final value instead of rising to it. While spikes are dear, few neurons fire and each has to become
  /// worth its spikes; with β rising, half of them first learn to fire at anything and take ten times as long to give it up.
  /// The figures are in docs/decisions/0024.
  case cleanDictionary = "clean-dictionary"

  /// All names, for a sentence.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// How many passes through the data the recipe takes.
  package var epochs: Int {
    switch self {
    case .dovesPaper: 3000
    case .cifarPaper: 1500
    case .mnistPaper: 1200
    case .mnistRecent: 400
    case .cleanDictionary: 97
    }
  }

  /// Over how many of them the learning rate rises; nil for the family's recipe.
  package var warmupEpochs: Int? {
    self == .mnistRecent || self == .cleanDictionary ? nil : 5
  }

  /// The share of all steps over which the learning rate rises; nil for the family's recipe.
  package var warmupPortion: Double? { warmupEpochs.map { Double($0) / Double(epochs) } }

  /// Applies the recipe, except for how long to train.
  public func apply(to settings: inout RunConfiguration) {
    if self != .mnistRecent, self != .cleanDictionary { settings.largestLogRate = 5.3 }
    settings.weightDecay = 0
    switch self {
    case .dovesPaper, .cifarPaper:
      (settings.learningRate, settings.batch, settings.clip) = (0.005, 1000, 500)
    case .mnistPaper:
      (settings.learningRate, settings.batch, settings.clip) = (0.002, 200, 1000)
      settings.weightDecay = 3e-4
      settings.restarts = 2
    case .mnistRecent:
      (settings.learningRate, settings.batch, settings.clip) = (0.002, 100, 1000)
    case .cleanDictionary:
      (settings.learningRate, settings.batch) = (0.01, 500)
      (settings.betaStart, settings.annealingPortion) = (1.5, 0.6)
      guard settings.model == .poisson else { return }
      settings.estimator = .finiteOrder
      settings.priorBound = -2
    }
  }
}
