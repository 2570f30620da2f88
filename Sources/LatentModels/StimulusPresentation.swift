// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Randomness
public import SpikeTrains
public import Tensors

/// Neurons that watch stimuli one after another, each for one window and several times over.
///
/// Presentation p = stimulus · trials + trial occupies `p * windowDuration ..< (p + 1) * windowDuration`
/// seconds. The spikes are the arrivals of trial p, drawn exactly as those that trained the model.
public struct StimulusPresentation: Sendable {
  /// log λ of each stimulus, shape [stimuli, neurons]; λ is the expected count in one window.
  public let logRates: Tensor
  /// How often each stimulus is shown.
  public let trials: Int
  /// How long each presentation lasts, in seconds.
  public let windowDuration: Double
  /// Where the arrivals are in the seed contract.
  public let address: DrawAddress

  /// Shows stimuli with the given log-rates.
  ///
  /// - Precondition: `logRates` has shape [stimuli, neurons]; `trials` is positive.
  public init(logRates: Tensor, trials: Int, windowDuration: Double, address: DrawAddress) {
    guard logRates.rank == 2 && trials > 0 else {
      fatalError(
        "log-rates of shape \(logRates.shape) in \(trials) trials: use [stimuli, neurons] and at least 1"
      )
    }
    self.logRates = logRates
    self.trials = trials
    self.windowDuration = windowDuration
    self.address = address
  }

  /// How many stimuli there are.
  public var stimuli: Int { logRates.shape[0] }
  /// How many neurons watch.
  public var neurons: Int { logRates.shape[1] }
  /// How many presentations there are.
  public var count: Int { stimuli * trials }
  /// The whole time, in seconds.
  public var interval: Range<Double> { 0..<(Double(count) * windowDuration) }

  /// The spikes of some neurons, all presentations.
  ///
  /// The same bits whether neurons are asked for alone or together: a raster too large for memory is made
  /// a few neurons at a time.
  ///
  /// - Throws: `ArrivalError` for log-rates or durations that are none.
  /// - Complexity: O(presentations · neurons asked for + their spikes).
  public func raster(ofNeurons range: Range<Int>) throws(ArrivalError) -> SpikeRaster {
    var shown: [Float] = []
    shown.reserveCapacity(count * range.count)
    for stimulus in 0..<stimuli {
      let row = logRates.values[
        (stimulus * neurons + range.lowerBound)..<(stimulus * neurons + range.upperBound)]
      for _ in 0..<trials { shown += row }
    }
    return try Arrivals(
      logRates: shown,
      trials: .consecutive(address.firstTrial..<(address.firstTrial + count)),
      neurons: .consecutive(range), seed: address.seed, purpose: address.purpose,
      window: address.window
    ).raster(windowDuration: windowDuration)
  }
}
