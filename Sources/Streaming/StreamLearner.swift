// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import LatentModels
public import Learning
internal import Tensors

/// What a model has learned while it watched, and what its learning remembers: all by name, as files hold it.
public struct LearnedState: Sendable, Equatable {
  /// How it learns.
  public let options: LocalLearning.Options
  /// What neurons believe when a frame comes, in words; nil in files of earlier versions.
  let start: String?
  /// Frames learned from so far.
  public let frames: Int
  /// The parameters and buffers of the model.
  public let parameters: [NamedTensor]
  /// The memory of the learning.
  public let memory: [NamedTensor]

  /// A state of its parts, sorted by name as in files.
  init(
    options: LocalLearning.Options, start: String?, frames: Int, parameters: [NamedTensor],
    memory: [NamedTensor]
  ) {
    func sorted(_ tensors: [NamedTensor]) -> [NamedTensor] {
      tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    (self.options, self.start, self.frames) = (options, start, frames)
    (self.parameters, self.memory) = (sorted(parameters), sorted(memory))
  }

  /// How it learns, in words.
  var words: String { options.words }
}

extension LocalLearning.Options {
  /// The options in words.
  var words: String {
    let frozen = frozen.map(\.rawValue).sorted().joined(separator: " and ")
    return
      "memory \(memory), rate \(rate), β \(beta), \(frozen.isEmpty ? "nothing" : frozen) frozen"
  }
}

/// A model that learns from every frame of a stream.
struct StreamLearner: Sendable {
  private static let mostHalvings = 6

  private(set) var model: IterativePoissonVAE
  private var rule: LocalLearning
  private let start: String

  /// The learner at the beginning of a stream, or where a state left it.
  ///
  /// - Throws: ``StreamError/badArrays(source:reason:)`` when the state is of another model.
  init(
    _ model: IterativePoissonVAE, _ options: LocalLearning.Options, beginningFrames start: String,
    from state: LearnedState?
  ) throws(StreamError) {
    (self.model, self.start) = (model, start)
    rule = LocalLearning(of: model, options)
    guard let state else { return }
    do {
      try self.model.setState(state.parameters, from: "what was learned")
      try rule.restore(state.memory, of: model, frames: state.frames)
    } catch {
      throw .badArrays(source: "the state of the stream", reason: "\(error)")
    }
  }

  /// Learns from one frame, and gives the inference that sees the next one.
  ///
  /// A frame that is seen ten times worse than by guessing teaches nothing; the step of inference shrinks instead.
  /// What was learned is tried on some of the same patches. Where they come out much worse, atoms have grown faster than rates follow,
  /// and inference overshoots: the atoms go half the way back and its step shrinks by a tenth, until it does not. If that does not
  /// help, the model stays as it is.
  mutating func learn(
    from frame: Tensor, _ moment: FrameInference, _ evidence: [FrameEvidence],
    by inference: TiledInference
  ) throws -> TiledInference {
    guard moment.isSeen(within: 10, pixels: frame.count) else {
      // Beliefs overshoot, and moments of them would mislead: shorter steps, until they do not.
      if !rule.options.frozen.contains(.step) {
        model.logStep = Tensor([model.logStep.scalar - 0.5], shape: [1])
      }
      return inference.continued(with: model)
    }
    var candidate = model
    rule.learn(&candidate, from: evidence, threads: inference.options.threads)
    for halvings in 0...Self.mostHalvings {
      let next = inference.continued(with: candidate)
      if try next.bears(frame, as: moment) {
        model = candidate
        return next
      }
      guard halvings < Self.mostHalvings else { break }
      let (atoms, known) = (
        candidate.likelihood.decoder.readin.weight, model.likelihood.decoder.readin.weight
      )
      candidate.likelihood.decoder.readin.weight = ((atoms + known) * 0.5).detached
      if !rule.options.frozen.contains(.step) {
        candidate.logStep = Tensor([candidate.logStep.scalar - 0.1], shape: [1])
      }
    }
    return inference
  }

  /// Everything needed to continue.
  var state: LearnedState {
    LearnedState(
      options: rule.options, start: start, frames: rule.frames, parameters: model.state,
      memory: rule.memory(of: model))
  }
}

extension LearnedState {
  private static let (modelPrefix, memoryPrefix) = ("model.", "learning.")

  /// Adds it to the file of a stream's state.
  func add(to file: inout SafetensorsFile) throws(SafetensorsError) {
    file.metadata["learning_memory"] = "\(options.memory)"
    file.metadata["learning_rate"] = "\(options.rate)"
    file.metadata["learning_beta"] = "\(options.beta)"
    file.metadata["learning_frozen"] = options.frozen.map(\.rawValue).sorted().joined(
      separator: " ")
    file.metadata["learning_start"] = start
    file.metadata["learned_frames"] = "\(frames)"
    for tensor in parameters { try file.add(Self.modelPrefix + tensor.name, tensor.tensor) }
    for tensor in memory { try file.add(Self.memoryPrefix + tensor.name, tensor.tensor) }
  }

  /// What a file holds of it; nil when its stream did not learn.
  init?(file: SafetensorsFile, called source: String) throws {
    guard let count = file.metadata["learned_frames"] else { return nil }
    func number<Value>(_ key: String, _ value: (String) -> Value?) throws(StreamError) -> Value {
      guard let text = file.metadata[key], let value = value(text) else {
        throw .badMetadata(key, value: file.metadata[key], source: source)
      }
      return value
    }
    func tensors(_ prefix: String) throws -> [NamedTensor] {
      try file.entries.filter { $0.name.hasPrefix(prefix) }.map {
        NamedTensor(String($0.name.dropFirst(prefix.count)), try file.tensor($0.name))
      }
    }
    guard let frames = Int(count), frames >= 0 else {
      throw StreamError.badMetadata("learned_frames", value: count, source: source)
    }
    let frozen = try number("learning_frozen") { text in
      let parts = text.split(separator: " ").map { LocalLearning.Part(rawValue: String($0)) }
      return parts.contains(nil) ? nil : Set(parts.compactMap(\.self))
    }
    self.init(
      options: LocalLearning.Options(
        memory: try number("learning_memory") { Double($0) },
        rate: try number("learning_rate") { Double($0) },
        beta: try number("learning_beta") { Double($0) }, frozen: frozen),
      start: file.metadata["learning_start"], frames: frames,
      parameters: try tensors(Self.modelPrefix), memory: try tensors(Self.memoryPrefix))
  }
}
