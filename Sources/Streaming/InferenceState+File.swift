// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
internal import LatentModels
internal import Randomness
internal import SpikeTrains
internal import Tensors

extension InferenceState {
  private static let format = "interspike-stream-state"

  /// The state as a safetensors file in memory.
  ///
  /// ```
  /// log_rates          F32 [patches, neurons]
  /// places, counts     U32 [entries]: patch · neurons + neuron of each that fired in the last window; how often
  /// __metadata__       format, schema, frame, frame_interval, steps_per_frame, seed, stream_version, model,
  ///                    and the scene and the name of the stream of draws when there is one
  /// model.…, learning.…                      the model and the memory of its learning, when it learns; also in the metadata
  /// ```
  /// - Throws: never in practice; the names are acceptable.
  public func file() throws(SafetensorsError) -> SafetensorsFile {
    var file = SafetensorsFile(metadata: [
      "format": Self.format, "schema": "\(Self.schema)", "frame": "\(frame)",
      "frame_interval": "\(timing.frameInterval)", "steps_per_frame": "\(timing.stepsPerFrame)",
      "seed": "\(seed.seed)", "stream_version": "\(SeedSequence.streamVersion)",
      "model": model.description,
    ])
    file.metadata["scene"] = scene
    if !seed.stream.isEmpty { file.metadata["stream"] = seed.stream }
    let spikes = spikes
    try file.add("log_rates", logRates)
    try file.add("places", spikes.places)
    try file.add("counts", spikes.counts)
    try learned?.add(to: &file)
    return file
  }

  /// Writes the state; an earlier one of that name stays until the new one is whole.
  ///
  /// - Throws: `FileError`, `SafetensorsError`.
  public func write(to path: String) throws {
    try file().write(to: path)
  }

  /// Reads a state.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or ``StreamError``.
  public init(path: String) throws {
    try self.init(file: try SafetensorsFile(path: path), called: path)
  }

  /// Takes a state from a file in memory; `source` is how errors name it.
  ///
  /// - Throws: `SafetensorsError` or ``StreamError``.
  public init(file: SafetensorsFile, called source: String = "the file") throws {
    func read<Value>(
      _ key: String, _ value: (String) -> Value?
    ) throws(StreamError) -> Value {
      let text = file.metadata[key]
      guard let text, let value = value(text) else {
        throw .badMetadata(key, value: text, source: source)
      }
      return value
    }
    guard file.metadata["format"] == Self.format else {
      throw StreamError.notAState(source: source)
    }
    let schema = try read("schema") { $0 }
    guard schema == "\(Self.schema)" else { throw StreamError.schema(schema, source: source) }
    let version = try read("stream_version") { Int($0) }
    guard SeedSequence.compatibleVersions.contains(version) else {
      throw StreamError.otherConditions(
        "version", state: "\(version) of the random streams",
        stream: "\(SeedSequence.streamVersion)")
    }
    let timing = try StreamTiming(
      frameInterval: try read("frame_interval") { Double($0) },
      stepsPerFrame: try read("steps_per_frame") { Int($0) })
    let frame = try read("frame") { text in Int(text).flatMap { $0 >= 0 ? $0 : nil } }
    guard frame < (1 << 32) / timing.stepsPerFrame else { throw StreamError.tooLong(frame: frame) }
    let logRates = try file.tensor("log_rates")
    guard logRates.rank == 2, logRates.count > 0, logRates.values.allSatisfy({ $0.isFinite })
    else {
      throw StreamError.badArrays(
        source: source, reason: "log-rates of shape \(logRates.shape) are not a table of numbers")
    }
    let spikes = try Self.spikes(in: file, shape: logRates.shape, source)
    self.init(
      frame: frame, timing: timing,
      seed: SeedSequence(
        try read("seed") { UInt64($0) }, stream: file.metadata["stream"] ?? ""),
      model: try read("model") { ModelFingerprint($0) },
      blocks: (0..<Self.blockCount(of: logRates.shape[0])).map { block in
        let rows = Self.patches(ofBlock: block, of: logRates.shape[0])
        return LateralInference.State(logRates: logRates.rows(rows), spikes: spikes.rows(rows))
      })
    scene = file.metadata["scene"]
    learned = try LearnedState(file: file, called: source)
  }

  private static func spikes(
    in file: SafetensorsFile, shape: [Int], _ source: String
  ) throws -> SparseCounts {
    let places = try file.integers("places").values.compactMap { UInt32(exactly: $0) }
    let counts = try file.integers("counts").values.compactMap { UInt32(exactly: $0) }
    let spikes = SparseCounts(
      uncheckedPlaces: places, counts: counts, trials: shape[0], neurons: shape[1])
    guard spikes.checkInvariants() else {
      throw StreamError.badArrays(
        source: source,
        reason: "\(places.count) places and \(counts.count) counts do not describe spikes of "
          + "\(shape[0]) × \(shape[1]) neurons")
    }
    return spikes
  }
}
