// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

extension RunFolder {
  /// Whether a dictionary was learned here, and no model trained.
  var holdsSparseCoding: Bool {
    get throws {
      struct Kind: Decodable { let model: SparseAlgorithm }
      let text = try FileReading.text(of: configurationPath)
      return (try? JSONText.decode(Kind.self, from: text)) != nil
    }
  }

  /// The settings of a dictionary's learning.
  func sparseConfiguration() throws -> SparseConfiguration {
    guard try holdsSparseCoding else {
      _ = try configuration()
      throw Refusal(
        .usage,
        "\(path) is the run of a model, not of a dictionary. Go on with `interspike train --resume \(path)`."
      )
    }
    return try settings()
  }

  /// Refuses a folder in which a dictionary was learned.
  func requireModel() throws {
    guard try holdsSparseCoding else { return }
    throw Refusal(
      .usage,
      "\(path) holds a dictionary of `interspike sparse` and no trained model. Code data on it with "
        + "`interspike sparse code \(path)`, or go on with `interspike sparse --resume \(path)`.")
  }
}
