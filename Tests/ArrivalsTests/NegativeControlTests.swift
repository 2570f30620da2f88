// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import InterspikeTesting
import Randomness
import Testing

/// The laws, at the level that correct samplers pass, refuse the wrong ones.
@Suite struct NegativeControlTests {
  private func observation(
    rate: Double, windows: Int,
    _ sampler: (Double, inout RandomGenerator) -> [Double]
  ) -> PoissonObservation {
    var generator = SeedSequence(51).generator(for: "controls")
    return PoissonObservation(rate: rate, windows: windows) { sampler(rate, &generator) }
  }

  @Test("The correct sampler passes where the wrong ones fail")
  func correctSamplerPassesWhereWrong() {
    let right = observation(rate: 10, windows: 100_000) {
      SequentialArrivals(rate: $0).times(using: &$1)
    }
    expectLaw(right.countLaw, "counts")
    expectLaw(right.countDispersion, "dispersion")
    expectLaw(right.totalLaw, "total")
    expectLaw(right.intervalLaw, "intervals")
    expectLaw(right.intervalTails, "interval tails")
    expectLaw(right.firstArrivalLaw, "first arrivals")
    expectLaw(right.uniformity, "uniformity")
    expectLaw(right.serialCorrelation(lag: 1), "serial correlation")
  }

  @Test("Coin tosses in bins are refused") func coinTossesInBins() {
    let wrong = observation(rate: 30, windows: 20_000) {
      WrongSamplers.bernoulliBins(rate: $0, using: &$1)
    }
    expectBroken(wrong.intervalLaw, "intervals of Bernoulli bins")
    let slow = observation(rate: 100, windows: 20_000) {
      WrongSamplers.bernoulliBins(rate: $0, using: &$1)
    }
    expectBroken(slow.countDispersion, "dispersion of Bernoulli bins")
    expectBroken(slow.countLaw, "counts of Bernoulli bins")
  }

  @Test("Coin tosses, single spikes and whole intervals at 500 Hz in milliseconds are refused")
  func coinTossesSingleSpikes() {
    let coins = observation(rate: 500, windows: 200) {
      WrongSamplers.bernoulliBins(rate: $0, using: &$1)
    }
    expectBroken(coins.intervalLaw, "intervals of coin tosses at 500 Hz")
    expectBroken(coins.intervalVariation, "CV of coin tosses at 500 Hz")
    let single = observation(rate: 500, windows: 200) {
      WrongSamplers.oneSpikePerStep(rate: $0, using: &$1)
    }
    expectBroken(single.totalLaw, "total of one spike a step at 500 Hz")
    expectBroken(single.intervalLaw, "intervals of one spike a step at 500 Hz")
    let whole = observation(rate: 20, windows: 3000) {
      WrongSamplers.poissonIntervals(rate: $0, using: &$1)
    }
    expectBroken(whole.intervalLaw, "Poisson-distributed intervals")
    expectBroken(whole.intervalVariation, "CV of Poisson-distributed intervals")
    expectBroken(whole.countLaw, "counts of Poisson-distributed intervals")
  }

  @Test("A dead time of one hundredth of an interval is refused") func deadTimeOfOneHundredth() {
    let wrong = observation(rate: 10, windows: 100_000) {
      WrongSamplers.refractory(rate: $0, using: &$1)
    }
    expectBroken(wrong.intervalLaw, "intervals of a refractory neuron")
    expectBroken(wrong.intervalTails, "interval tails of a refractory neuron")
    let regular = observation(rate: 20, windows: 500_000) {
      WrongSamplers.refractory(rate: $0, using: &$1)
    }
    expectBroken(regular.countDispersion, "dispersion of a refractory neuron")
  }

  @Test("A count that is one too low is refused") func countThatIsOneToo() {
    let wrong = observation(rate: 10, windows: 100_000) {
      WrongSamplers.offByOne(rate: $0, using: &$1)
    }
    expectBroken(wrong.countLaw, "counts one too low")
    expectBroken(wrong.totalLaw, "total one too low")
    expectBroken(wrong.uniformity, "times without the last")
  }

  @Test("A rate that is two per cent too high is refused") func rateThatIsTwoPer() {
    let wrong = observation(rate: 10, windows: 100_000) {
      WrongSamplers.tooFast(rate: $0, using: &$1)
    }
    expectBroken(wrong.countLaw, "counts of a fast neuron")
    expectBroken(wrong.totalLaw, "total of a fast neuron")
    expectBroken(wrong.intervalLaw, "intervals of a fast neuron")
    expectBroken(wrong.intervalTails, "interval tails of a fast neuron")
  }

  @Test("A cut-off at the published number of draws is refused") func cutOffAtPublishedNumber() {
    let wrong = observation(rate: 1, windows: 1_000_000) {
      WrongSamplers.truncated(rate: $0, using: &$1)
    }
    expectBroken(wrong.countLaw, "counts of a truncated sampler")
  }

  @Test("Windows that begin with a spike are refused") func windowsThatBeginWithSpike() {
    let wrong = observation(rate: 10, windows: 20_000) {
      WrongSamplers.synchronized(rate: $0, using: &$1)
    }
    expectBroken(wrong.firstArrivalLaw, "first arrivals at the window's start")
    expectBroken(wrong.uniformity, "times after a first spike at 0")
  }

  @Test("Windows drawn from one seed are refused") func windowsDrawnFromOneSeed() throws {
    let once = try PoissonObservation(rate: 3, side: 300, seed: 8)
    let again = try PoissonObservation(rate: 3, side: 300, seed: 8)
    expectBroken(countCorrelation(once.counts, again.counts, rate: 3), "a seed used twice")
    let other = try PoissonObservation(rate: 3, side: 300, seed: 8, window: 1)
    expectLaw(countCorrelation(once.counts, other.counts, rate: 3), "another window")
  }

  @Test("A remembered interval is refused") func rememberedIntervalIsRefused() {
    var generator = SeedSequence(52).generator(for: "controls")
    var last = generator.exponential()
    var intervals: [Double] = []
    for _ in 0..<200_000 {
      // One interval in fifty repeats the one before.
      let next = generator.integer(below: 50) == 0 ? last : generator.exponential()
      intervals.append(next)
      last = next
    }
    var time = 0.0
    let times = intervals.map { interval in
      time += interval / 1e6
      return time
    }
    let wrong = PoissonObservation(rate: 1e6, counts: [times.count], times: times)
    expectBroken(wrong.serialCorrelation(lag: 1), "a memory of one interval in fifty")
    expectLaw(wrong.intervalLaw, "intervals that repeat, one by one")
  }
}
