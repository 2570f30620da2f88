// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
public import Randomness
public import Streaming
public import Tensors

/// An iterative Poisson model that is shown stimuli like an animal, many trials at once.
///
/// A frame gets one step of inference, or as many as the model was trained with on films. Between two frames beliefs go through the model's own
/// `FrameTransition`; a model without one carries them on.
///
/// ```swift
/// let electrode = try Electrode(model, frameInterval: 0.02, seed: 7)
/// var recording = electrode.recording(of: MovingBar(side: electrode.side).frames)
/// while let response = try recording.next() { print(response.index, response.inference.spikeCount) }
/// ```
public struct Electrode: Sendable {
  /// The model whose neurons are recorded.
  public let model: IterativePoissonVAE
  /// The side of the model's square field of view, in pixels.
  public let side: Int
  /// How the model infers.
  public let inference: TiledInference

  /// Connects to a model.
  ///
  /// - Parameters:
  ///   - model: the model whose neurons are listened to.
  ///   - frameInterval: how long a frame lasts, in seconds.
  ///   - stepsPerFrame: inference steps per frame.
  ///   - seed: the seed of all spikes.
  ///   - threads: how many may work at once; they do not affect the results.
  /// - Throws: ``PhysiologyError/notSquare(pixels:)`` unless the model sees a square of 3×3 pixels or more; `StreamError`
  ///   for models that cannot be streamed and for impossible times.
  public init(
    _ model: IterativePoissonVAE, frameInterval: Double, stepsPerFrame: Int = 1,
    seed: SeedSequence, threads: Int = 1
  ) throws {
    let pixels = model.likelihood.logDeviation.count
    side = Int(Double(pixels).squareRoot())
    guard side >= 3, side * side == pixels else { throw PhysiologyError.notSquare(pixels: pixels) }
    guard model.likelihood.decoder.isLinear else { throw StreamError.nonlinearDecoder }
    var options = StreamOptions(
      timing: try StreamTiming(frameInterval: frameInterval, stepsPerFrame: stepsPerFrame),
      seed: seed)
    options.start = model.transition == nil ? .posterior : .transition
    options.threads = threads
    inference = try TiledInference(model, options: options)
    self.model = model
  }

  /// Connects to a model, drawing from the streams of a seed.
  public init(
    _ model: IterativePoissonVAE, frameInterval: Double, stepsPerFrame: Int = 1, seed: UInt64,
    threads: Int = 1
  ) throws {
    try self.init(
      model, frameInterval: frameInterval, stepsPerFrame: stepsPerFrame, seed: SeedSequence(seed),
      threads: threads)
  }

  /// The number of neurons.
  public var neurons: Int { model.latents }

  /// What a neuron adds to the picture with each spike, shape [side²].
  public func atom(of neuron: Int) -> [Float] {
    let dictionary = model.likelihood.decoder.dictionary
    return (0..<side * side).map { dictionary.values[$0 * neurons + neuron] }
  }

  /// Shows frames of shape [trials, side²] one after another, starting from neurons at rest.
  public func recording<Frames: Sequence<Tensor>>(of frames: Frames) -> Recording<Frames> {
    Recording(frames, by: inference)
  }
}

/// The responses to a sequence of frames, one at a time.
public struct Recording<Frames: Sequence<Tensor>> {
  /// How the neurons responded to one frame.
  public struct Response {
    /// The number of the frame, from 0.
    public let index: Int
    /// What was shown, shape [trials, side²].
    public let frame: Tensor
    /// Spikes and beliefs; its patches are the trials.
    public let inference: FrameInference
  }

  private var frames: Frames.Iterator
  private let inference: TiledInference
  private var state: InferenceState?
  private var index = 0

  fileprivate init(_ frames: Frames, by inference: TiledInference) {
    self.frames = frames.makeIterator()
    self.inference = inference
  }

  /// Shows the next frame; nil after the last.
  ///
  /// - Throws: `StreamError` for frames with a different shape from the first, or with a value that is not finite.
  public mutating func next() throws -> Response? {
    guard let frame = frames.next() else { return nil }
    let response = try inference.infer(
      frame, after: try state ?? inference.start(patches: frame.shape[0]))
    state = response.state
    defer { index += 1 }
    return Response(index: index, frame: frame, inference: response)
  }
}

extension FrameInference {
  /// Adds the counts of the frame to `totals`, shape [trials, neurons].
  public func add(to totals: inout [Int]) {
    forEachTrain { trial, neuron, times in
      totals[trial * state.neuronsPerPatch + neuron] += times.count
    }
  }

  /// The counts of the frame, shape [trials, neurons].
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: state.patchCount * state.neuronsPerPatch)
    add(to: &counts)
    return counts
  }

  /// The spike times of one neuron in every trial, in seconds.
  public func times(of neuron: Int) -> [[Double]] {
    var trains = [[Double]](repeating: [], count: state.patchCount)
    forEachTrain { trial, other, times in
      if other == neuron { trains[trial] += times }
    }
    return trains
  }
}

/// Why a model cannot be examined.
public enum PhysiologyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What the model sees does not make a square picture of at least 3×3 pixels.
  case notSquare(pixels: Int)

  public var description: String {
    switch self {
    case .notSquare(let pixels):
      "the model sees \(pixels) numbers, which do not make a square picture of 3×3 pixels or more. "
        + "Train one on square patches."
    }
  }
}
