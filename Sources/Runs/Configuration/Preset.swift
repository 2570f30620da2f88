// SPDX-License-Identifier: GPL-3.0-or-later

/// Published recipes by name, given as the settings that depart from the defaults.
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

  /// All names, for a sentence.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// How many passes through the data the recipe takes.
  package var epochs: Int {
    switch self {
    case .dovesPaper: 3000
    case .cifarPaper: 1500
    case .mnistPaper: 1200
    case .mnistRecent: 400
    }
  }

  /// Over how many of them the learning rate rises; nil for the family's recipe.
  package var warmupEpochs: Int? { self == .mnistRecent ? nil : 5 }

  /// The share of all steps over which the learning rate rises; nil for the family's recipe.
  package var warmupPortion: Double? { warmupEpochs.map { Double($0) / Double(epochs) } }

  /// Applies the recipe, except for how long to train.
  public func apply(to settings: inout RunConfiguration) {
    if self != .mnistRecent { settings.largestLogRate = 5.3 }
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
    }
  }
}
