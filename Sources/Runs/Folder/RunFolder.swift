// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import LatentModels
public import Learning
internal import Tensors

/// The folder of one training: configuration, metrics and the last checkpoint.
public struct RunFolder: Sendable {
  /// Its path, without a trailing slash.
  public let path: String
  /// Held as long as somebody trains in it.
  private(set) var lock: FolderLock?

  /// The path of the configuration.
  public var configurationPath: String { "\(path)/config.json" }
  /// The path of the metrics, one JSON object a line.
  public var metricsPath: String { "\(path)/metrics.jsonl" }
  /// The path of the last checkpoint.
  public var checkpointPath: String { "\(path)/checkpoint.safetensors" }
  /// The path of the checkpoint with the lowest held-out NELBO.
  public var bestPath: String { "\(path)/best.safetensors" }

  /// The folder of a new run, which must not exist or be empty.
  ///
  /// - Parameters:
  ///   - path: where it will be.
  ///   - command: the command that goes on with such a run.
  public init(creating path: String, goingOnWith command: String = "train") throws {
    try FileReading.createFolder(path)
    self.init(path)
    lock = try FolderLock(of: path)
    guard isVacant else {
      throw RunError(
        .occupied,
        "the folder \(path) is not empty, and a run never overwrites anything. Choose a new folder, "
          + "or resume its run with \(command: "\(command) --resume \(path)", call: "RunTraining(resuming:)")."
      )
    }
    removeLeftovers()
  }

  /// The folder of an existing run.
  public init(existing path: String) throws(RunError) {
    self.init(path)
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunError(.missing, "the folder \(path) does not exist. Give the folder of a run.")
    }
    guard FileManager.default.fileExists(atPath: configurationPath) else {
      throw RunError(
        .missing,
        "\(path) has no config.json, so it is not a run folder. "
          + "Give the folder of a run, such as one made by "
          + "\(command: "train", call: "RunTraining(creating:_:data:)").")
    }
  }

  /// The folder of an existing run, locked against other training while this value lives.
  package static func locked(_ path: String) throws(RunError) -> RunFolder {
    var folder = try RunFolder(existing: path)
    folder.lock = try FolderLock(of: folder.path)
    return folder
  }

  /// The folder, whether or not it exists.
  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// Whether a run could start in it: it is missing, empty, or holds only half-written files.
  public var isVacant: Bool { entries.allSatisfy(isLeftover) }

  /// The names of what the folder holds; none when it cannot be listed.
  public var entries: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  /// Removes half-written files that a killed process left behind; call it while holding the lock.
  public func removeLeftovers() {
    for entry in entries where isLeftover(entry) { unlink("\(path)/\(entry)") }
  }

  /// The settings of the training.
  public func configuration() throws -> RunConfiguration {
    try requireModel()
    return try settings()
  }

  /// The settings of a run of one kind.
  package func settings<Settings: RunSettings>() throws -> Settings {
    let text = try FileReading.text(of: configurationPath)
    func refusal(_ reason: String) -> RunError {
      RunError(
        .damaged,
        "\(configurationPath) is not the configuration of a run: \(reason). "
          + "Restore it from a copy, or start a new run.")
    }
    if let name = JSONText.repeatedName(in: text) { throw refusal("'\(name)' is set twice") }
    do {
      return try Settings(stored: text).checked()
    } catch let error as RunError {
      throw RunError(.damaged, "\(configurationPath): \(error)")
    } catch {
      throw refusal(
        SettingsFault.reason(error, in: text) { _ = try Settings(stored: $0) })
    }
  }

  package func write(_ configuration: some RunSettings) throws {
    try AtomicFile.write(
      try JSONText.encode(configuration, indented: true) + "\n", to: configurationPath)
  }

  /// The last checkpoint; nil when the run ended before the first.
  public func checkpoint() throws -> Checkpoint? {
    guard FileManager.default.fileExists(atPath: checkpointPath) else { return nil }
    return try Checkpoint(path: checkpointPath)
  }

  /// The trained model, with the number of steps taken and its settings.
  public func model() throws -> TrainedModel {
    try requireModel()
    guard let checkpoint = try checkpoint() else {
      throw RunError(
        .missing,
        "\(path) has no checkpoint yet. Resume it with \(command: "train --resume \(path)", call: "RunTraining(resuming:)")."
      )
    }
    let configuration = try configuration()
    return TrainedModel(
      model: try configuration.modelForUse(of: checkpoint, in: checkpointPath),
      step: checkpoint.step,
      configuration: configuration)
  }
}

/// A model as a run folder holds it.
public struct TrainedModel {
  /// The model, with the weights to use.
  public let model: any TrainableModel
  /// The steps it has taken.
  public let step: Int
  /// How it was trained.
  public let configuration: RunConfiguration

  /// How many numbers each datum has.
  public var pixels: Int { configuration.pixels }
}
