// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
internal import Tensors

/// A training at rest: one safetensors file from which it continues bit for bit.
///
/// ```
/// fc_enc.weight …                    parameters and buffers, under their own names
/// optimizer.mean.fc_enc.weight …     the optimizer's memory
/// ema.fc_enc.weight …                the average of the parameters, when there is one
/// __metadata__                       format, schema, step, seed, stream_version, config, score
/// ```
/// PyTorch reads it with `safetensors.torch.load_file` and, without the names that begin with
/// `optimizer.` or `ema.`, `load_state_dict`.
public struct Checkpoint: Sendable, Equatable {
  /// What the names of the optimizer's tensors begin with.
  public static let optimizerPrefix = "optimizer."
  /// What the names of averaged parameters begin with.
  public static let averagePrefix = "ema."
  /// What no name of a parameter or buffer begins with.
  static let prefixes = [optimizerPrefix, averagePrefix]
  /// What `format` in the metadata says.
  public static let format = "interspike-checkpoint"
  /// The version of the layout that is written.
  public static let schema = 1

  /// The parameters and the buffers by name.
  public let parameters: [NamedTensor]
  /// The optimizer's memory by name.
  public let optimizerMemory: [NamedTensor]
  /// The average of the parameters by name; empty without one.
  public let averages: [NamedTensor]
  /// The steps taken.
  public let step: Int
  /// The seed of the training.
  public let seed: UInt64
  /// The version of the streams of random numbers.
  public let streamVersion: Int
  /// Free text, usually the configuration as JSON.
  public let configuration: String
  /// What the model was measured at, the lower the better; nil when it was not.
  public let score: Double?

  /// A checkpoint of its parts.
  public init(
    parameters: [NamedTensor], optimizerMemory: [NamedTensor], averages: [NamedTensor] = [],
    step: Int, seed: UInt64, streamVersion: Int, configuration: String, score: Double? = nil
  ) {
    self.parameters = Self.sorted(parameters)
    self.optimizerMemory = Self.sorted(optimizerMemory)
    self.averages = Self.sorted(averages)
    self.step = step
    self.seed = seed
    self.streamVersion = streamVersion
    self.configuration = configuration
    self.score = score
  }

  private static func sorted(_ tensors: [NamedTensor]) -> [NamedTensor] {
    tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Reads a checkpoint.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or ``CheckpointError``.
  public init(path: String) throws {
    try self.init(file: try SafetensorsFile(path: path), called: path)
  }

  /// Takes a checkpoint from a file in memory; `source` is how errors name it.
  public init(file: SafetensorsFile, called source: String = "the file") throws {
    func text(_ key: String) throws(CheckpointError) -> String {
      guard let value = file.metadata[key] else { throw .missingMetadata(key, source: source) }
      return value
    }
    func number<Number: FixedWidthInteger>(_ key: String) throws(CheckpointError) -> Number {
      let value = try text(key)
      guard let number = Number(value), number >= 0 else {
        throw .badMetadata(key, value: value, source: source)
      }
      return number
    }
    guard file.metadata["format"] == Self.format else {
      throw CheckpointError.notACheckpoint(source: source)
    }
    let schema: Int = try number("schema")
    guard schema == Self.schema else { throw CheckpointError.schema(schema, source: source) }
    func tensors(_ prefix: String) throws(SafetensorsError) -> [NamedTensor] {
      var found: [NamedTensor] = []
      for entry in file.entries where entry.name.hasPrefix(prefix) {
        found.append(
          NamedTensor(String(entry.name.dropFirst(prefix.count)), try file.tensor(entry.name)))
      }
      return found
    }
    self.init(
      parameters: try file.namedTensors(without: Self.prefixes),
      optimizerMemory: try tensors(Self.optimizerPrefix),
      averages: try tensors(Self.averagePrefix),
      step: try number("step"), seed: try number("seed"),
      streamVersion: try number("stream_version"), configuration: try text("config"),
      score: try Self.score(of: file, source))
  }

  private static func score(
    of file: SafetensorsFile, _ source: String
  ) throws(CheckpointError) -> Double? {
    guard let text = file.metadata["score"] else { return nil }
    guard let score = Double(text), score.isFinite else {
      throw .badMetadata("score", value: text, source: source)
    }
    return score
  }

  /// The checkpoint as a file in memory.
  ///
  /// - Throws: `SafetensorsError` when a parameter's name cannot be saved.
  public func file() throws(SafetensorsError) -> SafetensorsFile {
    var file = SafetensorsFile(metadata: [
      "format": Self.format, "schema": "\(Self.schema)", "step": "\(step)", "seed": "\(seed)",
      "stream_version": "\(streamVersion)", "config": configuration,
    ])
    if let score { file.metadata["score"] = "\(score)" }
    for parameter in parameters { try file.add(parameter.name, parameter.tensor) }
    for tensor in averages { try file.add(Self.averagePrefix + tensor.name, tensor.tensor) }
    for tensor in optimizerMemory {
      try file.add(Self.optimizerPrefix + tensor.name, tensor.tensor)
    }
    return file
  }

  /// Writes the checkpoint; an earlier one of that name stays until the new one is whole.
  ///
  /// - Throws: `FileError`, `SafetensorsError`.
  public func write(to path: String) throws {
    try file().write(to: path)
  }
}

/// Why training cannot continue from a file.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file was not written as a checkpoint.
  case notACheckpoint(source: String)
  /// The layout is of another version.
  case schema(Int, source: String)
  /// An entry of the metadata is missing.
  case missingMetadata(String, source: String)
  /// An entry of the metadata is not a number.
  case badMetadata(String, value: String, source: String)
  /// Its random numbers came from another version of the streams.
  case streamVersion(Int, current: Int)

  public var description: String {
    switch self {
    case .notACheckpoint(let source):
      "\(source) is a safetensors file but not a checkpoint. Give a file written by training."
    case .schema(let schema, let source):
      "\(source) has layout \(schema); this version of the program reads layout \(Checkpoint.schema). "
        + "Use the version that wrote it."
    case .missingMetadata(let key, let source):
      "\(source) does not give its '\(key)'. It is damaged; use an earlier checkpoint."
    case .badMetadata(let key, let value, let source):
      "\(source) gives '\(value)' as its '\(key)', which is not a valid number. "
        + "It is damaged; use an earlier checkpoint."
    case .streamVersion(let version, let current):
      "the checkpoint was made with version \(version) of the random streams; this program has "
        + "version \(current) and cannot continue exactly. Start a new training from its weights."
    }
  }
}
