// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeTrains
import Testing

/// What goldens do not show: closed forms, limits, and what is refused.
@Suite struct PairStatisticsTests {
  func train(_ times: [Double], _ interval: Range<Double> = 0..<10) throws -> SpikeTrain {
    try SpikeTrain(times: times, interval: interval)
  }

  @Test("Distances of one spike and another follow their formulas", arguments: [1e-9, 0.003, 0.5])
  func distancesOfTwoSpikes(_ gap: Double) throws {
    let (a, b) = (try train([2]), try train([2 + gap]))
    let apart = b.times[0] - a.times[0]
    // 2 − 2 e^(−Δ/τ), by expm1: at 1e-9 s a difference of sums would have lost all digits but seven.
    let expected = (-2 * expm1(-apart / 0.02)).squareRoot()
    #expect(
      abs(try a.vanRossumDistance(to: b, timeConstant: 0.02) - expected) < 1e-8 * expected + 1e-12)
    #expect(
      try a.victorPurpuraDistance(to: b, costPerSecond: 100) == min(2, 100 * apart))
  }

  @Test("A train is at distance zero from itself, and one from none")
  func aTrainIsAtDistanceZeroFromItself() throws {
    let (a, none) = (try train([0.1, 0.1, 3, 9.99]), try train([]))
    #expect(try a.vanRossumDistance(to: a, timeConstant: 0.3) == 0)
    #expect(try a.victorPurpuraDistance(to: a, costPerSecond: 1e6) == 0)
    #expect(try a.spikeDistance(to: a) == 0)
    #expect(try train([5]).vanRossumDistance(to: none, timeConstant: 0.3) == 1)
    #expect(try none.vanRossumDistance(to: none, timeConstant: 0.3) == 0)
    #expect(try a.victorPurpuraDistance(to: none, costPerSecond: 1) == 4)
    #expect(try none.spikeDistance(to: none) == 0)
    #expect(try train([], 1..<1).spikeDistance(to: train([], 1..<1)) == nil)
    #expect(try a.spikeTimeTilingCoefficient(with: none, within: 0.1) == nil)
    #expect(abs(try #require(try a.spikeTimeTilingCoefficient(with: a, within: 0.1)) - 1) < 1e-15)
    #expect(try a.spikeTimeTilingCoefficient(with: a, within: 20) == 1, "time all covered")
  }

  /// The distances are metrics: guards against asymmetry and against paths that go astray.
  @Test("Distances are symmetric and obey the triangle inequality")
  func distancesAreMetrics() throws {
    var generator = SplitMix64(seed: 8)
    let trains = try (0..<6).map { count in
      try train((0..<count * 4).map { _ in 10 * generator.uniform() }.sorted())
    }
    func check(_ distance: (SpikeTrain, SpikeTrain) throws -> Double) rethrows {
      for a in trains {
        for b in trains {
          let direct = try distance(a, b)
          #expect(abs(direct - (try distance(b, a))) < 1e-12)
          for c in trains {
            #expect(direct <= (try distance(a, c)) + (try distance(c, b)) + 1e-12)
          }
        }
      }
    }
    try check { try $0.vanRossumDistance(to: $1, timeConstant: 0.2) }
    try check { try $0.victorPurpuraDistance(to: $1, costPerSecond: 3) }
  }

  @Test("Spikes exactly the window apart belong together, on a grid too")
  func spikesTheWindowApart() throws {
    // 0.3 − 0.2 is more than 0.1 in binary; the last pair is apart.
    let (a, b) = (try train([0.2, 5]), try train([0.3, 5.101]))
    let coefficient = try #require(try a.spikeTimeTilingCoefficient(with: b, within: 0.1))
    let (near, covered) = (0.5, 0.4 / 10)
    #expect(abs(coefficient - (near - covered) / (1 - near * covered)) < 1e-12)
  }

  @Test("Bins are those of the histogram of the same width")
  func binsAreThoseOfTheHistogram() throws {
    let times = (0..<900).map { Double($0) / 300 }
    let raster = try SpikeRaster([train(times, 0..<3)], interval: 0..<3)
    let histogram = try #require(
      try PeristimulusTimeHistogram(trials: [raster], binWidth: 1.0 / 300))
    let binned = try BinnedSpikes(raster, binWidth: 1.0 / 300)
    #expect(binned.counts(of: 0) == histogram.counts)
    // Equal in all bins: nothing to correlate, though sums of rounded squares might differ from 0.
    #expect(binned.correlationCoefficient(of: 0, and: 0) == nil)
    #expect(try BinnedSpikes(raster, binWidth: 0.7).binCount == 4, "a rest is left out")
    #expect(try BinnedSpikes(raster, binWidth: 5).covariances == nil)
  }

  @Test("A smoothed spike has the area of the kernel")
  func aSmoothedSpikeHasTheAreaOfTheKernel() throws {
    let binned = try BinnedSpikes(
      SpikeRaster([train([5.0005])], interval: 0..<10), binWidth: 0.001)
    for kernel in [
      SmoothingKernel.gaussian(standardDeviation: 0.05), .triangular(halfWidth: 0.1),
      .exponential(timeConstant: 0.05), .rectangular(halfWidth: 0.0505),
    ] {
      let area = try binned.smoothedRates(of: 0, by: kernel).reduce(0, +) * 0.001
      #expect(abs(area - 1) < 0.011, "\(kernel)")
    }
    let rates = try binned.smoothedRates(of: 0, by: .exponential(timeConstant: 0.05))
    #expect(rates[4999] == 0 && rates[5000] == 20 && abs(rates[5050] - 20 * exp(-1)) < 1e-12)
  }

  @Test("Sliding windows end with the observation") func slidingWindowsEndWithTheObservation()
    throws
  {
    let clock = try train((0..<100).map { Double($0) * 0.1 + 0.05 })
    let sliding = try clock.slidingCoefficientOfVariation(windowDuration: 2, step: 0.5)
    #expect(sliding.starts.count == 17 && sliding.starts.last == 8)
    #expect(sliding.values.allSatisfy { ($0 ?? 1) < 1e-12 })
    #expect(try clock.slidingCoefficientOfVariation(windowDuration: 11, step: 1).values.isEmpty)
    #expect(
      try SlidingStatistic.fanoFactor(ofTrials: [clock, clock], windowDuration: 2, step: 2).values
        == [0, 0, 0, 0, 0])
    #expect(throws: SpikeTrainError.differentIntervals(0..<10, 0..<2)) {
      try SlidingStatistic.fanoFactor(
        ofTrials: [clock, train([], 0..<2)], windowDuration: 1, step: 1)
    }
  }

  @Test("Parameters out of their domains are refused with a sentence")
  func parametersOutOfTheirDomainsAreRefused() throws {
    let (a, late) = (try train([1]), try train([1], 0..<11))
    func refusal(_ work: () throws -> Void) -> String {
      do {
        try work()
        return "accepted"
      } catch { return "\(error)" }
    }
    let binned = try BinnedSpikes(SpikeRaster([a], interval: 0..<10), binWidth: 0.1)
    let refusals = [
      refusal { _ = try a.vanRossumDistance(to: a, timeConstant: 0) },
      refusal { _ = try a.vanRossumDistance(to: a, timeConstant: .nan) },
      refusal { _ = try a.victorPurpuraDistance(to: a, costPerSecond: .infinity) },
      refusal { _ = try a.spikeTimeTilingCoefficient(with: a, within: -1) },
      refusal { _ = try binned.correlogram(of: 0, with: 0, lags: -100...3) },
      refusal { _ = try binned.smoothedRates(of: 0, by: .gaussian(standardDeviation: 0)) },
      refusal { _ = try a.slidingCoefficientOfVariation(windowDuration: 1, step: 1e-300) },
    ]
    #expect(
      refusals.allSatisfy { $0.contains("is not a valid") && $0.contains("use") }, "\(refusals)")
    #expect(throws: SpikeTrainError.differentIntervals(0..<10, 0..<11)) {
      try a.spikeDistance(to: late)
    }
    #expect(throws: SpikeTrainError.differentIntervals(0..<10, 0..<11)) {
      try a.spikeTimeTilingCoefficient(with: late, within: 1)
    }
    #expect(throws: SpikeTrainError.badBinWidth(1e-9)) {
      try BinnedSpikes(SpikeRaster([a], interval: 0..<10), binWidth: 1e-9)
    }
  }
}
