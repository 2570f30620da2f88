// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import InterspikeTesting
import LawTesting
import Randomness
import SpikeTrains
import Testing

/// What each surrogate keeps, to the last spike, and the law of what it draws.
///
/// Guards against displacements of another law, spikes that leave their windows, and draws that neurons share.
@Suite struct SurrogateTests {
  let family = FamilyWise(tests: 3)
  let raster = SpikeRaster(
    drawnTimes: (0..<4000).map { Double($0 % 2000) * 0.01 + 20.005 },
    offsets: [0, 2000, 2000, 4000], interval: 20..<40)

  @Test("Dithered spikes move by a uniform time") func ditheredSpikesMoveByAUniformTime() throws {
    // Shorter than half the interval, so that the order of spikes tells which is which.
    let found = try SpikeSurrogate.dither(by: 0.004).raster(from: raster, seed: SeedSequence(5))
    #expect(found.offsets == raster.offsets)
    let moves = zip(found.times, raster.times).map { $0 - $1 }
    #expect(moves.allSatisfy { abs($0) <= 0.004 + 1e-12 })
    let fit = kolmogorovSmirnov(moves) { ($0 + 0.004) / 0.008 }
    #expect(family.accepts(fit), "\(fit)")
    // Negative control: moves half as long.
    #expect(!family.accepts(kolmogorovSmirnov(moves.map { $0 / 2 }) { ($0 + 0.004) / 0.008 }))
    #expect(Array(moves[..<2000]) != Array(moves[2000...]), "neurons draw their own")
    // Of a dither as long as the recording half of the spikes leave it on average.
    let far = try SpikeSurrogate.dither(by: 20).raster(from: raster, seed: SeedSequence(5))
    #expect(abs(Double(far.spikeCount) - 2000) < 6 * 1000.0.squareRoot())
  }

  @Test("Jittered spikes stay in their windows and are uniform there")
  func jitteredSpikesStayInTheirWindows() throws {
    let found = try SpikeSurrogate.jitter(windows: 0.3).raster(from: raster, seed: SeedSequence(5))
    let counts = [found, raster].map { raster in
      (0..<3).map { neuron in
        raster.times(of: neuron).reduce(into: [Int](repeating: 0, count: 67)) {
          $0[Int(($1 - 20) / 0.3)] += 1
        }
      }
    }
    #expect(counts[0] == counts[1])
    let places = found.times.filter { $0 < 39.8 }.map {
      (($0 - 20) / 0.3).truncatingRemainder(dividingBy: 1)
    }
    let fit = kolmogorovSmirnov(places) { $0 }
    #expect(family.accepts(fit), "\(fit)")
  }

  @Test("Shuffled intervals are the same in another order")
  func shuffledIntervalsAreTheSame() throws {
    let intervals = (1...300).map { Double($0) / 1024 }
    var time = 2.0
    let times = intervals.map {
      time += $0
      return time
    }
    let raster = SpikeRaster(drawnTimes: times + times, offsets: [0, 300, 600], interval: 2..<60)
    let found = try SpikeSurrogate.shuffleIntervals.raster(from: raster, seed: SeedSequence(5))
    // Sums of multiples of 1/1024 are exact.
    for neuron in 0..<2 {
      let times = Array(found.times(of: neuron))
      #expect(times.last == raster.times[299])
      #expect(zip(times, [2] + times).map { $0 - $1 }.sorted() == intervals)
    }
    #expect(found[0] != found[1] && found[0] != raster[0])
    // Where the longest interval goes is uniform.
    let places = try (0..<600).map { trial in
      let surrogate = try SpikeSurrogate.shuffleIntervals.raster(
        from: raster, seed: SeedSequence(9), trial: trial)
      let times = Array(surrogate.times(of: 0))
      let gaps = zip(times, [2] + times).map { $0 - $1 }
      return (Double(gaps.firstIndex(of: 300.0 / 1024) ?? -1) + 0.5) / 300
    }
    let fit = kolmogorovSmirnov(places) { $0 }
    #expect(family.accepts(fit), "\(fit)")
  }

  @Test("A surrogate is a function of seed, trial and neuron; nothing has none")
  func aSurrogateIsAFunction() throws {
    for surrogate in [SpikeSurrogate.dither(by: 0.1), .jitter(windows: 0.1), .shuffleIntervals] {
      let one = try surrogate.raster(from: raster, seed: SeedSequence(5), trial: 3)
      #expect(try surrogate.raster(from: raster, seed: SeedSequence(5), trial: 3) == one)
      if surrogate != .shuffleIntervals {
        #expect(try surrogate.raster(from: raster, seed: SeedSequence(5), trial: 4) != one)
      }
      // A neuron alone has the spikes it has among others.
      let first = SpikeRaster(
        drawnTimes: Array(raster.times(of: 0)), offsets: [0, 2000], interval: 20..<40)
      #expect(try surrogate.raster(from: first, seed: SeedSequence(5), trial: 3)[0] == one[0])
      let none = SpikeRaster(drawnTimes: [], offsets: [0, 0], interval: 0..<1)
      #expect(try surrogate.raster(from: none, seed: SeedSequence(5)) == none)
    }
    for width in [0, -1, Double.nan, .infinity, 1e-300] {
      #expect(throws: SpikeTrainError.self) {
        try SpikeSurrogate.jitter(windows: width).raster(from: raster, seed: SeedSequence(5))
      }
    }
  }
}
