// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
internal import Randomness
public import Ranks
internal import Tensors

/// The learning of a dictionary as a sequence of steps that you take one after another.
///
/// ```swift
/// let learning = DictionaryLearning(
///   DictionaryState(pixels: 256, atoms: 512, seed: SeedSequence(1)), inference: LCA(threshold: 0.5),
///   batches: patches, plan: DictionaryPlan(steps: 1000, threshold: .constant(0.5)), seed: 1)
/// while let step = try learning.next() { print(step.index, step.squaredError) }
/// ```
/// Each step codes a batch on the dictionary as it stands, then takes one ``DictionaryUpdate``. To stop,
/// `break`; to continue, ask for the next step again, or begin from the kept ``DictionaryState``. The same seed, data
/// and plan give the same bits for any number of threads and any number of interruptions.
public final class DictionaryLearning<Inference: SparseInference> {
  /// The dictionary as the last step left it.
  public private(set) var state: DictionaryState

  private let inference: Inference
  private let batches: Minibatches
  private let plan: DictionaryPlan
  private let seeds: SeedSequence
  private let threads: Int
  private let ranks: any Ranks
  private var epochOrder: (epoch: Int, indices: [Int]) = (-1, [])

  /// Begins, or continues from where `state` stands.
  ///
  /// - Parameters:
  ///   - state: the dictionary, and the steps it has taken.
  ///   - inference: how codes are found; its threshold is replaced by that of the plan.
  ///   - batches: the data.
  ///   - plan: how many steps, and how.
  ///   - seed: decides the order of the data.
  ///   - threads: how many threads may work at once.
  ///   - ranks: the processes that learn together, each of them coding some data of a batch; all make the same steps.
  /// - Precondition: data of as many pixels as the dictionary; `threads ≥ 1`.
  public init(
    _ state: DictionaryState, inference: Inference, batches: Minibatches, plan: DictionaryPlan,
    seed: UInt64, threads: Int = 1, ranks: any Ranks = LocalRanks()
  ) {
    guard threads >= 1 else {
      fatalError("\(threads) threads cannot work")
    }
    guard batches.data.rank == 2 && batches.data.shape[1] == state.dictionary.shape[0] else {
      fatalError(
        "data of shape \(batches.data.shape) for a dictionary of shape \(state.dictionary.shape)")
    }
    self.state = state
    self.inference = inference
    self.batches = batches
    self.plan = plan
    self.threads = threads
    self.ranks = ranks
    seeds = SeedSequence(seed)
  }

  /// Takes one step, or gives `nil` when the plan is fulfilled.
  ///
  /// - Throws: ``DictionaryError``; the dictionary then is as before the step.
  public func next() throws(DictionaryError) -> DictionaryStep? {
    guard state.stepsTaken < plan.steps else { return nil }
    let step = state.stepsTaken
    let epoch = step / batches.perEpoch
    if epochOrder.epoch != epoch {
      epochOrder = (epoch, batches.order(epoch: epoch, seeds: seeds))
    }
    let start = step % batches.perEpoch * batches.size
    let data = batches.data.gatheringRows(epochOrder.indices[start..<start + batches.size])
    var inference = inference
    inference.threshold = plan.threshold(step: step, of: plan.steps)
    let found = try codes(of: data, by: inference)
    let update = DictionaryUpdate(
      of: state.dictionary, codes: found.codes, data: data,
      rate: plan.rate(step: step, of: plan.steps), threads: threads)
    let taken = DictionaryStep(
      index: step, threshold: inference.threshold, codes: found, update: update)
    guard taken.squaredError.isFinite, update.dictionary.values.allSatisfy(\.isFinite) else {
      throw .diverged(step: step)
    }
    state = DictionaryState(
      dictionary: update.dictionary, stepsTaken: step + 1,
      uses: zip(state.uses, update.uses).map { min($0 + $1, DictionaryState.largestCount) })
    return taken
  }

  /// The codes of a batch.
  ///
  /// Each datum is coded on its own, so whoever does it does not matter.
  private func codes(
    of data: Tensor, by inference: Inference
  ) throws(DictionaryError) -> SparseCodes {
    let (share, step) = (ranks.share(of: data.shape[0]), state.stepsTaken)
    guard ranks.count > 1 else {
      return inference.codes(of: data, on: state.dictionary, threads: threads)
    }
    let own =
      share.isEmpty
      ? nil : inference.codes(of: data.rows(share), on: state.dictionary, threads: threads)
    do {
      let codes = try ranks.gatherAll(own?.codes.values ?? [], tag: "codes of step \(step)")
      let iterations = try ranks.gatherAll(
        own?.iterations ?? [], tag: "iterations of step \(step)")
      return SparseCodes(
        codes: Tensor(
          codes.flatMap(\.self), shape: [data.shape[0], state.dictionary.shape[1]]),
        iterations: iterations.flatMap(\.self))
    } catch {
      throw .ranks(error)
    }
  }
}

/// Why dictionary learning cannot continue.
public enum DictionaryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A code or an atom is no longer a number.
  case diverged(step: Int)
  /// The ranks that learn together cannot go on.
  case ranks(RankError)

  public var description: String {
    switch self {
    case .diverged(let step):
      "dictionary learning diverged at step \(step): codes or atoms became infinite or NaN. "
        + "Raise the time constant of the inference, or lower the dictionary rate."
    case .ranks(let error): error.description
    }
  }
}
