// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import CGSL
import Foundation
import Randomness
import SpikeTrains

/// Every point process beside the loop one would write over GSL: spikes a second on one core.
///
/// 10,000 neurons of 10 Hz for 10 s, a million spikes; rasters are kept, streams are counted.
enum ProcessBenchmarks {
  static let neurons = 10_000
  static let duration = 10.0

  static func all() throws -> [Comparison] {
    guard let loop = ScalarLoop() else { return [] }
    let rates = [Rate](repeating: 10, count: neurons)
    let borders = (0...1000).map { Double($0) / 100 }
    let steps = [[Rate]](
      repeating: (0..<1000).map { $0 % 100 < 50 ? 5 : 15 }, count: neurons)
    let sinus = try SinusoidalRate(mean: 10, modulation: 0.5, frequency: 2)
    let refractory = try RefractoryIntervals(outputRate: 10, deadTime: 0.002)
    let gamma = try GammaIntervals(rate: 10, shape: 3)
    let cases: [(String, any SpikeProcess)] = [
      ("poisson", PoissonPopulation(rates: rates)),
      ("steps", try SteppedPopulation(borders: borders, rates: steps)),
      (
        "sinusoid",
        try ThinnedPopulation(rates: [any RateFunction](repeating: sinus, count: neurons))
      ),
      (
        "refractory",
        EventPopulation(renewing: [RefractoryIntervals](repeating: refractory, count: neurons))
      ),
      ("gamma", EventPopulation(renewing: [GammaIntervals](repeating: gamma, count: neurons))),
      ("correlated", try CorrelatedPopulation(neurons: neurons, rate: 10, correlation: 0.1)),
      ("pool", try PooledPopulation(rates: rates)),
      ("counts-first", try CountedPopulation(rates: rates)),
      (
        "superposition",
        EventPopulation(sources: [try RefractorySuperposition(sourceCount: neurons, of: refractory)]
        )
      ),
    ]
    return cases.map { name, process in
      comparison("process/\(name)", process, loop) {
        $0.raster(in: 0..<duration, seed: 1).spikeCount
      }
    } + [
      stream("process/stream-windows", PoissonPopulation(rates: rates), loop),
      stream("process/stream-pool", try PooledPopulation(rates: rates), loop),
      stream(
        "process/stream-events",
        EventPopulation(renewing: [RefractoryIntervals](repeating: refractory, count: neurons)),
        loop),
    ]
  }

  private static func stream(
    _ name: String, _ process: any SpikeProcess, _ loop: ScalarLoop
  ) -> Comparison {
    comparison(name, process, loop) { process in
      func open(_ process: some SpikeProcess) -> Int {
        process.spikes(in: 0..<duration, seed: 1).reduce(0) { count, _ in count + 1 }
      }
      return open(process)
    }
  }

  private static func comparison(
    _ name: String, _ process: any SpikeProcess, _ loop: ScalarLoop,
    draw: @escaping (any SpikeProcess) -> Int
  ) -> Comparison {
    var times = [Double](repeating: 0, count: 2 * neurons * Int(10 * duration))
    let logRates = [Float](repeating: Float(log(10 * duration)), count: neurons)
    return Comparison(
      name: name, unit: "M/s", isRate: true,
      reference: "loop over gsl_ran_exponential, unsorted Poisson trains",
      work: Double(neurons) * 10 * duration
    ) {
      _ = draw(process)
    } compared: {
      _ = loop.spikeTimes(logRates: logRates, into: &times)
    }
  }
}
