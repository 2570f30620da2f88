// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import Tensors

/// A training at rest: one safetensors file from which it goes on bit for bit.
///
/// ```
/// fc_enc.weight …                    parameters and buffers, under their own names
/// optimizer.mean.fc_enc.weight …     the optimiser's memory
/// __metadata__                       format, schema, step, seed, stream_version, config
/// ```
/// PyTorch reads it with `safetensors.torch.load_file` and, without the names that begin with
/// `optimizer.`, `load_state_dict`.
public struct Checkpoint: Sendable, Equatable {
  /// What the names of the optimiser's tensors begin with.
  public static let optimizerPrefix = "optimizer."
  /// What `format` in the metadata says.
  public static let format = "interspike-checkpoint"
  /// The version of the layout that is written.
  public static let schema = 1

  /// The parameters and the buffers by name.
  public let parameters: [NamedTensor]
  /// The optimiser's memory by name.
  public let optimizerMemory: [NamedTensor]
  /// The steps taken.
  public let step: Int
  /// The seed of the training.
  public let seed: UInt64
  /// The version of the streams of random numbers.
  public let streamVersion: Int
  /// Free text, usually the configuration as JSON.
  public let configuration: String

  /// A checkpoint of its parts.
  public init(
    parameters: [NamedTensor], optimizerMemory: [NamedTensor], step: Int, seed: UInt64,
    streamVersion: Int, configuration: String
  ) {
    self.parameters = parameters.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.optimizerMemory = optimizerMemory.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    self.step = step
    self.seed = seed
    self.streamVersion = streamVersion
    self.configuration = configuration
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
    let memory = file.entries.map(\.name).filter { $0.hasPrefix(Self.optimizerPrefix) }
    self.init(
      parameters: try file.namedTensors(without: [Self.optimizerPrefix]),
      optimizerMemory: try memory.map { name in
        NamedTensor(String(name.dropFirst(Self.optimizerPrefix.count)), try file.tensor(name))
      },
      step: try number("step"), seed: try number("seed"),
      streamVersion: try number("stream_version"), configuration: try text("config"))
  }

  /// The checkpoint as a file in memory.
  ///
  /// - Throws: `SafetensorsError` when a parameter's name cannot be saved.
  public func file() throws(SafetensorsError) -> SafetensorsFile {
    var file = SafetensorsFile(metadata: [
      "format": Self.format, "schema": "\(Self.schema)", "step": "\(step)", "seed": "\(seed)",
      "stream_version": "\(streamVersion)", "config": configuration,
    ])
    for parameter in parameters { try file.add(parameter.name, parameter.tensor) }
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

/// Why a file is not a checkpoint to go on from.
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
      "\(source) is a safetensors file but no checkpoint. Give a file that training wrote."
    case .schema(let schema, let source):
      "\(source) has the layout \(schema); this version reads \(Checkpoint.schema). "
        + "Use the version of the program that wrote it."
    case .missingMetadata(let key, let source):
      "\(source) does not say its '\(key)'. It is damaged; use an earlier checkpoint."
    case .badMetadata(let key, let value, let source):
      "\(source) says '\(value)' for its '\(key)', which is no such number. "
        + "It is damaged; use an earlier checkpoint."
    case .streamVersion(let version, let current):
      "the checkpoint drew from version \(version) of the random streams; this program has "
        + "version \(current) and cannot go on as before. Begin a new training from its weights."
    }
  }
}
