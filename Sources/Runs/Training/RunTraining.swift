// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks

/// A training run in its folder, as a sequence of events: steps, measurements and checkpoints.
///
/// ```swift
/// let training = try await RunTraining(resuming: RunFolder(existing: "runs/gabor"))
/// while let event = try training.next() {
///   if case .measured(let measurement) = event { print(measurement.sentence) }
/// }
/// ```
/// Training stops when you stop asking for events; ``stop()`` leaves a checkpoint of the last step. Resuming gives
/// the same bytes as an uninterrupted run.
public final class RunTraining {
  /// What happens during training.
  public enum Event: Sendable {
    /// A step was taken: the number of steps so far, and how it went.
    case stepped(taken: Int, note: String)
    /// The model was measured on held-out data.
    case measured(Measurement)
    /// The checkpoint of a step was written.
    case saved(step: Int)
  }

  /// A measurement on held-out data.
  public struct Measurement: Sendable {
    /// The value for comparing checkpoints: the negative ELBO, in nats; nil for dictionaries.
    public let nelbo: Double?
    /// For the terminal.
    public let sentence: String
  }

  /// The run folder.
  public let folder: RunFolder
  /// The total number of steps.
  public let steps: Int
  /// The seed of all its randomness.
  public let seed: UInt64
  /// Whether it starts from scratch rather than from a checkpoint.
  public let isFresh: Bool
  /// A remark about the folder before training resumes, such as lost measurements; nil when all is well.
  public let openingRemark: String?
  /// The step of the last checkpoint.
  public private(set) var savedStep: Int

  private let work: any RunWork
  private let ranks: any Ranks
  private var isMeasurementDue: Bool
  private var isCheckpointDue: Bool
  private var score: Double?
  private var isStopped = false

  init(
    _ work: any RunWork, in folder: RunFolder, isFresh: Bool, openingRemark: String? = nil,
    ranks: any Ranks = LocalRanks()
  ) {
    self.folder = folder
    self.isFresh = isFresh
    self.openingRemark = openingRemark
    seed = work.seed
    self.work = work
    self.ranks = ranks
    steps = work.plannedSteps
    savedStep = work.stepsTaken
    // A new run starts with a measurement and a checkpoint, both by rank 0.
    isMeasurementDue = ranks.isLead && isFresh && work.isMeasured
    isCheckpointDue = ranks.isLead && isFresh
  }

  /// The number of steps taken so far.
  public var stepsTaken: Int { work.stepsTaken }

  /// A remark once all steps are taken; nil when all is well.
  public var closingRemark: String? { work.closingRemark }

  /// The next event; nil after the last one.
  ///
  /// - Throws: `TrainingError` when the model has diverged, ``RunError``, and `FileError` when the folder cannot be written.
  public func next() throws -> Event? {
    if isMeasurementDue { return .measured(try measure()) }
    if isCheckpointDue { return .saved(step: try save()) }
    guard !isStopped, let note = try work.step() else {
      folder.lock?.release()
      return nil
    }
    let taken = work.stepsTaken
    let isSaved = isDue(taken, every: work.checkpointPeriod)
    if isSaved { try requireAgreement(at: taken) }
    isMeasurementDue =
      ranks.isLead && work.isMeasured && isDue(taken, every: work.measurementPeriod)
    isCheckpointDue = ranks.isLead && isSaved
    return .stepped(taken: taken, note: note)
  }

  /// Completes what is due at this step, writes its checkpoint and ends the training: others may go on with it now.
  ///
  /// - Returns: the step from which the run can be resumed.
  @discardableResult
  public func stop() throws -> Int {
    if isMeasurementDue { _ = try measure() }
    if ranks.isLead, savedStep < stepsTaken || isCheckpointDue { try save() }
    isStopped = true
    folder.lock?.release()
    return ranks.isLead ? savedStep : stepsTaken
  }

  /// The signal by which training should stop now: one's own or, over several ranks, the one that all have heard of,
  /// so that they stop at the same step.
  package func stopSignal(own: Int32?) -> Int32? { ranks.stopSignal(own: own) }

  /// A remark about more ranks than a batch has shards; nil when all compute.
  package var rankRemark: String? {
    guard ranks.count > work.shards else { return nil }
    return
      "a batch has \(work.shards) shards, so only \(work.shards) of \(ranks.count) ranks compute; the others wait."
  }

  /// Whether this rank writes the files and tells how training goes.
  package var isLead: Bool { ranks.isLead }

  /// Compares what all ranks have made, which a machine that miscalculates would change.
  private func requireAgreement(at step: Int) throws(RankError) {
    guard ranks.count > 1 else { return }
    var fingerprint = RankFingerprint()
    fingerprint.add(
      "has different parameters after step \(step) than", work.digest,
      "One of these machines miscalculates. Resume from the last checkpoint without it.",
      kind: .differentPrograms)
    try fingerprint.agree(among: ranks, tag: "the checkpoint of step \(step)")
  }

  /// Whether the step is finished, so that neither a measurement nor a checkpoint is due.
  package var isSettled: Bool { !isMeasurementDue && !isCheckpointDue }

  /// Whether ``next()`` would write a checkpoint, which should not be interrupted.
  package var isSavingNext: Bool { !isMeasurementDue && isCheckpointDue }

  /// Whether the step after this one ends with a measurement.
  package var isMeasurementNear: Bool {
    work.isMeasured && isDue(stepsTaken + 1, every: work.measurementPeriod)
  }

  /// Writes the checkpoint of this step, on any thread, while later steps continue.
  package func rescue() -> @Sendable () throws -> Void { work.rescue() }

  private func measure() throws -> Measurement {
    let measurement = try work.measure()
    isMeasurementDue = false
    score = measurement.nelbo
    if work.savesBest, score != nil { isCheckpointDue = true }
    return measurement
  }

  @discardableResult
  private func save() throws -> Int {
    try work.save(score: score)
    (isCheckpointDue, score) = (false, nil)
    savedStep = work.stepsTaken
    return savedStep
  }

  private func isDue(_ step: Int, every period: Int) -> Bool {
    step.isMultiple(of: period) || step == steps
  }
}

/// What is trained: a model or a dictionary.
protocol RunWork: AnyObject {
  var stepsTaken: Int { get }
  var plannedSteps: Int { get }
  var seed: UInt64 { get }
  /// Steps between measurements, and between checkpoints.
  var measurementPeriod: Int { get }
  var checkpointPeriod: Int { get }
  /// Whether there are held-out data to measure on.
  var isMeasured: Bool { get }
  /// Whether a measurement calls for a checkpoint.
  var savesBest: Bool { get }
  var closingRemark: String? { get }

  /// Into how many pieces a batch is cut; ranks share them out.
  var shards: Int { get }
  /// A hash of everything that was learned.
  var digest: String { get }

  /// Takes a step and records it; nil after the last one.
  func step() throws -> String?
  /// Measures what is trained on the held-out data and records it.
  func measure() throws -> RunTraining.Measurement
  /// Writes a checkpoint.
  func save(score: Double?) throws
  /// A closure that writes the checkpoint of this step from another thread.
  func rescue() -> @Sendable () throws -> Void
}
