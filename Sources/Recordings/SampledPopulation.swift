// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
internal import DataFiles
internal import Foundation
public import Randomness
public import Runs
public import SpikeFormats
public import SpikeTrains

/// Neurons that fire at given rates, as one kind of point process, while they are observed.
///
/// ```swift
/// var sampled = SampledPopulation(rates: [5, 20, 80], duration: 10)
/// sampled.deadTime = 0.002
/// let population = try sampled.population()
/// ```
public struct SampledPopulation: Sendable {
  /// The rate of each neuron.
  public let rates: [Rate]
  /// How long they are observed, in seconds.
  public let duration: Double
  /// The rate of all neurons in Hz, if they were given one.
  public var uniform: Double?
  /// How many seconds a neuron cannot fire after a spike.
  public var deadTime: Double?
  /// The shape of gamma intervals.
  public var shape: Double?
  /// How strongly the counts of every two neurons correlate.
  public var correlation: Double?
  /// The window length in seconds; nil for one that suits the duration.
  public var givenWindow: Double?

  /// Poisson neurons.
  public init(rates: [Rate], duration: Double) {
    (self.rates, self.duration) = (rates, duration)
  }

  /// The process's name.
  public var process: String {
    if deadTime != nil { return "refractory renewal" }
    if shape != nil { return "gamma renewal" }
    return correlation == nil ? "Poisson" : "correlated Poisson"
  }

  /// Whether time is divided into windows, including silent ones.
  public var isWindowed: Bool { deadTime == nil && shape == nil }

  /// The rate of the mother process of correlated neurons, in Hz, which every block of neurons draws for itself.
  private var motherHertz: Double {
    guard let correlation, correlation > 0 else { return 0 }
    return (rates.first?.hertz ?? 0) / correlation
  }

  /// The given window length, or one that suits the duration, in seconds.
  public var window: Double {
    if let givenWindow { return givenWindow }
    var suited = PoissonPopulation.windowDuration(observing: duration)
    // The mother process is faster than its neurons; since all share one rate, no neuron affects another's spikes.
    while suited > 1, motherHertz * suited > Arrivals.largestRate { suited /= 10 }
    return suited
  }

  /// The neurons.
  ///
  /// - Throws: `SpikeProcessError` for rates the process cannot have, `RunError` for correlated neurons of several rates.
  public func population() throws -> any SpikeProcess {
    if let deadTime {
      return EventPopulation(
        renewing: try rates.map { try RefractoryIntervals(outputRate: $0, deadTime: deadTime) })
    }
    if let shape {
      return EventPopulation(renewing: try rates.map { try GammaIntervals(rate: $0, shape: shape) })
    }
    guard let correlation else {
      return try PoissonPopulation(checking: rates, windowDuration: window)
    }
    guard uniform != nil, let rate = rates.first else {
      throw RunError(
        .settings, "--correlation needs neurons of one rate: give --uniform and --neurons.")
    }
    return try CorrelatedPopulation(
      neurons: rates.count, rate: rate, correlation: correlation, windowDuration: window)
  }

  /// What a file says of it, apart from its spikes.
  ///
  /// - Throws: `SpikeFileError`.
  public func recording(seed: SeedSequence) throws -> SpikeRecording {
    let settings = Settings(
      process: process, rates: uniform == nil ? rates.map(\.hertz) : nil, uniform: uniform,
      neurons: rates.count, duration: duration, window: window, deadTime: deadTime, shape: shape,
      correlation: correlation)
    return try SpikeRecording(
      neuronCount: rates.count, presentations: [Presentation(start: 0, stop: duration)],
      neuronColumns: [
        NeuronColumn(
          name: "nominal_rate", description: "Firing rate that was asked for, in Hz.",
          values: rates.map(\.hertz))
      ], provenance: try Provenance(seed, settings))
  }

  private struct Settings: Encodable {
    let process: String
    let rates: [Double]?
    let uniform: Double?
    let neurons: Int
    let duration: Double
    let window: Double
    let deadTime: Double?
    let shape: Double?
    let correlation: Double?
  }
}

// MARK: Cost

extension SampledPopulation {
  /// A few minutes on one core, at a few nanoseconds each.
  private static let mostWindows = 1e11
  /// Tens of minutes, and 800 GB.
  private static let mostSpikes = 1e11
  /// The windows of one neuron have 32-bit numbers.
  private static let mostWindowsOfANeuron = 4e9

  /// How many neurons to draw at once: about a million spikes, and as many window counts.
  ///
  /// - Throws: `RunError` for a neuron that fires more than can be drawn, and for work that would take hours.
  public func block() throws(RunError) -> Int {
    let fastest = rates.max() ?? 0
    guard fastest.hertz * duration <= NeuronBlocks.mostSpikes else {
      throw RunError(
        .settings,
        "a neuron at \(fastest) would fire \(Text.number(fastest.hertz * duration)) spikes in "
          + "\(Text.number(duration)) s; at most 1e8 can be drawn for one neuron. Give a shorter --duration."
      )
    }
    let most = max(
      1, max(fastest.hertz, motherHertz) * duration, isWindowed ? duration / window : 1)
    let block = Int(min(16_384, max(1, 1e6 / most)))
    try requireDrawable(block: block)
    return block
  }

  private func isTooMany(windowsOf window: Double) -> Bool {
    let windows = (duration / window).rounded(.up)
    return windows >= Self.mostWindowsOfANeuron
      || Double(rates.count) * windows > Self.mostWindows
  }

  private func requireDrawable(block: Int) throws(RunError) {
    let blocks = (Double(rates.count) / Double(block)).rounded(.up)
    let spikes = (rates.reduce(0) { $0 + $1.hertz } + motherHertz * blocks) * duration
    if isWindowed, isTooMany(windowsOf: window) {
      var longer = pow(10, log10(window).rounded(.down))
      while isTooMany(windowsOf: longer) || longer <= window { longer *= 10 }
      let windows = (duration / window).rounded(.up)
      throw RunError(
        .settings,
        "\(Text.count(rates.count, "neuron")) × \(Text.number(windows)) windows of \(Text.plain(window)) s are "
          + "\(Text.number(Double(rates.count) * windows)) draws for \(Text.number(spikes)) spikes; the limits are 1e11 in all "
          + "and 4e9 per neuron. Give --window \(Text.plain(longer)) or a shorter --duration.")
    }
    guard spikes <= Self.mostSpikes else {
      throw RunError(
        .settings,
        "\(Text.count(rates.count, "neuron")) would fire \(Text.number(spikes)) spikes in \(Text.number(duration)) s, "
          + "\(Text.number(spikes * 8e-9)) GB; at most 1e11 can be drawn. Give fewer neurons or a shorter --duration."
      )
    }
  }
}
