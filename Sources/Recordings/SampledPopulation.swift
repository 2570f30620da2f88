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
  /// The rate of each neuron, on average over the time it is observed.
  public let rates: [Rate]
  /// How long they are observed in a trial, in seconds.
  public let duration: Double
  private let table: RateTable?
  /// How many times they are observed; trials follow each other in the recording, each with spikes of its own.
  public var trials = 1
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
    (self.rates, self.duration, table) = (rates, duration, nil)
  }

  /// Poisson neurons whose rates come from a file, observed as long as the rates last, or 1 s if they do not change.
  ///
  /// - Throws: `RunError` for a duration beyond the last rates or 1e9 s.
  public init(_ table: RateTable, duration: Double? = nil) throws(RunError) {
    let observed = duration ?? table.duration ?? 1
    if let end = table.duration, observed > end {
      throw RunError(
        .settings,
        "\(setting: "duration") is \(observed) s, but the rates of \(table.identity.file) last \(end) s. Give at most that."
      )
    }
    guard observed > 0, observed <= 1e9 else {
      throw RunError(
        .settings,
        "the rates of \(table.identity.file) last \(observed) s; give a \(setting: "duration") of up to 1e9 s."
      )
    }
    (rates, self.duration, self.table) = (table.means(until: observed), observed, table)
  }

  /// The process's name.
  public var process: String {
    if table?.step != nil { return "inhomogeneous Poisson" }
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
    if let table, table.step != nil {
      guard deadTime == nil, shape == nil, correlation == nil else {
        throw RunError(
          .settings,
          "neurons whose rates change are Poisson: leave out \(setting: "dead-time"), \(setting: "shape") and \(setting: "correlation"), or give rates of shape [neurons]."
        )
      }
      return try SteppedPopulation(
        borders: table.borders, rates: table.rates, windowDuration: window)
    }
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

  /// The spikes of some of its neurons, trial after trial.
  public func raster(
    of neurons: Range<Int>, from population: any SpikeProcess, seed: SeedSequence
  ) -> SpikeRaster {
    let whole = 0..<Double(trials) * duration
    let shown = (0..<trials).map { trial in
      let drawn = population.raster(of: neurons, in: 0..<duration, trial: trial, seed: seed)
      if trial == 0 { return drawn }
      let (start, end) = (Double(trial) * duration, Double(trial + 1) * duration)
      return SpikeRaster(
        drawnTimes: drawn.times.map { min(start + $0, end.nextDown) }, offsets: drawn.offsets,
        interval: start..<end)
    }
    return SpikeRaster(consecutive: shown, interval: whole)
  }

  /// What a file says of it, apart from its spikes.
  ///
  /// - Throws: `SpikeFileError`.
  public func recording(seed: SeedSequence) throws -> SpikeRecording {
    let settings = Settings(
      process: process, rates: uniform == nil && table == nil ? rates.map(\.hertz) : nil,
      ratesFrom: table?.identity, uniform: uniform, neurons: rates.count, duration: duration,
      trials: trials == 1 ? nil : trials, window: window, deadTime: deadTime, shape: shape,
      correlation: correlation)
    return try SpikeRecording(
      neuronCount: rates.count,
      presentations: Presentation.sequence(stimuli: 1, trials: trials, duration: duration),
      neuronColumns: [
        NeuronColumn(
          name: "nominal_rate",
          description:
            "Firing rate that was asked for\(table?.step == nil ? "" : ", averaged over time"), in Hz.",
          values: rates.map(\.hertz))
      ], provenance: try Provenance(seed, settings))
  }

  private struct Settings: Encodable {
    let process: String
    let rates: [Double]?
    let ratesFrom: RateTable.Identity?
    let uniform: Double?
    let neurons: Int
    let duration: Double
    let trials: Int?
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
  /// Half a minute on one core.
  private static let mostTrains = 1e10
  /// The windows of one neuron have 32-bit numbers.
  private static let mostWindowsOfANeuron = 4e9

  /// Seconds in all trials.
  private var observed: Double { Double(trials) * duration }

  /// How many neurons to draw at once: about a million spikes, and as many window counts.
  ///
  /// - Throws: `RunError` for a neuron that fires more than can be drawn, and for work that would take hours.
  public func block() throws(RunError) -> Int {
    guard (1...1_000_000).contains(trials) else {
      throw RunError(.settings, "\(setting: "trials") is \(trials); it must be 1 to 1000000.")
    }
    guard Double(rates.count) * Double(trials) <= Self.mostTrains else {
      throw RunError(
        .settings,
        "\(Text.count(rates.count, "neuron")) × \(trials) trials are too many spike trains; at most 1e10 can be drawn. Lower \(setting: "trials")."
      )
    }
    let fastest = rates.max() ?? 0
    guard fastest.hertz * observed <= NeuronBlocks.mostSpikes else {
      throw RunError(
        .settings,
        "a neuron at \(fastest) would fire \(Text.number(fastest.hertz * observed)) spikes in "
          + "\(Text.number(observed)) s; at most 1e8 can be drawn for one neuron. Give a shorter --duration."
      )
    }
    let most = max(
      1, max(fastest.hertz, motherHertz) * observed,
      Double(trials) * (isWindowed ? max(1, duration / window) : 1))
    let block = Int(min(16_384, max(1, 1e6 / most)))
    try requireDrawable(block: block)
    return block
  }

  private func isTooMany(windowsOf window: Double) -> Bool {
    let windows = (duration / window).rounded(.up)
    return windows >= Self.mostWindowsOfANeuron
      || Double(rates.count * trials) * windows > Self.mostWindows
  }

  private func requireDrawable(block: Int) throws(RunError) {
    let blocks = (Double(rates.count) / Double(block)).rounded(.up)
    let spikes = (rates.reduce(0) { $0 + $1.hertz } + motherHertz * blocks) * observed
    if isWindowed, isTooMany(windowsOf: window) {
      var longer = pow(10, log10(window).rounded(.down))
      while isTooMany(windowsOf: longer) || longer <= window { longer *= 10 }
      let windows = (duration / window).rounded(.up)
      throw RunError(
        .settings,
        "\(Text.count(rates.count, "neuron")) × \(Text.number(windows)) windows of \(Text.plain(window)) s are "
          + "\(Text.number(Double(rates.count * trials) * windows)) draws for \(Text.number(spikes)) spikes; the limits are 1e11 in all "
          + "and 4e9 per neuron. Give --window \(Text.plain(longer)) or a shorter --duration.")
    }
    guard spikes <= Self.mostSpikes else {
      throw RunError(
        .settings,
        "\(Text.count(rates.count, "neuron")) would fire \(Text.number(spikes)) spikes in \(Text.number(observed)) s, "
          + "\(Text.number(spikes * 8e-9)) GB; at most 1e11 can be drawn. Give fewer neurons or a shorter --duration."
      )
    }
  }
}
