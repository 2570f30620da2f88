// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

extension RunFolder {
  /// Whether a dictionary was learned here rather than a model trained.
  package var holdsSparseCoding: Bool {
    get throws {
      struct Kind: Decodable { let model: SparseAlgorithm }
      let text = try FileReading.text(of: configurationPath)
      return (try? JSONText.decode(Kind.self, from: text)) != nil
    }
  }

  /// The settings for learning a dictionary.
  package func sparseConfiguration() throws -> SparseConfiguration {
    guard try holdsSparseCoding else {
      _ = try configuration()
      throw RunError(
        .settings,
        "\(path) is the run of a model, not of a dictionary. Resume it with \(command: "train --resume \(path)", call: "RunTraining(resuming:)")."
      )
    }
    return try settings()
  }

  /// Throws when a dictionary was learned in this folder.
  package func requireModel() throws {
    guard try holdsSparseCoding else { return }
    throw RunError(
      .settings,
      "\(path) holds a dictionary learned by `interspike sparse`, not a trained model. "
        + "Compute sparse codes with "
        + "\(command: "sparse code \(path)", call: "RunDictionary(path:)"), or resume it with "
        + "\(command: "sparse --resume \(path)", call: "RunTraining(resuming:)")."
    )
  }
}
