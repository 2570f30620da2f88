// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeTrains
import Testing

@Suite struct StatisticsTests {
  let regular = InterspikeIntervals([0.25, 0.25, 0.25, 0.25])

  @Test("Intervals are the differences of successive times")
  func intervalsAreTheDifferencesOfSuccessiveTimes() throws {
    let train = try SpikeTrain(times: [0.5, 0.75, 0.75, 2], interval: 0..<3)
    #expect(train.interspikeIntervals.values == [0.25, 0, 1.25])
    #expect(train.interspikeIntervals.mean == 0.5)
    #expect(try SpikeTrain(times: [0.5], interval: 0..<3).interspikeIntervals.values.isEmpty)
  }

  @Test("A clock has no variation") func aClockHasNoVariation() {
    #expect(regular.coefficientOfVariation == 0)
    #expect(regular.cv2 == 0)
    #expect(regular.localVariation == 0)
  }

  @Test("Statistics match their formulas by hand") func statisticsMatchTheirFormulasByHand() {
    let intervals = InterspikeIntervals([1, 3, 2])
    // Mean 2, s² = (1 + 1 + 0) / 2; relative differences 2/4 and −1/5.
    #expect(intervals.coefficientOfVariation == 0.5)
    #expect(abs((intervals.cv2 ?? .nan) - 0.7) < 1e-15)
    #expect(abs((intervals.localVariation ?? .nan) - 1.5 * (0.25 + 0.04)) < 1e-15)
  }

  @Test("What too few intervals cannot define is nil") func whatTooFewIntervalsCannotDefineIsNil() {
    for intervals in [InterspikeIntervals([]), InterspikeIntervals([0.3])] {
      #expect(intervals.coefficientOfVariation == nil)
      #expect(intervals.cv2 == nil)
      #expect(intervals.localVariation == nil)
    }
    #expect(InterspikeIntervals([]).mean == nil)
  }

  @Test("Pairs of two zero intervals are left out") func pairsOfTwoZeroIntervalsAreLeftOut() {
    let silentPairs = InterspikeIntervals([0, 0, 0])
    #expect(silentPairs.coefficientOfVariation == nil)
    #expect(silentPairs.cv2 == nil)
    #expect(silentPairs.localVariation == nil)
    let onePair = InterspikeIntervals([0, 0, 0.5])
    #expect(onePair.cv2 == 2)
    #expect(onePair.localVariation == 3)
  }

  @Test("Impossible intervals trap") func impossibleIntervalsTrap() async {
    await #expect(processExitsWith: .failure) { _ = InterspikeIntervals([0.1, -0.1]) }
    await #expect(processExitsWith: .failure) { _ = InterspikeIntervals([.nan]) }
  }

  @Test("The Fano factor is variance over mean") func theFanoFactorIsVarianceOverMean() {
    let counts = SpikeCounts([2, 0, 4, 0, 6, 0], trials: 3, neurons: 2)
    #expect(counts.fanoFactor(of: 0) == 1)
    #expect(counts.fanoFactor(of: 1) == nil, "a silent neuron has none")
    #expect(SpikeCounts([5], trials: 1, neurons: 1).fanoFactor(of: 0) == nil)
    #expect(SpikeCounts([], trials: 0, neurons: 1).fanoFactor(of: 0) == nil)
  }

  /// Over n exponential intervals the standard errors are 1.0/√n for CV, 0.7/√n for CV2, 1.1/√n for LV.
  ///
  /// Six times 1.5/√n raises a false alarm less often than once in 10⁸ seeds.
  @Test("A Poisson process has variation one and a shaped one has not")
  func aPoissonProcessHasVariationOneAndAShapedOneHasNot() {
    var generator = SplitMix64(seed: 2)
    let exponential = (0..<200_000).map { _ in -(log1p(-generator.uniform())) }
    let margin = 6 * 1.5 / Double(exponential.count).squareRoot()
    let poisson = InterspikeIntervals(exponential)
    for value in [poisson.coefficientOfVariation, poisson.cv2, poisson.localVariation] {
      #expect(abs((value ?? .nan) - 1) < margin)
    }
    // Negative control: gamma intervals of shape 2 have CV 1/√2, CV2 3/4 and LV 3/5.
    let pairs = stride(from: 0, to: exponential.count, by: 2)
    let gamma = InterspikeIntervals(pairs.map { exponential[$0] + exponential[$0 + 1] })
    let expected = [(0.5).squareRoot(), 0.75, 0.6]
    let found = [gamma.coefficientOfVariation, gamma.cv2, gamma.localVariation]
    for (value, truth) in zip(found, expected) {
      #expect(abs((value ?? .nan) - truth) < 1.5 * margin)
      #expect(abs((value ?? .nan) - 1) > 1.5 * margin)
    }
  }
}
