// SPDX-License-Identifier: GPL-3.0-or-later

internal import Figures
internal import Foundation
internal import Randomness
internal import Streaming

/// What was measured of each frame of a stream.
struct StreamRecord {
  private(set) var seconds: [Double] = []
  private(set) var latencies: [Double] = []
  private(set) var spikes: [Int] = []
  private(set) var freeEnergies: [Double] = []
  private(set) var divergences: [Double] = []
  private(set) var stepDivergences: [Double] = []
  private(set) var explained: [Double] = []
  private(set) var dropped = 0
  /// Stretches of time without a dropped frame, in seconds.
  private(set) var observed: [Range<Double>] = []
  private var squaredError = 0.0
  private var variation = 0.0
  private let begin = ContinuousClock.now
  private var end = ContinuousClock.now

  /// Notes a frame that is dealt with now; its wait for its time is not part of its latency.
  mutating func add(_ moment: FrameInference, arrived: ContinuousClock.Instant) {
    end = .now
    seconds.append(moment.interval.lowerBound)
    latencies.append(1000 * ((arrived.duration(to: end) - moment.wait) / .seconds(1)))
    spikes.append(moment.spikeCount)
    freeEnergies.append(moment.freeEnergy)
    divergences.append(moment.divergence)
    stepDivergences.append(moment.stepDivergence)
    explained.append(moment.rSquared ?? .nan)
    addDropped(moment.droppedFrames)
    let begin = moment.droppedFrames == 0 ? observed.popLast()?.lowerBound : nil
    observed.append((begin ?? moment.interval.lowerBound)..<moment.interval.upperBound)
    squaredError += moment.squaredErrors.reduce(0, +)
    variation += moment.variations.reduce(0, +)
  }

  /// Notes frames that nobody looked at.
  mutating func addDropped(_ frames: Int) { dropped += frames }

  var frames: Int { seconds.count }

  var framesPerSecond: Double {
    let seconds = begin.duration(to: end) / .seconds(1)
    return seconds > 0 ? Double(frames) / seconds : 0
  }

  /// The latency below which a share of the frames stay, in milliseconds.
  func latency(_ share: Double) -> Double {
    let sorted = latencies.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }

  /// The last line of `interspike stream --json`.
  struct Summary: Encodable {
    let frames: Int
    let framesPerSecond: Double
    let latencyP50Ms: Double
    let latencyP99Ms: Double
    let spikes: Int
    /// Nats, all patches together.
    let freeEnergyPerFrame: Double
    /// Nats, of the belief after a frame from the belief before it: the part of the free energy.
    let divergencePerFrame: Double
    /// Nats, summed over the steps of a frame: what training weighs with β.
    let stepDivergencePerFrame: Double
    let r2: Double?
    let droppedFrames: Int
    let patches: Int
    let neurons: Int
    let seed: UInt64
    let stream: String?

    private enum CodingKeys: String, CodingKey {
      case frames, spikes, r2, patches, neurons, seed, stream
      case framesPerSecond = "frames_per_second"
      case latencyP50Ms = "latency_p50_ms"
      case latencyP99Ms = "latency_p99_ms"
      case freeEnergyPerFrame = "free_energy_per_frame"
      case divergencePerFrame = "divergence_per_frame"
      case stepDivergencePerFrame = "step_divergence_per_frame"
      case droppedFrames = "dropped_frames"
    }
  }

  func summary(patches: Int, neurons: Int, seed: SeedSequence) -> Summary {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, frames)) }
    return Summary(
      frames: frames, framesPerSecond: framesPerSecond, latencyP50Ms: latency(0.5),
      latencyP99Ms: latency(0.99), spikes: spikes.reduce(0, +),
      freeEnergyPerFrame: mean(freeEnergies), divergencePerFrame: mean(divergences),
      stepDivergencePerFrame: mean(stepDivergences),
      r2: variation > 0 ? 1 - squaredError / variation : nil, droppedFrames: dropped,
      patches: patches, neurons: neurons, seed: seed.seed,
      stream: seed.namedStream)
  }

  /// Free energy, surprise, cost and quality along the film.
  ///
  /// - Parameter cuts: the frames with which another film begins.
  func figure(
    title: String, neurons: Int, frameInterval: Double, cuts: [Int]
  ) -> RelationFigure {
    func plot(_ heading: String, _ ordinate: String, _ values: [Double]) -> RelationFigure.Plot {
      let heights = values.filter(\.isFinite)
      let borders = cuts.map { (seconds.first ?? 0) + Double($0) * frameInterval }.map { time in
        RelationFigure.Series(
          "another film begins",
          [heights.min(), heights.max()].compactMap { $0 }.map { .init(x: time, y: $0) },
          style: .curve)
      }
      return RelationFigure.Plot(
        heading, abscissa: "time in s", ordinate: ordinate,
        series: [
          RelationFigure.Series(
            "every frame", zip(seconds, values).map { .init(x: $0, y: $1) }, style: .curve)
        ] + borders)
    }
    let exposure = Double(neurons) * frameInterval
    return RelationFigure(
      [
        plot("free energy", "1000 nats a frame", freeEnergies.map { $0 / 1000 }),
        plot(
          "surprise: divergence from what was believed", "1000 nats a frame",
          divergences.map { $0 / 1000 }),
        plot("metabolic cost", "spikes/s and neuron", spikes.map { Double($0) / exposure }),
        plot("variance explained", "R²", explained),
      ], title: title)
  }
}
