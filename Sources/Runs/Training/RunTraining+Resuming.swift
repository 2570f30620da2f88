// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning
internal import Randomness
public import Ranks

extension RunTraining {
  /// Resumes the training of a run as if it had not been interrupted.
  ///
  /// The folder is changed only after everything that can fail was checked.
  ///
  /// - Parameters:
  ///   - path: the folder of the run, of a model or a dictionary.
  ///   - kind: what must be trained there; nil for anything.
  ///   - steps: a new total number of steps, to which schedules are stretched.
  ///   - data: the new place of the training data, if they were moved.
  ///   - heldOut: the new place of the held-out data, if they were moved.
  ///   - threads: how many may work at once; they do not affect the results.
  ///   - ranks: the processes that share the work, as many as before or not.
  /// - Throws: ``RunError`` when the folder is not a run, is in use, or holds files that do not belong together;
  ///   `CheckpointError`, `ParameterError`, `FileError`.
  public convenience init(
    resuming path: String, kind: Kind? = nil, steps: Int? = nil, data: String? = nil,
    heldOut: String? = nil,
    threads: Int = 1, ranks: any Ranks = LocalRanks()
  ) async throws {
    let folder = try ranks.isLead ? RunFolder.locked(path) : RunFolder(existing: path)
    let moved = Moved(steps: steps, data: data, heldOut: heldOut)
    let found: Kind = try folder.holdsSparseCoding ? .dictionary : .model
    let (work, isFresh, remark) =
      switch kind ?? found {
      case .dictionary: try await Self.dictionary(in: folder, moved, threads: threads, ranks)
      case .model: try await Self.model(in: folder, moved, threads: threads, ranks)
      }
    self.init(work, in: folder, isFresh: isFresh, openingRemark: remark, ranks: ranks)
  }

  /// What a run trains.
  public enum Kind: Sendable {
    /// A model, by its ``RunConfiguration``.
    case model
    /// A dictionary, by its ``SparseConfiguration``.
    case dictionary
  }

  /// Changes to the folder's own settings.
  private struct Moved {
    let steps: Int?
    let data: String?
    let heldOut: String?
  }

  private static func model(
    in folder: RunFolder, _ moved: Moved, threads: Int, _ ranks: any Ranks
  ) async throws -> (work: any RunWork, isFresh: Bool, remark: String?) {
    let stored = try folder.configuration()
    guard stored.data.count > 0 else {
      throw RunError(
        .settings,
        "\(folder.path) holds an imported model, which has no training to resume. Start one from its "
          + "weights with \(command: "train \(stored.model.rawValue) --initial \(folder.checkpointPath) …", call: "RunTraining(creating:_:data:initial:)")."
      )
    }
    let start = try Start(of: stored, in: folder, moved.steps)
    let (data, heldOut) = try await files(of: start.settings, in: folder, moved)
    var initial: (any TrainableModel)?
    if start.checkpoint == nil, let known = start.settings.initial {
      initial = try await InitialWeights(of: known).model(start.settings)
    }
    let setting = ModelSetting(
      folder: folder, configuration: start.settings, data: data, heldOut: heldOut,
      threads: threads, ranks: ranks)
    let model = try setting.model(of: start.checkpoint, initial: initial)
    try setting.check(model, start.checkpoint)
    // Until all have read the folder, nobody changes it.
    try start.settings.requireAgreement(of: ranks, at: start.checkpoint?.step ?? 0)
    let remark = ranks.isLead ? try start.commit(to: folder) : nil
    return (try setting.work(model, from: start.checkpoint), start.checkpoint == nil, remark)
  }

  private static func dictionary(
    in folder: RunFolder, _ moved: Moved, threads: Int, _ ranks: any Ranks
  ) async throws -> (work: any RunWork, isFresh: Bool, remark: String?) {
    let start = try Start(of: try folder.sparseConfiguration(), in: folder, moved.steps)
    let (data, heldOut) = try await files(of: start.settings, in: folder, moved)
    let setting = DictionarySetting(
      folder: folder, configuration: start.settings, data: data, heldOut: heldOut,
      threads: threads, ranks: ranks)
    try setting.check(start.checkpoint)
    try start.settings.requireAgreement(of: ranks, at: start.checkpoint?.step ?? 0)
    let remark = ranks.isLead ? try start.commit(to: folder) : nil
    return (try setting.work(from: start.checkpoint), start.checkpoint == nil, remark)
  }

  /// The data that the settings name.
  private static func files(
    of settings: some RunSettings, in folder: RunFolder, _ moved: Moved
  ) async throws -> (data: StimulusFile, heldOut: StimulusFile?) {
    let data = try await StimulusFile(of: settings.data, movedTo: moved.data, option: "data")
    do {
      try settings.requireBatch(atMost: data.identity)
    } catch {
      throw RunError(.damaged, "\(folder.configurationPath): \(error)")
    }
    guard let known = settings.heldOut else { return (data, nil) }
    let heldOut = try await StimulusFile(of: known, movedTo: moved.heldOut, option: "held-out")
    try settings.requireSize(of: heldOut.identity)
    return (data, heldOut)
  }

  /// What a run folder says about itself, which must be consistent.
  private struct Start<Settings: RunSettings> {
    let stored: Settings
    /// The stored settings with the new number of steps.
    let settings: Settings
    let checkpoint: Checkpoint?

    init(of stored: Settings, in folder: RunFolder, _ steps: Int?) throws {
      guard SeedSequence.compatibleVersions.contains(stored.streamVersion) else {
        throw CheckpointError.streamVersion(
          stored.streamVersion, current: SeedSequence.streamVersion)
      }
      self.stored = stored
      var settings = stored
      settings.steps = steps ?? stored.steps
      self.settings = try settings.checked()
      checkpoint = try folder.checkpoint()
      if let checkpoint {
        try stored.require(
          checkpoint, at: folder.checkpointPath, agreesWith: folder.configurationPath)
      }
      let taken = checkpoint?.step ?? 0
      guard taken <= settings.steps else {
        throw RunError(
          .settings,
          "\(folder.path) has already taken \(taken) steps; \(setting: "steps") is \(settings.steps) and must be at least that many."
        )
      }
    }

    /// Prepares the folder for resuming.
    ///
    /// - Returns: what is wrong with its metrics, if anything.
    func commit(to folder: RunFolder) throws -> String? {
      folder.removeLeftovers()
      if settings != stored { try folder.write(settings) }
      return MetricsFile.remark(on: folder.metricsPath, after: checkpoint?.step ?? 0)
    }
  }
}
