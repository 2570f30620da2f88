// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Distributions
import Arrivals
import Foundation
import Randomness
import Tensors
import Testing

/// Spike times against those of `Tests/Goldens/poisson_vae_goldens.py`, which shares no source with us.
@Suite struct GoldenArrivalsTests {
  private let file: SafetensorsFile

  init() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    file = try SafetensorsFile(path: tests.appending(path: "Goldens/arrivals.safetensors").path)
  }

  private func times(seed: UInt64) throws -> (counts: [Int], times: [Double]) {
    let address = DrawAddress(seed: SeedSequence(seed), purpose: .training, window: 3)
    let arrivals = try Poisson(logRates: file.tensor("log_rates")).arrivals(at: address)
    let trains = try arrivals.trains(windowDuration: 1)
    return (trains.counts.map(Int.init), trains.times)
  }

  @Test("Counts and spike times are those drawn in extended precision elsewhere")
  func countsAndSpikeTimes() throws {
    let (counts, times) = try times(seed: 7)
    #expect(try counts == file.integers("counts").values)
    let golden = try file.doubles("times").values
    try #require(times.count == golden.count)
    let worst = zip(times, golden).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < 1e-14, "off by \(worst) windows")
  }

  @Test("Another seed gives other spikes") func anotherSeedGivesOtherSpikes() throws {
    #expect(try times(seed: 8).counts != file.integers("counts").values)
  }
}
