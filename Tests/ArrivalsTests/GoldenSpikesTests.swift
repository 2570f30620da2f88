// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

/// Streams of version 1 of the seed contract.
///
/// A change of any number here is a breaking change, to be
/// announced with a new stream version: every raster and every training run of a user changes with it.
@Suite struct GoldenSpikesTests {
  @Test("The first spikes of seed 7") func firstSpikesOfSeed7() {
    #expect(SeedSequence.compatibleVersions.contains(1))
    let population = PoissonPopulation(rates: [5, 20, 80])
    let spikes = Array(population.spikes(in: 0..<1, seed: 7).prefix(12))
    #expect(spikes.map(\.time) == Self.times)
    #expect(spikes.map(\.neuron) == Self.neurons)
    let late = Array(population.spikes(in: 1000..<1001, seed: 7).prefix(3))
    #expect(late.map(\.time) == Self.lateTimes)
  }

  @Test("Counts and relaxed counts of seed 7") func countsAndRelaxedCounts() throws {
    let arrivals = try Arrivals(
      logRates: (0..<20).map { Float($0) * 0.25 - 2 }, trials: .consecutive(3..<5),
      neurons: .consecutive(0..<10), seed: SeedSequence(7), purpose: .training, window: 9)
    #expect(arrivals.counts().values == Self.counts)
    for (indicator, counts, slopes) in Self.relaxed {
      let relaxed = arrivals.relaxedCounts(try ArrivalRelaxation(indicator, temperature: 0.3))
      #expect(relaxed.counts.suffix(3).map(\.bitPattern) == counts, "\(indicator)")
      #expect(relaxed.slopes.suffix(3).map(\.bitPattern) == slopes, "\(indicator)")
    }
  }

  static let times: [Double] = [
    0.003_813_675_093_614_045_6, 0.012_120_941_356_661_833, 0.021_697_895_242_339_28,
    0.023_812_340_857_726_114, 0.045_041_829_099_200_376, 0.047_994_467_156_497_654,
    0.055_022_939_170_110_516, 0.076_511_450_722_994_88, 0.077_617_804_992_803_67,
    0.088_491_815_456_444_62, 0.088_815_787_894_141_53, 0.097_379_953_930_690_84,
  ]
  static let neurons = [2, 2, 1, 1, 2, 2, 1, 2, 2, 0, 2, 2]
  static let lateTimes: [Double] = [
    1_000.023_613_107_886, 1_000.051_639_045_537_4, 1_000.054_071_884_520_9,
  ]
  static let counts = [0, 0, 1, 0, 1, 2, 2, 1, 0, 2, 1, 2, 7, 6, 5, 6, 8, 3, 6, 15]
  /// The last three neurons at temperature 0.3.
  static let relaxed: [(SoftIndicator, counts: [UInt32], slopes: [UInt32])] = [
    (
      .sigmoid, [1_079_030_076, 1_085_864_465, 1_097_612_339],
      [1_088_022_011, 1_091_155_303, 1_098_774_082]
    ),
    (
      .linear, [1_077_004_887, 1_084_843_953, 1_097_570_138],
      [1_090_577_088, 1_087_106_467, 1_094_128_464]
    ),
    (
      .cubic, [1_077_459_318, 1_085_003_087, 1_097_572_175],
      [1_090_048_011, 1_088_216_713, 1_093_650_604]
    ),
    (
      .quintic, [1_077_694_476, 1_085_088_619, 1_097_572_263],
      [1_087_685_077, 1_088_031_779, 1_093_405_503]
    ),
    (
      .cosine, [1_077_502_750, 1_085_019_125, 1_097_572_261],
      [1_089_598_289, 1_088_180_765, 1_093_606_794]
    ),
  ]
}
