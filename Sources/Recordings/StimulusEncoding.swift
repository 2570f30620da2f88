// SPDX-License-Identifier: GPL-3.0-or-later

package import Arrivals
internal import DataFiles
internal import Foundation
public import Randomness
public import Runs
public import SpikeFormats
public import SpikeTrains
internal import Tensors

/// Pictures or other numbers as the input of spiking neurons: in which code, how fast, how long and how often.
///
/// ```swift
/// let encoding = StimulusEncoding()
/// let shown = try encoding.encoded(
///   StimulusFile(path: "digits.npy"), count: 10, seed: SeedSequence(7, stream: "encode"))
/// try SpikeOutput(path: "trains.nwb", recording: shown.recording()).write(
///   block: shown.block(), drawing: shown.raster)
/// ```
public struct StimulusEncoding: Sendable {
  /// The names of codes.
  public enum Code: String, CaseIterable, Encodable, Sendable {
    /// The larger a number, the faster.
    case rate
    /// The larger a number, the sooner.
    case latency
    /// Neurons that each prefer a value.
    case tuning
  }

  /// How numbers are encoded.
  public var code = Code.rate
  /// How many times each stimulus is shown.
  public var trials = 1
  /// How long a presentation lasts, in seconds.
  public var window = 0.1
  /// The highest rate, in Hz.
  public var maximum = 100.0
  /// The lowest rate, in Hz.
  public var minimum = 0.0
  /// The time constant of a latency code in seconds; nil for a fifth of the window.
  public var timeConstant: Double?
  /// Numbers up to this give no spike in a latency code.
  public var threshold = 0.01
  /// How many neurons of a tuning code speak for each number.
  public var neurons = 12
  /// The smallest and the largest preferred value of a tuning code.
  public var range = 0.0...1.0
  /// The period of circular values of a tuning code.
  public var period: Double?
  /// Whether numbers are stretched so that the smallest becomes 0 and the largest 1.
  public var scale = false

  /// A rate code from 0 to 100 Hz.
  public init() {}

  /// The code of these settings.
  ///
  /// - Throws: `RateError` or `SpikeProcessError` for settings the code cannot have.
  package func stimulusCode() throws -> StimulusCode {
    let (least, greatest) = (try Rate(hertz: minimum), try Rate(hertz: maximum))
    switch code {
    case .rate: return .rate(RateCode(minimum: least, maximum: greatest))
    case .latency:
      return .latency(
        try LatencyCode(
          timeConstant: timeConstant ?? window / 5, threshold: threshold, window: window))
    case .tuning:
      return .tuning(
        try TuningCode(
          preferring: range, neurons: neurons, baseline: least, peak: greatest, period: period))
    }
  }

  /// The first stimuli of a file in this code; all without a `count`.
  ///
  /// - Throws: `RunError` for numbers the code cannot take, and for more presentations than can be shown.
  public func encoded(
    _ file: StimulusFile, count: Int? = nil, seed: SeedSequence
  ) throws -> EncodedStimuli {
    let (code, path) = (try stimulusCode(), file.identity.path)
    let count = count ?? file.identity.count
    guard count <= file.identity.count else {
      throw RunError(
        .settings,
        "\(setting: "count") is \(count), but \(path) holds \(file.identity.count) data; it must be 1 to \(file.identity.count)."
      )
    }
    let (presentations, overflows) = count.multipliedReportingOverflow(by: trials)
    guard !overflows, presentations <= 100_000_000 else {
      throw RunError(
        .settings,
        "\(count) stimuli × \(trials) trials are too many presentations; at most 100000000 can be shown. Lower \(setting: "count") or \(setting: "trials")."
      )
    }
    return EncodedStimuli(
      encoding: self, code: code, stimuli: try scaled(file.data.rows(0..<count), path, code),
      identity: file.identity, seed: seed)
  }

  /// The numbers as the code takes them; numbers it cannot take are refused before anything is written.
  private func scaled(
    _ stimuli: Tensor, _ path: String, _ code: StimulusCode
  ) throws(RunError) -> Tensor {
    let (least, greatest) = (stimuli.values.min() ?? 0, stimuli.values.max() ?? 0)
    if scale {
      guard greatest > least else {
        throw RunError(
          .damaged,
          "every number in \(path) is \(least), so \(setting: "scale") has nothing to stretch. Leave out \(setting: "scale") or give other data."
        )
      }
      return Tensor(
        stimuli.values.map { ($0 - least) / (greatest - least) }, shape: stimuli.shape)
    }
    guard !code.takesIntensities || (least >= 0 && greatest <= 1) else {
      throw RunError(
        .damaged,
        "the numbers in \(path) range from \(least) to \(greatest), but a \(self.code.rawValue) code takes 0 to 1. Add \(setting: "scale")."
      )
    }
    return stimuli
  }
}

/// Stimuli in a code, ready to be drawn.
public struct EncodedStimuli: Sendable {
  private let encoding: StimulusEncoding
  private let code: StimulusCode
  private let stimuli: Tensor
  private let identity: StimulusFile.Identity
  private let seed: SeedSequence

  fileprivate init(
    encoding: StimulusEncoding, code: StimulusCode, stimuli: Tensor,
    identity: StimulusFile.Identity, seed: SeedSequence
  ) {
    (self.encoding, self.code, self.stimuli) = (encoding, code, stimuli)
    (self.identity, self.seed) = (identity, seed)
  }

  /// The number of stimuli.
  public var count: Int { stimuli.shape[0] }
  /// How many times stimuli are shown.
  public var presentations: Int { count * encoding.trials }
  /// The number of neurons.
  public var neurons: Int { stimuli.shape[1] * code.neuronsPerNumber }

  /// How many neurons to draw at once.
  ///
  /// - Throws: `RunError` for a neuron with more spikes than can be drawn, `SpikeProcessError` for numbers that cannot be
  ///   encoded.
  public func block() throws -> Int {
    try NeuronBlocks(
      spikes: code.mostSpikes(
        shown: stimuli.values, numbers: stimuli.shape[1], window: encoding.window)
        * Double(encoding.trials),
      presentations: presentations, window: encoding.window, largest: 16_384,
      remedy: "--maximum, --window, --trials or --count"
    ).size
  }

  /// The spikes of some neurons, all presentations.
  ///
  /// - Throws: `SpikeProcessError` or `ArrivalError` for numbers that cannot be encoded.
  @Sendable public func raster(of neurons: Range<Int>) throws -> SpikeRaster {
    try code.raster(
      of: neurons, shown: stimuli.values, numbers: stimuli.shape[1], trials: encoding.trials,
      window: encoding.window, seed: seed)
  }

  /// What a file says of it, apart from its spikes.
  ///
  /// - Throws: `SpikeFileError`.
  public func recording() throws -> SpikeRecording {
    var identity = identity
    identity.path = URL(fileURLWithPath: identity.path).lastPathComponent
    let own = encoding
    let (isLatency, isTuning) = (own.code == .latency, own.code == .tuning)
    let settings = Settings(
      code: own.code, data: identity, count: count, trials: own.trials, window: own.window,
      minimum: isLatency ? nil : own.minimum, maximum: isLatency ? nil : own.maximum,
      timeConstant: isLatency ? own.timeConstant ?? own.window / 5 : nil,
      threshold: isLatency ? own.threshold : nil, neurons: isTuning ? own.neurons : nil,
      range: isTuning ? [own.range.lowerBound, own.range.upperBound] : nil,
      period: isTuning ? own.period : nil, scale: own.scale)
    return try SpikeRecording(
      neuronCount: neurons,
      presentations: Presentation.sequence(
        stimuli: count, trials: own.trials, duration: own.window),
      provenance: try Provenance(seed, settings))
  }

  private struct Settings: Encodable {
    let code: StimulusEncoding.Code
    let data: StimulusFile.Identity
    let count: Int
    let trials: Int
    let window: Double
    let minimum: Double?
    let maximum: Double?
    let timeConstant: Double?
    let threshold: Double?
    let neurons: Int?
    let range: [Double]?
    let period: Double?
    let scale: Bool
  }
}
