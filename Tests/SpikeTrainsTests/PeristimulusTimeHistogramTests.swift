// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeTrains
import Testing

@Suite struct PeristimulusTimeHistogramTests {
  @Test("Rates are counts over trials and bin length") func ratesAreCountsOverTrialsAndBinLength()
    throws
  {
    let trials = [
      try SpikeTrain(times: [0.1, 0.1, 0.5], interval: 0..<1),
      try SpikeTrain(times: [10.0, 10.75], interval: 10..<11),
    ]
    let histogram = try #require(try PeristimulusTimeHistogram(trials: trials, binWidth: 0.25))
    #expect(histogram.edges == [0, 0.25, 0.5, 0.75, 1])
    #expect(histogram.counts == [3, 0, 1, 1])
    #expect(histogram.rates == [6, 0, 2, 2])
  }

  @Test("A population is averaged over its neurons") func aPopulationIsAveragedOverItsNeurons()
    throws
  {
    let trial = try SpikeRaster(times: [0.1, 0.6, 0.2], offsets: [0, 2, 3], interval: 0..<1)
    let histogram = try #require(try PeristimulusTimeHistogram(trials: [trial], binWidth: 0.5))
    #expect(histogram.counts == [2, 1])
    #expect(histogram.rates == [2, 1])
  }

  @Test(
    "Bins cover the trial",
    arguments: [(1.1, 0.1, 11), (0.3, 0.1, 3), (0.7, 0.1, 7), (0.1, 0.3, 1), (1, 0.4, 3)])
  func binsCoverTheTrial(_ duration: Double, _ width: Double, _ bins: Int) throws {
    let late = duration.nextDown
    let train = try SpikeTrain(times: [0, late], interval: 0..<duration)
    let histogram = try #require(try PeristimulusTimeHistogram(trials: [train], binWidth: width))
    #expect(histogram.counts.count == bins)
    #expect(histogram.counts.reduce(0, +) == 2)
    #expect(histogram.edges.last == duration)
    #expect(histogram.counts.last ?? 0 >= 1)
  }

  @Test("A shorter last bin refers to its own length") func aShorterLastBinRefersToItsOwnLength()
    throws
  {
    let train = try SpikeTrain(times: [0.9], interval: 0..<1)
    let histogram = try #require(try PeristimulusTimeHistogram(trials: [train], binWidth: 0.75))
    #expect(histogram.rates == [0, 4])
  }

  @Test("Every spike falls between the edges of its bin")
  func everySpikeFallsBetweenTheEdgesOfItsBin() throws {
    let trial = try poissonRaster(neurons: 40, interval: 3..<10, seed: 5)
    let histogram = try #require(try PeristimulusTimeHistogram(trials: [trial], binWidth: 0.1))
    var counts = [Int](repeating: 0, count: histogram.counts.count)
    for time in trial.times {
      // Many times lie on an edge, to rounding.
      let after = histogram.edges.firstIndex { $0 > time - 3 + 1e-9 } ?? 0
      counts[after - 1] += 1
    }
    #expect(histogram.counts == counts)
  }

  /// Guards against spikes of a grid that fall two into one bin and none into the next.
  @Test(
    "Spikes on a grid fall one into each bin", arguments: [10, 1000, 24_414.0625, 30_000, 50],
    [0, -7, 0.1, 36_000.1])
  func spikesOnAGridFallOneIntoEachBin(_ rate: Double, _ start: Double) throws {
    let width = 1 / rate
    // Times as a program makes them and as decimal fractions are read.
    for times in [(0..<9000).map { Double($0) * width }, (0..<9000).map { Double($0) / rate }] {
      let train = try SpikeTrain(
        times: times.map { start + $0 }, interval: start..<start + 9000 * width)
      let histogram = try #require(try PeristimulusTimeHistogram(trials: [train], binWidth: width))
      let uneven = histogram.counts.count { $0 != 1 }
      #expect(histogram.counts.count == 9000 && uneven == 0)
    }
  }

  /// Elephant's counts, as `Tests/Goldens/binning_goldens.py` found them.
  @Test("Counts are those of Elephant") func countsAreThoseOfElephant() throws {
    struct Golden: Decodable {
      let binWidth: Double
      let times: [Double]
      let counts: [Int]
    }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Goldens/binning.json").standardizedFileURL
    let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    #expect(goldens.count == 6)
    for golden in goldens {
      let end = Double(golden.counts.count) * golden.binWidth
      let train = try SpikeTrain(times: golden.times, interval: 0..<end)
      let histogram = try #require(
        try PeristimulusTimeHistogram(trials: [train], binWidth: golden.binWidth))
      #expect(histogram.counts == golden.counts, "bins of \(golden.binWidth) s")
    }
  }

  @Test("Nothing to average is nil") func nothingToAverageIsNil() throws {
    #expect(try PeristimulusTimeHistogram(trials: [SpikeTrain](), binWidth: 1) == nil)
    let instant = try SpikeTrain(times: [], interval: 1..<1)
    #expect(try PeristimulusTimeHistogram(trials: [instant], binWidth: 1) == nil)
    let empty = try SpikeRaster([], interval: 0..<1)
    #expect(try PeristimulusTimeHistogram(trials: [empty], binWidth: 1) == nil)
  }

  @Test("Widths that make no bins are refused", arguments: [0, -1, Double.nan, .infinity, 1e-300])
  func widthsThatMakeNoBinsAreRefused(_ width: Double) throws {
    let train = try SpikeTrain(times: [], interval: 0..<1)
    let error = #expect(throws: SpikeTrainError.self) {
      try PeristimulusTimeHistogram(trials: [train], binWidth: width)
    }
    #expect(error?.description.hasPrefix("\(width) s is not a valid bin width") == true)
  }

  @Test("Trials of different length are refused") func trialsOfDifferentLengthAreRefused() throws {
    let trials = [
      try SpikeTrain(times: [], interval: 0..<1), try SpikeTrain(times: [], interval: 0..<2),
    ]
    #expect(throws: SpikeTrainError.differentIntervals(0..<1, 0..<2)) {
      try PeristimulusTimeHistogram(trials: trials, binWidth: 0.1)
    }
  }
}
