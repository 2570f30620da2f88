// SPDX-License-Identifier: GPL-3.0-or-later

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif
public import Randomness
public import SpikeTrains

/// How the numbers of many stimuli become the spikes of a population to which they are shown.
///
/// Presentation p lasts from p to p + 1 windows; all trials of a stimulus follow each other. Neuron n speaks for number
/// n div ``neuronsPerNumber``.
///
/// ```swift
/// let code = StimulusCode.rate(RateCode(maximum: 100))
/// let raster = try code.raster(
///   of: 0..<784, shown: pixels, numbers: 784, trials: 10, window: 0.1, seed: SeedSequence(7, stream: "encode"))
/// ```
public enum StimulusCode: Hashable, Sendable {
  /// The larger, the faster.
  case rate(RateCode)
  /// The larger, the sooner, one spike each.
  case latency(LatencyCode)
  /// Neurons that each prefer a value.
  case tuning(TuningCode)

  /// Whether numbers must lie in 0...1.
  public var takesIntensities: Bool {
    if case .tuning = self { false } else { true }
  }

  /// How many neurons speak for one number.
  public var neuronsPerNumber: Int {
    if case .tuning(let code) = self { code.preferred.count } else { 1 }
  }

  /// The spikes of some neurons while all stimuli are shown, each for `trials` windows.
  ///
  /// Presentation p is trial p of (seed, `simulation`, window 0), so a neuron's spikes do not depend on the others.
  ///
  /// - Parameters:
  ///   - neurons: whose spikes.
  ///   - stimuli: shape [stimuli, numbers], row after row.
  ///   - numbers: how many numbers a stimulus has.
  ///   - trials: how often each stimulus is shown.
  ///   - window: how long a presentation lasts, in seconds.
  ///   - seed: decides every spike.
  /// - Throws: ``SpikeProcessError`` for numbers that cannot be encoded, ``ArrivalError`` for rates too fast.
  /// - Precondition: `numbers` divides the stimuli, the neurons exist, and there is at least one trial.
  /// - Complexity: O(stimuli · trials · neurons + spikes).
  public func raster(
    of neurons: Range<Int>, shown stimuli: [Float], numbers: Int, trials: Int, window: Double,
    seed: SeedSequence
  ) throws -> SpikeRaster {
    let count = Self.count(of: stimuli, numbers: numbers)
    guard trials >= 1, !neurons.isEmpty, neurons.lowerBound >= 0,
      neurons.upperBound <= numbers * neuronsPerNumber
    else {
      fatalError(
        "neurons \(neurons) of \(numbers * neuronsPerNumber) in \(trials) trials: choose from those that exist"
      )
    }
    let spoken =
      neurons.lowerBound / neuronsPerNumber..<(neurons.upperBound - 1) / neuronsPerNumber + 1
    let offset = neurons.lowerBound - spoken.lowerBound * neuronsPerNumber
    func row(_ stimulus: Int) -> [Double] {
      let start = stimulus * numbers
      return stimuli[start + spoken.lowerBound..<start + spoken.upperBound].map(Double.init)
    }
    if case .latency(let code) = self {
      return Self.repeated(
        try (0..<count).map { try code.raster(of: row($0)) }, trials: trials, window: window)
    }
    var logRates: [Float] = []
    logRates.reserveCapacity(count * trials * neurons.count)
    for stimulus in 0..<count {
      let rates = try rates(of: row(stimulus))[offset...]
        .prefix(neurons.count).map { Float(log($0.hertz * window)) }
      for _ in 0..<trials { logRates += rates }
    }
    return try Arrivals(
      logRates: logRates, trials: .consecutive(0..<count * trials),
      neurons: .consecutive(neurons), seed: seed, purpose: .simulation
    ).raster(windowDuration: window)
  }

  /// How many spikes the neuron that fires most is expected to have while every stimulus is shown once.
  ///
  /// - Throws: ``SpikeProcessError`` for numbers that cannot be encoded.
  /// - Precondition: `numbers` divides the stimuli.
  public func mostSpikes(
    shown stimuli: [Float], numbers: Int, window: Double
  ) throws(SpikeProcessError) -> Double {
    let count = Self.count(of: stimuli, numbers: numbers)
    if case .latency = self { return Double(count) }
    var expected = [Double](repeating: 0, count: numbers * neuronsPerNumber)
    for start in stride(from: 0, to: stimuli.count, by: numbers) {
      let rates = try rates(of: stimuli[start..<start + numbers].map(Double.init))
      for (neuron, rate) in rates.enumerated() { expected[neuron] += rate.hertz * window }
    }
    return expected.max() ?? 0
  }

  private static func count(of stimuli: [Float], numbers: Int) -> Int {
    guard numbers >= 1, stimuli.count.isMultiple(of: numbers) else {
      fatalError("\(stimuli.count) numbers do not make up whole stimuli of \(numbers) numbers each")
    }
    return stimuli.count / numbers
  }

  private func rates(of numbers: [Double]) throws(SpikeProcessError) -> [Rate] {
    switch self {
    case .rate(let code): try code.rates(of: numbers)
    case .tuning(let code): numbers.flatMap(code.rates(of:))
    case .latency: []
    }
  }

  /// The same spikes in every trial of each stimulus.
  private static func repeated(_ rasters: [SpikeRaster], trials: Int, window: Double) -> SpikeRaster
  {
    var times: [Double] = []
    var offsets = [0]
    for neuron in 0..<(rasters.first?.neuronCount ?? 0) {
      for (stimulus, raster) in rasters.enumerated() {
        for trial in 0..<trials {
          let presentation = Double(stimulus * trials + trial)
          let end = (presentation + 1) * window
          times += raster.times(of: neuron).map { min(presentation * window + $0, end.nextDown) }
        }
      }
      offsets.append(times.count)
    }
    return SpikeRaster(
      drawnTimes: times, offsets: offsets,
      interval: 0..<Double(rasters.count * trials) * window)
  }
}
