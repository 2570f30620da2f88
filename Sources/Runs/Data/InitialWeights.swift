// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Learning
internal import Randomness
internal import Stimuli
internal import Tensors

/// Weights that training starts from, from a checkpoint or any other `.safetensors` file that
/// holds exactly the model's tensors.
public struct InitialWeights {
  /// What a run records about them.
  public let identity: Identity
  private let file: SafetensorsFile

  /// How a run recognizes its initial weights.
  public struct Identity: Codable, Equatable, Sendable {
    /// The path: as the user gave it, or absolute in `config.json`.
    public var path: String
    /// The fingerprint of the file.
    public var sha256: String

    /// Weights known by their identity.
    public init(path: String, sha256: String = "") {
      self.path = path
      self.sha256 = sha256
    }
  }

  /// Reads weights from a safetensors file.
  ///
  /// - Throws: `SafetensorsError` when the file is not one; `FileError` when it cannot be read.
  public init(path: String) async throws {
    let bytes = try FileReading.bytes(of: path)
    file = try SafetensorsFile(bytes: bytes, file: path)
    identity = Identity(path: path, sha256: SHA256.sum(of: bytes))
  }

  /// The weights a run started from, needed when it was killed before its first checkpoint.
  public init(of known: Identity) async throws {
    guard FileManager.default.fileExists(atPath: known.path) else {
      throw RunError(
        .missing,
        "the initial weights of this run, \(known.path), were not found (from "
          + "\(FileManager.default.currentDirectoryPath)), and it has no checkpoint yet. "
          + "Put that file back, or start a new run.")
    }
    try await self.init(path: known.path)
    guard identity.sha256 == known.sha256 else {
      throw RunError(
        .damaged,
        "\(known.path) is not the file of initial weights this run started from: its SHA-256 is "
          + "\(identity.sha256.prefix(12))…, not \(known.sha256.prefix(12))…. "
          + "Put that file back, or start a new run.")
    }
  }

  /// The model of these weights.
  ///
  /// - Throws: `ParameterError` or `SafetensorsError` when they do not fit such a model.
  public func model(_ configuration: RunConfiguration) throws -> any TrainableModel {
    var model = try configuration.settings.model(seed: SeedSequence(configuration.seed))
    try model.load(from: file, called: identity.path)
    try Self.requireFinite(model, in: identity.path)
    return model
  }

  /// Throws when the model has diverged.
  public static func requireFinite(_ model: some TrainableModel, in path: String) throws(RunError) {
    for parameter in model.state {
      guard let value = parameter.tensor.values.first(where: { !$0.isFinite }) else { continue }
      throw RunError(
        .damaged,
        "\(path) holds the value \(Text.number(Double(value))) in '\(parameter.name)'; "
          + "weights must be finite. Use an earlier checkpoint.")
    }
  }
}
