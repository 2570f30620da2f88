// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Distributions
public import LatentModels
internal import Learning
internal import Randomness
internal import SpikeTrains
public import Tensors

/// An iterative Poisson model that looks at all patches of a frame at once, several steps a frame.
///
/// ```
/// drive   d = e^η·{Φᵀ[(x − bias)/σ²] − e^b}                     one product a frame
/// step    u ← bound(u + bound(d − z·W)),  z ~ Poisson(e^u)         every window
/// ```
/// which is `LateralInference` of LatentModels; a decoder that is not linear is gone through in every step instead. The spikes
/// of a window are the arrivals of (seed, `streaming`, window, patch, neuron): the same for any number of threads. Patches do
/// not see each other; they are inferred in blocks of 32, a block going through all steps of a frame while it lies in the caches.
///
/// - Complexity: O(patches · neurons · pixels) a frame and O(patches · neurons + spiking neurons · neurons) a step.
///
/// > Reference: Vafaii, Galor & Yates, Brain-like variational inference, arXiv 2410.19315.
public struct TiledInference: Sendable {
  /// How many blocks of patches one frame teaches at most: enough for its moments, and half the work for 640 × 352.
  private static let blocksLearned = 14

  /// The model.
  public private(set) var model: IterativePoissonVAE
  /// How it is done.
  public internal(set) var options: StreamOptions
  /// The model whose states this can continue from: the one it began with.
  public let fingerprint: ModelFingerprint
  private var steps: FrameSteps
  private var score: PatchScore

  /// Inference with a model.
  ///
  /// - Throws: ``StreamError/innerSteps(_:)``, ``StreamError/unitAtoms``, and ``StreamError/nonlinearDecoder`` where learning or decoding of
  ///   means needs a linear one.
  /// - Precondition: at least one thread.
  public init(
    _ model: IterativePoissonVAE, options: StreamOptions
  ) throws(StreamError) {
    guard
      model.likelihood.decoder.isLinear || (options.learning == nil && options.decoding == .sample)
    else { throw .nonlinearDecoder }
    guard model.innerSteps == 1 else { throw .innerSteps(model.innerSteps) }
    if let learning = options.learning, model.likelihood.decoder.hasUnitAtoms,
      !learning.frozen.contains(.dictionary)
    {
      throw .unitAtoms
    }
    guard options.threads >= 1 else {
      fatalError("\(options.threads) threads cannot infer")
    }
    self.model = model
    self.options = options
    fingerprint = ModelFingerprint(of: model)
    steps = FrameSteps(model)
    score = PatchScore(model)
  }

  /// The same stream with what its model has learned since it began.
  func continued(with model: IterativePoissonVAE) -> TiledInference {
    var next = self
    next.model = model
    next.steps = FrameSteps(model)
    next.score = PatchScore(model)
    return next
  }

  /// How many pixels a patch has.
  public var pixels: Int { model.likelihood.logDeviation.count }

  /// The neurons before the first frame.
  ///
  /// - Throws: ``StreamError/invalidPatchCount(_:)``; `ArrivalError` when the model's rates are invalid.
  public func start(patches: Int) throws -> InferenceState {
    guard patches >= 1, patches <= (1 << 32 - 1) / model.latents else {
      throw StreamError.invalidPatchCount(patches)
    }
    return InferenceState(
      frame: 0, timing: options.timing, seed: options.seed, model: fingerprint,
      blocks: try (0..<InferenceState.blockCount(of: patches)).map { block in
        try resting(InferenceState.patches(ofBlock: block, of: patches), frame: 0)
      })
  }

  /// Neurons at the trained prior, with the spikes that it sends.
  private func resting(
    _ patches: Range<Int>, frame: Int
  ) throws(ArrivalError) -> LateralInference.State {
    let rates = model.initialLogRates.detached.expanded(to: [patches.count, model.latents])
    return LateralInference.State(
      logRates: rates,
      spikes: try Poisson(logRates: rates).sparseCounts(at: restingAddress(patches, frame: frame)))
  }

  /// Whether a frame begins at rest, and otherwise the share of a belief that is kept; nil for the model's own transition.
  private func keeping(frame: Int) -> (isRest: Bool, share: Float?) {
    let isSame = options.retention == 1 || (options.retention == nil && model.transition == nil)
    return switch options.start {
    case .prior: (true, nil)
    case .posterior: (frame == 0, 1)
    case .transition where options.retention == 0: (true, nil)
    case .transition: (frame == 0, isSame ? 1 : options.retention)
    }
  }

  /// What neurons believe when a frame comes.
  private func beginning(
    _ seen: Tensor, _ patches: Range<Int>, from carried: LateralInference.State, frame: Int
  ) throws(ArrivalError) -> LateralInference.State {
    let kept = keeping(frame: frame)
    // The first frame finds the neurons as they were started; a belief that is kept whole is not drawn anew.
    guard options.start == .prior || frame > 0 else { return carried }
    if kept.isRest { return try resting(patches, frame: frame) }
    if kept.share == 1 { return carried }
    let rates = model.logRates(carried.logRates, carriedTo: seen, retention: kept.share).detached
    return LateralInference.State(
      logRates: rates,
      spikes: try Poisson(logRates: rates).sparseCounts(at: restingAddress(patches, frame: frame)))
  }

  /// Where the spikes that a frame begins with are drawn.
  private func restingAddress(_ patches: Range<Int>, frame: Int) -> DrawAddress {
    DrawAddress(
      seed: options.seed, purpose: .streamingPrior,
      window: options.timing.window(ofFrame: frame), firstTrial: patches.lowerBound)
  }

  /// Refuses a state that does not belong to this stream.
  ///
  /// - Throws: ``StreamError/otherModel(state:model:)`` and ``StreamError/otherConditions(_:state:stream:)``.
  public func check(_ state: InferenceState) throws(StreamError) {
    if let learned = state.learned, learned.options != options.learning {
      throw .otherConditions(
        "the learning", state: learned.words, stream: options.learning.map(\.words) ?? "none")
    }
    // What is learned depends on every frame's start; a model that stays as it is may be watched with another.
    if let start = state.learned?.start, start != options.startInWords {
      throw .otherConditions("the start of frames", state: start, stream: options.startInWords)
    }
    guard state.model == fingerprint else {
      throw .otherModel(state: state.model.description, model: fingerprint.description)
    }
    guard state.seed == options.seed else {
      throw .otherConditions(
        "the seed", state: "\(state.seed)", stream: "\(options.seed)")
    }
    guard state.timing == options.timing else {
      throw .otherConditions(
        "the timing", state: Self.words(state.timing), stream: Self.words(options.timing))
    }
  }

  private static func words(_ timing: StreamTiming) -> String {
    "\(timing.stepsPerFrame) steps every \(timing.frameInterval) s"
  }

  /// Looks at one frame.
  ///
  /// - Parameters:
  ///   - frame: the patches, shape [patches, pixels].
  ///   - state: the neurons before it.
  /// - Throws: ``StreamError`` when the frame has another shape than the state or holds a value that is not a number, or
  ///   when the state belongs to another stream; `ArrivalError` when a log-rate is NaN.
  public func infer(_ frame: Tensor, after state: InferenceState) throws -> FrameInference {
    try examined(frame, after: state).moment
  }

  /// Looks at one frame, and says what the model can learn from it if it is to learn.
  func examined(
    _ frame: Tensor, after state: InferenceState
  ) throws -> (moment: FrameInference, evidence: [FrameEvidence]) {
    try check(state)
    let expected = [state.patchCount, pixels]
    guard frame.shape == expected else {
      throw StreamError.wrongFrame(state.frame, shape: frame.shape, expected: expected)
    }
    guard state.window + options.timing.stepsPerFrame <= 1 << 32 else {
      throw StreamError.tooLong(frame: state.frame)
    }
    let blocks = try inParallel(count: state.blocks.count, threads: options.threads) { block in
      let patches = InferenceState.patches(ofBlock: block, of: state.patchCount)
      return try inferBlock(
        frame.rows(patches), patches, from: state.blocks[block], frame: state.frame)
    }
    var after = state
    after.frame += 1
    after.blocks = blocks.map(\.state)
    let moment = FrameInference(
      frame: state.frame, interval: options.timing.interval(ofFrame: state.frame),
      windows: (0..<options.timing.stepsPerFrame).map { step in
        let window = state.window + step
        return StreamWindow(
          index: window, interval: options.timing.interval(ofWindow: window),
          parts: blocks.indices.map {
            StreamWindow.Part(
              firstPatch: $0 * InferenceState.blockSize, spikes: blocks[$0].windows[step])
          })
      },
      reconstruction: Tensor(stacking: blocks.map(\.score.reconstruction), rows: state.patchCount),
      squaredErrors: blocks.flatMap(\.score.squaredErrors),
      variations: blocks.flatMap(\.score.variations),
      divergences: blocks.flatMap(\.score.divergences),
      stepDivergences: blocks.flatMap(\.stepDivergences),
      firstStepDivergences: blocks.flatMap(\.firstStepDivergences),
      freeEnergies: blocks.flatMap(\.score.freeEnergies),
      rest: (model.initialLogRates.detached, model.weighsDivergenceByPosterior), state: after)
    // Frames of many patches are learned from in turns.
    let turns = (blocks.count + Self.blocksLearned - 1) / Self.blocksLearned
    let learned = blocks.indices.filter { $0 % turns == state.frame % turns }
    return (moment, learned.compactMap { blocks[$0].evidence })
  }

  /// What one block of patches leaves behind after a frame.
  struct BlockInference: Sendable {
    let state: LateralInference.State
    let windows: [WindowSpikes]
    let score: PatchScore.Values
    let stepDivergences: [Double]
    let firstStepDivergences: [Double]
    let evidence: FrameEvidence?
  }

  func inferBlock(
    _ seen: Tensor, _ patches: Range<Int>, from carried: LateralInference.State, frame: Int
  ) throws -> BlockInference {
    if let bad = seen.values.firstIndex(where: { !$0.isFinite }) {
      throw StreamError.notFinite(
        seen.values[bad], frame: frame, patch: patches.lowerBound + bad / pixels,
        pixel: bad % pixels)
    }
    let timing = options.timing
    let before = try beginning(seen, patches, from: carried, frame: frame)
    let drive = steps.drive(of: seen)
    var address = DrawAddress(
      seed: options.seed, purpose: .streaming, firstTrial: patches.lowerBound)
    var (logRates, acting) = (before.logRates, before.spikes)
    var windows: [WindowSpikes] = []
    windows.reserveCapacity(timing.stepsPerFrame)
    var stepDivergences: [Double] = []
    var firstStepDivergences: [Double] = []
    for step in 0..<timing.stepsPerFrame {
      let believed = logRates
      steps.integrate(&logRates, drive: drive, spikes: acting)
      let divergences = score.divergences(of: logRates, from: believed)
      if step == 0 {
        (stepDivergences, firstStepDivergences) = (divergences, divergences)
      } else {
        for patch in stepDivergences.indices { stepDivergences[patch] += divergences[patch] }
      }
      address.window = timing.window(ofFrame: frame) + step
      let spikes = try Poisson(logRates: logRates).arrivals(at: address).spikes(
        in: timing.interval(ofWindow: address.window), duration: timing.windowDuration)
      acting = spikes.counts
      windows.append(spikes)
    }
    let after = LateralInference.State(logRates: logRates, spikes: acting)
    return BlockInference(
      state: after, windows: windows,
      score: score.values(
        of: seen, before: before.logRates, after: after, decoding: options.decoding, by: steps),
      stepDivergences: stepDivergences, firstStepDivergences: firstStepDivergences,
      evidence: options.learning.map { _ in
        let kept = keeping(frame: frame)
        return FrameEvidence(
          seen: seen, carried: kept.isRest ? nil : carried.logRates, before: before.logRates,
          after: logRates, retention: kept.share, steps: timing.stepsPerFrame)
      })
  }
}
