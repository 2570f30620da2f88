// SPDX-License-Identifier: GPL-3.0-or-later


/// Published recipes by name: what departs from the defaults, by the keys of a configuration.
///
/// They say how to train and leave the data and the networks to the user.
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
  package var epochs: Int { count("epochs") ?? 0 }

  /// The share of all steps over which the learning rate rises; nil for what the family's recipe says.
  package var warmupPortion: Double? { count("warmup_epochs").map { Double($0) / Double(epochs) } }

  private func count(_ key: String) -> Int? {
    guard case .integer(let count) = settings[key] else { return nil }
    return count
  }

  /// The settings of the recipe.
  package var settings: [String: JSONValue] {
    let patches: [String: JSONValue] = [
      "learning_rate": .number(0.005), "batch": .integer(1000), "weight_decay": .number(0),
      "clip": .number(500), "warmup_epochs": .integer(5), "largest_log_rate": .number(5.3),
    ]
    let digits: [String: JSONValue] = [
      "learning_rate": .number(0.002), "clip": .number(1000),
    ]
    return switch self {
    case .dovesPaper: patches.merging(["epochs": .integer(3000)]) { $1 }
    case .cifarPaper: patches.merging(["epochs": .integer(1500)]) { $1 }
    case .mnistPaper:
      digits.merging([
        "batch": .integer(200), "epochs": .integer(1200), "weight_decay": .number(3e-4),
        "restarts": .integer(2), "warmup_epochs": .integer(5), "largest_log_rate": .number(5.3),
      ]) { $1 }
    case .mnistRecent:
      digits.merging([
        "batch": .integer(100), "epochs": .integer(400), "weight_decay": .number(0),
      ]) { $1 }
    }
  }
}
