// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals
internal import Foundation
internal import Randomness
internal import SpikeTrains
internal import Tensors

/// How numbers become spikes.
enum StimulusCode: Sendable {
  /// The larger, the faster.
  case rate(RateCode)
  /// The larger, the sooner, one spike each.
  case latency(LatencyCode)
  /// Neurons that each prefer a value.
  case tuning(TuningCode)

  /// Its names on the command line.
  enum Name: String, CaseIterable, ExpressibleByArgument, Encodable {
    case rate
    case latency
    case tuning
  }

  /// Whether numbers must lie between 0 and 1.
  var takesIntensities: Bool {
    if case .tuning = self { false } else { true }
  }

  /// How many neurons speak for one number.
  var neuronsPerNumber: Int {
    if case .tuning(let code) = self { code.preferred.count } else { 1 }
  }

  /// The spikes of some neurons while all stimuli are shown, each for `trials` windows.
  ///
  /// Presentation p is trial p of (seed, `simulation`, window 0), so a neuron's spikes do not depend on the others.
  ///
  /// - Throws: ``SpikeProcessError`` for numbers that cannot be encoded, ``ArrivalError`` for rates too fast.
  func raster(
    of neurons: Range<Int>, shown stimuli: Tensor, trials: Int, window: Double, seed: SeedSequence
  ) throws -> SpikeRaster {
    let presentations = stimuli.shape[0] * trials
    let numbers =
      neurons.lowerBound / neuronsPerNumber..<(neurons.upperBound - 1)
      / neuronsPerNumber + 1
    let offset = neurons.lowerBound - numbers.lowerBound * neuronsPerNumber
    if case .latency(let code) = self {
      return try Self.repeated(
        (0..<stimuli.shape[0]).map { try code.raster(of: Self.row($0, numbers, stimuli)) },
        trials: trials, window: window)
    }
    var logRates: [Float] = []
    logRates.reserveCapacity(presentations * neurons.count)
    for stimulus in 0..<stimuli.shape[0] {
      let rates = try rates(of: Self.row(stimulus, numbers, stimuli))[offset...]
        .prefix(neurons.count).map { Float(log($0.hertz * window)) }
      for _ in 0..<trials { logRates += rates }
    }
    return try Arrivals(
      logRates: logRates, trials: .consecutive(0..<presentations),
      neurons: .consecutive(neurons), seed: seed, purpose: .simulation
    ).raster(windowDuration: window)
  }

  /// How many spikes the neuron that fires most is expected to have while every stimulus is shown once.
  ///
  /// - Throws: ``SpikeProcessError`` for numbers that cannot be encoded.
  func mostSpikes(shown stimuli: Tensor, window: Double) throws -> Double {
    if case .latency = self { return Double(stimuli.shape[0]) }
    var expected = [Double](repeating: 0, count: stimuli.shape[1] * neuronsPerNumber)
    for stimulus in 0..<stimuli.shape[0] {
      let rates = try rates(of: Self.row(stimulus, 0..<stimuli.shape[1], stimuli))
      for (neuron, rate) in rates.enumerated() { expected[neuron] += rate.hertz * window }
    }
    return expected.max() ?? 0
  }

  private func rates(of numbers: [Double]) throws -> [Rate] {
    switch self {
    case .rate(let code): try code.rates(of: numbers)
    case .tuning(let code): numbers.flatMap(code.rates(of:))
    case .latency: []
    }
  }

  private static func row(_ stimulus: Int, _ numbers: Range<Int>, _ stimuli: Tensor) -> [Double] {
    let start = stimulus * stimuli.shape[1]
    return stimuli.values[start + numbers.lowerBound..<start + numbers.upperBound].map(Double.init)
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
