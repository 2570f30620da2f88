// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
internal import SpikeTrains

/// What was measured of each frame of a stream.
///
/// ```swift
/// var record = StreamRecord()
/// for try await moment in try tiles.inferred(by: inference) { record.add(moment, arrived: tiles.arrival) }
/// ```
public struct StreamRecord: Sendable {
  /// When each frame was seen, in seconds.
  public private(set) var seconds: [Double] = []
  /// From the arrival of each frame to its last spike, in milliseconds.
  public private(set) var latencies: [Double] = []
  /// How many spikes each frame cost.
  public private(set) var spikes: [Int] = []
  /// The free energy of each frame, in nats, all patches together.
  public private(set) var freeEnergies: [Double] = []
  /// How far each frame moved the belief, in nats, all patches together.
  public private(set) var divergences: [Double] = []
  /// The divergence of each frame summed over its steps, in nats, all patches together.
  public private(set) var stepDivergences: [Double] = []
  /// The divergence of each frame in its first step, in nats, all patches together.
  public private(set) var firstStepDivergences: [Double] = []
  /// R² of each frame; NaN for a frame of constant patches.
  public private(set) var explained: [Double] = []
  /// How many frames were dropped unseen.
  public private(set) var dropped = 0
  /// Stretches of time without a dropped frame, in seconds.
  public private(set) var observed: [Range<Double>] = []
  private var squaredError = 0.0
  /// Counts of all windows and neurons, and how many of them are not zero.
  private var (counts, active) = (0, 0)
  private var variation = 0.0
  private let begin = ContinuousClock.now
  private var end = ContinuousClock.now

  /// Nothing seen yet; the clock of ``framesPerSecond`` starts now.
  public init() {}

  /// Notes a frame that is dealt with now; its wait for its time is not part of its latency.
  public mutating func add(_ moment: FrameInference, arrived: ContinuousClock.Instant) {
    end = .now
    seconds.append(moment.interval.lowerBound)
    latencies.append(1000 * ((arrived.duration(to: end) - moment.wait) / .seconds(1)))
    spikes.append(moment.spikeCount)
    freeEnergies.append(moment.freeEnergy)
    divergences.append(moment.divergence)
    stepDivergences.append(moment.stepDivergence)
    firstStepDivergences.append(moment.firstStepDivergence)
    explained.append(moment.rSquared ?? .nan)
    addDropped(moment.droppedFrames)
    let begin = moment.droppedFrames == 0 ? observed.popLast()?.lowerBound : nil
    observed.append((begin ?? moment.interval.lowerBound)..<moment.interval.upperBound)
    for part in moment.parts {
      counts += part.spikes.counts.trialCount * part.spikes.counts.neuronCount
      active += part.spikes.counts.activeCount
    }
    squaredError += moment.squaredErrors.reduce(0, +)
    variation += moment.variations.reduce(0, +)
  }

  /// Records frames that were dropped unseen.
  public mutating func addDropped(_ frames: Int) { dropped += frames }

  /// How many frames were looked at.
  public var frames: Int { seconds.count }

  /// Frames a second since the record began.
  public var framesPerSecond: Double {
    let seconds = begin.duration(to: end) / .seconds(1)
    return seconds > 0 ? Double(frames) / seconds : 0
  }

  /// The latency below which a share of the frames stay, in milliseconds.
  public func latency(_ share: Double) -> Double {
    let sorted = latencies.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }

  /// The last line of `interspike stream --json`.
  public struct Summary: Encodable, Sendable {
    /// Frames looked at.
    public let frames: Int
    /// Frames a second.
    public let framesPerSecond: Double
    /// The median latency, in milliseconds.
    public let latencyP50Ms: Double
    /// The latency that 99 % of the frames keep, in milliseconds.
    public let latencyP99Ms: Double
    /// Spikes of all neurons.
    public let spikes: Int
    /// Nats, all patches together.
    public let freeEnergyPerFrame: Double
    /// Nats, of the belief after a frame from the belief before it: the part of the free energy.
    public let divergencePerFrame: Double
    /// Nats, summed over the steps of a frame: what training on still pictures weighs with β.
    public let stepDivergencePerFrame: Double
    /// Nats, of the first step of a frame: what the prior did not foresee.
    public let firstStepDivergencePerFrame: Double
    /// Variance explained, all frames together; nil when they are constant.
    public let r2: Double?
    /// The share of counts, one for each neuron and step, that are zero.
    public let zeros: Double
    /// Frames that were dropped unseen.
    public let droppedFrames: Int
    /// Tiles of a frame.
    public let patches: Int
    /// Neurons of all tiles.
    public let neurons: Int
    /// The root of all draws.
    public let seed: UInt64
    /// The named stream of the seed; nil for the one without a name.
    public let stream: String?

    private enum CodingKeys: String, CodingKey {
      case frames, spikes, r2, zeros, patches, neurons, seed, stream
      case framesPerSecond = "frames_per_second"
      case latencyP50Ms = "latency_p50_ms"
      case latencyP99Ms = "latency_p99_ms"
      case freeEnergyPerFrame = "free_energy_per_frame"
      case divergencePerFrame = "divergence_per_frame"
      case stepDivergencePerFrame = "step_divergence_per_frame"
      case firstStepDivergencePerFrame = "first_step_divergence_per_frame"
      case droppedFrames = "dropped_frames"
    }
  }

  /// The record in a few numbers.
  public func summary(patches: Int, neurons: Int, seed: SeedSequence) -> Summary {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, frames)) }
    return Summary(
      frames: frames, framesPerSecond: framesPerSecond, latencyP50Ms: latency(0.5),
      latencyP99Ms: latency(0.99), spikes: spikes.reduce(0, +),
      freeEnergyPerFrame: mean(freeEnergies), divergencePerFrame: mean(divergences),
      stepDivergencePerFrame: mean(stepDivergences),
      firstStepDivergencePerFrame: mean(firstStepDivergences),
      r2: variation > 0 ? 1 - squaredError / variation : nil,
      zeros: 1 - Double(active) / Double(max(1, counts)), droppedFrames: dropped,
      patches: patches, neurons: neurons, seed: seed.seed, stream: seed.namedStream)
  }
}
