// SPDX-License-Identifier: GPL-3.0-or-later

/// The peristimulus time histogram (PSTH): how the firing rate unfolds over repeated trials.
///
/// ```
/// rate[b] = spikes in bin b, over all trials and neurons / (trials · neurons · length of bin b)
/// ```
/// Time is counted from the start of each trial's observation interval. Bins include their start
/// and exclude their end; where the bin width does not divide the trial, the last bin is shorter
/// and its rate refers to its own length.
///
/// A spike less than 10⁻⁸ of a bin before an edge counts in the bin after it, for neither times such as 0.3 s nor bin
/// widths such as 0.1 s are binary numbers: spikes on a grid fall one into each bin of that grid. Where times are so
/// late that they are rounded more coarsely than that, the tolerance is two units in the last place of the latest.
/// Elephant's `BinnedSpikeTrain` has the same tolerance of 10⁻⁸ (version 1.2).
///
/// > Reference: G. L. Gerstein and N. Y.-S. Kiang, Biophys. J. 1 (1960) 15–28,
/// > doi:10.1016/S0006-3495(60)86872-5.
public struct PeristimulusTimeHistogram: Hashable, Sendable {
  /// Where the bins begin and end, in seconds from the start of a trial; one more than bins.
  public let edges: [Double]
  /// How many spikes of all trials and neurons fell into each bin; shape `[bins]`.
  public let counts: [Int]
  /// The mean firing rate of a neuron in each bin, in Hz; shape `[bins]`.
  public let rates: [Double]

  /// Builds the histogram of one neuron from its trains, one train a trial.
  ///
  /// - Returns: `nil` when there are no trials or the trials have no length.
  /// - Throws: ``SpikeTrainError/differentIntervals(_:_:)`` when the trials do not last equally
  ///   long (to one part in 10⁹), ``SpikeTrainError/badBinWidth(_:)``.
  /// - Complexity: O(spikes + bins).
  public init?(trials: [SpikeTrain], binWidth: Double) throws(SpikeTrainError) {
    try self.init(
      intervals: trials.map(\.interval), times: trials.map { $0.times[...] }, neuronCount: 1,
      binWidth: binWidth)
  }

  /// Builds the histogram of a population from its rasters, one raster a trial.
  ///
  /// - Returns: `nil` when there are no trials or neurons or the trials have no length.
  /// - Throws: ``SpikeTrainError/differentIntervals(_:_:)`` when the trials do not last equally
  ///   long (to one part in 10⁹), ``SpikeTrainError/differentNeuronCounts(_:_:)``,
  ///   ``SpikeTrainError/badBinWidth(_:)``.
  /// - Complexity: O(spikes + bins).
  public init?(trials: [SpikeRaster], binWidth: Double) throws(SpikeTrainError) {
    let neuronCount = trials.first?.neuronCount ?? 0
    for trial in trials where trial.neuronCount != neuronCount {
      throw .differentNeuronCounts(neuronCount, trial.neuronCount)
    }
    try self.init(
      intervals: trials.map(\.interval), times: trials.map { $0.times[...] },
      neuronCount: neuronCount, binWidth: binWidth)
  }

  private init?(
    intervals: [Range<Double>], times: [ArraySlice<Double>], neuronCount: Int, binWidth: Double
  ) throws(SpikeTrainError) {
    guard binWidth.isFinite, binWidth > 0 else { throw .badBinWidth(binWidth) }
    guard let first = intervals.first else { return nil }
    let duration = first.upperBound - first.lowerBound
    for interval in intervals {
      let other = interval.upperBound - interval.lowerBound
      guard (other - duration).magnitude <= 1e-9 * duration else {
        throw .differentIntervals(first, interval)
      }
    }
    guard duration > 0, neuronCount > 0 else { return nil }
    let edges = try Self.edges(duration: duration, binWidth: binWidth)
    var counts = [Int](repeating: 0, count: edges.count - 1)
    for (interval, trial) in zip(intervals, times) {
      let latest = max(interval.lowerBound.magnitude, interval.upperBound.magnitude)
      let tolerance = max(1e-8, 2 * latest.ulp / binWidth)
      for time in trial {
        let place = (time - interval.lowerBound) / binWidth + tolerance
        counts[min(Int(place), counts.count - 1)] += 1
      }
    }
    let observations = Double(intervals.count * neuronCount)
    self.edges = edges
    self.counts = counts
    rates = counts.indices.map {
      Double(counts[$0]) / (observations * (edges[$0 + 1] - edges[$0]))
    }
  }

  private static func edges(duration: Double, binWidth: Double) throws(SpikeTrainError) -> [Double]
  {
    let ratio = duration / binWidth
    guard ratio <= 1e7 else { throw .badBinWidth(binWidth) }
    // 1.1 s / 0.1 s is 11.000000000000002 in binary: that must make 11 bins, not 12.
    let nearest = ratio.rounded()
    let whole = (ratio - nearest).magnitude <= 1e-9 * ratio && nearest >= 1
    let binCount = Int(whole ? nearest : ratio.rounded(.up))
    return (0..<binCount).map { Double($0) * binWidth } + [duration]
  }
}
