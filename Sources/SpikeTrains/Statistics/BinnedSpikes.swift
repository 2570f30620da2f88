// SPDX-License-Identifier: GPL-3.0-or-later

/// How often each neuron of a raster fired in each of equally long bins of time, empty bins left out.
///
/// Bin b of width d holds the spikes of [start + b·d, start + (b + 1)·d); a rest of the observation shorter than a bin
/// is left out. A spike less than 10⁻⁸ of a bin before an edge counts after it, as in ``PeristimulusTimeHistogram``
/// and in Elephant's `BinnedSpikeTrain`.
///
/// ```swift
/// let binned = try BinnedSpikes(raster, binWidth: 0.005)
/// binned.correlationCoefficient(of: 0, and: 1)      // −1…1
/// binned.correlogram(of: 0, with: 1, lags: -20...20).counts
/// ```
/// Shape it represents: [neurons, bins]; it costs 16 bytes a spike at most.
public struct BinnedSpikes: Hashable, Sendable {
  /// How many neurons there are.
  public let neuronCount: Int
  /// How many whole bins there are.
  public let binCount: Int
  /// The width of a bin in seconds.
  public let binWidth: Double
  /// When the first bin begins, in seconds.
  public let start: Double
  /// Bins in which a neuron fired, rising, neuron after neuron.
  private let bins: [Int]
  /// How often it fired in each, at least once.
  private let counts: [Int]
  private let offsets: [Int]

  /// Counts the spikes of a raster.
  ///
  /// - Throws: ``SpikeTrainError/badBinWidth(_:)`` when the width is not finite and positive, or makes more than 10⁷ bins.
  /// - Complexity: O(neurons + spikes).
  public init(_ raster: SpikeRaster, binWidth: Double) throws(SpikeTrainError) {
    guard binWidth.isFinite, binWidth > 0, raster.duration / binWidth <= 1e7 else {
      throw .badBinWidth(binWidth)
    }
    let interval = raster.interval
    let latest = max(interval.lowerBound.magnitude, interval.upperBound.magnitude)
    let tolerance = max(1e-8, 2 * latest.ulp / binWidth)
    let binCount = Int(raster.duration / binWidth + tolerance)
    var (bins, counts, offsets): ([Int], [Int], [Int]) = ([], [], [0])
    for neuron in 0..<raster.neuronCount {
      let first = bins.count
      for time in raster.times(of: neuron) {
        let bin = Int((time - interval.lowerBound) / binWidth + tolerance)
        guard bin < binCount else { break }
        if bins.count > first, bins[bins.count - 1] == bin {
          counts[counts.count - 1] += 1
        } else {
          bins.append(bin)
          counts.append(1)
        }
      }
      offsets.append(bins.count)
    }
    self.init(
      neuronCount: raster.neuronCount, binCount: binCount, binWidth: binWidth,
      start: interval.lowerBound, bins: bins, counts: counts, offsets: offsets)
  }

  private init(
    neuronCount: Int, binCount: Int, binWidth: Double, start: Double, bins: [Int], counts: [Int],
    offsets: [Int]
  ) {
    self.neuronCount = neuronCount
    self.binCount = binCount
    self.binWidth = binWidth
    self.start = start
    self.bins = bins
    self.counts = counts
    self.offsets = offsets
  }

  /// The same with at most one spike a bin.
  public var clipped: BinnedSpikes {
    BinnedSpikes(
      neuronCount: neuronCount, binCount: binCount, binWidth: binWidth, start: start, bins: bins,
      counts: counts.map { _ in 1 }, offsets: offsets)
  }

  /// The counts of one neuron, shape [bins].
  ///
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  public func counts(of neuron: Int) -> [Int] {
    var dense = [Int](repeating: 0, count: binCount)
    for entry in entries(of: neuron) { dense[bins[entry]] = counts[entry] }
    return dense
  }

  /// Hands on the bins in which a neuron fired, in order, with the count of each.
  func forEachBin(of neuron: Int, _ body: (_ bin: Int, _ count: Int) -> Void) {
    for entry in entries(of: neuron) { body(bins[entry], counts[entry]) }
  }

  /// How many of its spikes lie in whole bins.
  func total(of neuron: Int) -> Int { entries(of: neuron).reduce(0) { $0 + counts[$1] } }

  /// Σ over bins of the products of two neurons' counts, the second's `lag` bins later.
  func product(of first: Int, with second: Int, lag: Int = 0) -> Int {
    var (own, other) = (entries(of: first), entries(of: second))
    var sum = 0
    while let i = own.first, let j = other.first {
      let difference = bins[j] - bins[i] - lag
      if difference == 0 { sum += counts[i] * counts[j] }
      if difference <= 0 { other = other.dropFirst() }
      if difference >= 0 { own = own.dropFirst() }
    }
    return sum
  }

  /// Adds the products of two neurons' counts to the sum of each lag from `first` on.
  func addProducts(of one: Int, with another: Int, lags: ClosedRange<Int>, to sums: inout [Int]) {
    var nearest = entries(of: another)
    for entry in entries(of: one) {
      while let next = nearest.first, bins[next] - bins[entry] < lags.lowerBound {
        nearest = nearest.dropFirst()
      }
      for other in nearest {
        let lag = bins[other] - bins[entry]
        guard lag <= lags.upperBound else { break }
        sums[lag - lags.lowerBound] += counts[entry] * counts[other]
      }
    }
  }

  private func entries(of neuron: Int) -> Range<Int> {
    guard neuron >= 0 && neuron < neuronCount else {
      fatalError("neuron \(neuron) of binned spikes of \(neuronCount) neurons")
    }
    return offsets[neuron]..<offsets[neuron + 1]
  }
}
