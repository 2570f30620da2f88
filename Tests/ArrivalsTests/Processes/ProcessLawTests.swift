// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

/// One suite for all processes: each on its own clock is Poisson.
@Suite struct ProcessLawTests {
  @Test("Every process is Poisson on its own clock", arguments: ProcessCase.all)
  func everyProcessIsPoisson(process: ProcessCase) {
    let trials = 300
    let trains = process.trains(trials: 0..<trials, seed: 61)
    let length = process.window.rate * Double(process.window.count)
    if process.clockIsRandom {
      // The clock of a neuron that remembers runs at random; the observation must not outrun it.
      #expect(trains.allSatisfy { $0.last ?? 0 >= length })
    } else {
      #expect(process.clock(0, [process.duration])[0] >= length - 1e-9)
    }
    let observation = PoissonObservation(
      trains: trains, windows: process.window.count, rate: process.window.rate)
    #expect(observation.times.count > 10_000)
    for (name, fit) in observation.laws { expectLaw(fit, "\(name), \(process.name)") }
  }

  @Test(
    "Neurons, trials and seeds do not know of each other",
    arguments: ProcessCase.all.filter(\.isIndependent))
  func neuronsTrialsAndSeeds(process: ProcessCase) {
    func scores(trials: Range<Int>, seed: UInt64) -> [Double] {
      trials.map { trial in
        let raster = process.process.raster(in: 0..<process.duration, trial: trial, seed: seed)
        return Double(raster.spikeCount(of: 0))
      }
    }
    let all = scores(trials: 0..<601, seed: 62)
    let here = Array(all.prefix(600))
    let mean = here.reduce(0, +) / 600
    func products(_ other: [Double]) -> [Double] {
      zip(here, other).map { ($0 - mean) * ($1 - mean) }
    }
    expectLaw(meanTest(products(Array(all.dropFirst())), mean: 0), "trials, \(process.name)")
    expectLaw(
      meanTest(products(scores(trials: 0..<600, seed: 63)), mean: 0), "seeds, \(process.name)")
    expectBroken(meanTest(products(here), mean: 0), "a seed used twice, \(process.name)")
    guard process.process.neuronCount > 1 else { return }
    let second = (0..<600).map { trial in
      Double(
        process.process.raster(of: 1..<2, in: 0..<process.duration, trial: trial, seed: 62)
          .spikeCount)
    }
    let other = second.reduce(0, +) / 600
    expectLaw(
      meanTest(zip(here, second).map { ($0 - mean) * ($1 - other) }, mean: 0),
      "neurons, \(process.name)")
  }

  @Test("A rate that changes one window late is refused") func rateThatChangesOneWindow() throws {
    // The step of 40 to 100 Hz at 1 s takes effect at 1.02 s.
    let late = try SteppedPopulation(borders: [0, 1.02, 2], rates: [[40, 100]])
    let right = try SteppedPopulation(borders: [0, 1, 2], rates: [[40, 100]])
    func uniformity(_ population: SteppedPopulation) -> GoodnessOfFit? {
      let trains = (0..<2000).map { trial in
        population.raster(in: 0..<2, trial: trial, seed: 5).times.map { time in
          time < 1 ? 40 * time : 40 + 100 * (time - 1)
        }
      }
      return PoissonObservation(trains: trains, windows: 1, rate: 140).uniformity
    }
    expectLaw(uniformity(right), "a step in time")
    expectBroken(uniformity(late), "a step 20 ms late")
  }

  @Test("Thinning against too low a maximum is refused, and traps")
  func thinningAgainstTooLowMaximum() async throws {
    // What a clipped maximum would give: the peak of the sinusoid cut off at nine tenths.
    let clipped = try ThinnedPopulation(rates: [
      BoundedRate(atMost: 54) { min(54, 30 * (1 + sin(2 * .pi * $0))) }
    ])
    let trains = (0..<2000).map { trial in
      clipped.raster(in: 0..<5, trial: trial, seed: 5).times.map { time in
        30 * time - 30 / (2 * .pi) * (cos(2 * .pi * time) - 1)
      }
    }
    let wrong = PoissonObservation(trains: trains, windows: 1, rate: 150)
    expectBroken(wrong.totalLaw, "a clipped sinusoid")
    expectBroken(wrong.countLaw, "counts of a clipped sinusoid")
    await #expect(processExitsWith: .failure) {
      let population = try ThinnedPopulation(rates: [BoundedRate(atMost: 50) { _ in 51 }])
      _ = population.raster(in: 0..<10, seed: 1)
    }
  }
}
