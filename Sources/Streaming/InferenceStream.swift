// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// The inference of a stream of frames, frame after frame: yesterday's posterior is today's prior.
///
/// ```swift
/// let inference = try TiledInference(model, options: StreamOptions(timing: timing, seed: 7))
/// for try await moment in frames.inferred(by: inference) {
///   for window in moment.windows { … }           // spikes, in seconds
///   print(moment.freeEnergy, moment.rSquared ?? .nan)
/// }
/// ```
/// A frame is a tensor of shape [patches, pixels]. Nothing is computed before it is asked for and nothing is
/// queued: a slow consumer slows the source, memory does not grow. The inference runs on the task that asks.
/// The same frames, model and seed give the same bits for any number of threads and any pace; dropped frames are
/// the exception, and every moment says how many there were.
public struct InferenceStream<Frames: AsyncSequence>: AsyncSequence
where Frames.Element == Tensor {
  public typealias Element = FrameInference

  private let frames: Frames
  private let inference: TiledInference
  private let state: InferenceState?
  private let pacing: StreamPacing
  private let learner: StreamLearner?

  /// A stream.
  ///
  /// - Parameters:
  ///   - frames: what is seen, one tensor [patches, pixels] a frame.
  ///   - inference: the model and how it is used.
  ///   - state: where the stream continues; nil begins a new one with as many patches as the first frame has.
  ///   - pacing: when frames are taken.
  /// - Throws: ``StreamError`` when the state belongs to another stream.
  public init(
    _ frames: Frames, inference: TiledInference, from state: InferenceState? = nil,
    pacing: StreamPacing = .unpaced
  ) throws(StreamError) {
    if let state { try inference.check(state) }
    learner = try inference.options.learning.map {
      (options) throws(StreamError) in
      try StreamLearner(
        inference.model, options, beginningFrames: inference.options.startInWords,
        from: state?.learned)
    }
    self.frames = frames
    self.inference = learner.map { inference.continued(with: $0.model) } ?? inference
    self.state = state
    self.pacing = pacing
  }

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(
      frames: frames.makeAsyncIterator(), inference: inference, state: state, pacing: pacing,
      learner: learner)
  }

  /// Takes frames one by one.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private var frames: Frames.AsyncIterator
    private var inference: TiledInference
    private var learner: StreamLearner?
    private let pacing: StreamPacing
    private var state: InferenceState?
    private var run: StreamPacing.Run?
    /// Frames taken since the clock began to run, dropped ones too.
    private var taken = 0
    /// How much later than by the clock frames are due, because they came more slowly.
    private var delay = Duration.zero
    /// Frames dropped since the last moment; at the end of a stream no moment tells of them.
    public private(set) var droppedFrames = 0
    private var isOver = false

    init(
      frames: Frames.AsyncIterator, inference: TiledInference, state: InferenceState?,
      pacing: StreamPacing, learner: StreamLearner?
    ) {
      self.frames = frames
      self.learner = learner
      self.inference = inference
      self.state = state
      self.pacing = pacing
    }

    /// Where the stream stands; nil before the first frame of a new one.
    public var currentState: InferenceState? { state }

    public mutating func next() async throws -> FrameInference? {
      try await next(isolation: nil)
    }

    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws -> FrameInference? {
      guard !isOver else { return nil }
      do {
        guard let moment = try await inferred(isolation: actor) else {
          isOver = true
          return nil
        }
        return moment
      } catch {
        isOver = true
        throw error
      }
    }

    private mutating func inferred(
      isolation actor: isolated (any Actor)?
    ) async throws -> FrameInference? {
      while true {
        let asked = run?.elapsed() ?? .zero
        guard let frame = try await frames.next(isolation: actor) else { return nil }
        try Task.checkCancellation()
        var before = try state ?? inference.start(patches: frame.shape.first ?? 0)
        guard let wait = try await untilDue(asked, isolation: actor) else {
          droppedFrames += 1
          before.frame += 1
          state = before
          continue
        }
        var (moment, evidence) = try inference.examined(frame, after: before)
        if var learner {
          try requireSense(moment, pixels: frame.count)
          inference = try learner.learn(from: frame, moment, evidence, by: inference)
          moment.state.learned = learner.state
          self.learner = learner
        }
        (moment.droppedFrames, moment.wait) = (droppedFrames, wait)
        droppedFrames = 0
        state = moment.state
        return moment
      }
    }

    /// Ends a stream whose learning has made things worse than any frame can be.
    private func requireSense(_ moment: FrameInference, pixels: Int) throws(StreamError) {
      guard moment.isSeen(within: 1e6, pixels: pixels) else {
        throw .learningDiverged(
          frame: moment.frame, squaredError: moment.squaredErrors.reduce(0, +),
          variation: moment.variations.reduce(0, +))
      }
    }

    /// Waits until a frame is due that was asked for at some time, and says how long; nil for a frame that is to be dropped.
    private mutating func untilDue(
      _ asked: Duration, isolation actor: isolated (any Actor)?
    ) async throws -> Duration? {
      guard let begin = pacing.begin else { return .zero }
      let clock = run ?? begin()
      run = clock
      let interval = Duration.seconds(inference.options.timing.frameInterval)
      let due = delay + interval * taken
      taken += 1
      let late = clock.elapsed() - due
      if pacing.lateness == .skip, late >= interval {
        guard clock.elapsed() - asked >= interval else { return nil }
        delay += late
        return .zero
      }
      guard late < .zero else { return .zero }
      try await clock.sleep(due)
      return clock.elapsed() - due - late
    }
  }
}

extension InferenceStream: Sendable where Frames: Sendable {}

extension AsyncSequence where Element == Tensor {
  /// What a model makes of these frames, each of shape [patches, pixels].
  ///
  /// - Throws: ``StreamError`` when the state belongs to another stream.
  public func inferred(
    by inference: TiledInference, from state: InferenceState? = nil,
    pacing: StreamPacing = .unpaced
  ) throws(StreamError) -> InferenceStream<Self> {
    try InferenceStream(self, inference: inference, from: state, pacing: pacing)
  }
}
