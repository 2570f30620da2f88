// SPDX-License-Identifier: GPL-3.0-or-later

import CGSL
import Foundation

/// What one would write without Interspike: a loop over `gsl_ran_exponential`, one neuron after another.
struct ScalarLoop {
  let generator: UnsafeMutablePointer<gsl_rng>

  init?() {
    guard let generator = gsl_rng_alloc(gsl_rng_default_type()) else { return nil }
    self.generator = generator
  }

  /// Relaxed count (sigmoid) and slope of every neuron.
  func relaxedCounts(
    logRates: [Float], temperature: Double, horizon: Double, counts: inout [Float],
    slopes: inout [Float]
  ) {
    for index in logRates.indices {
      let rate = exp(Double(logRates[index]))
      let limit = rate * horizon
      var sum = gsl_ran_exponential(generator, 1)
      var count = 0.0
      var slope = 0.0
      while sum < limit {
        let time = sum / rate
        let value = 1 / (1 + exp((time - 1) / temperature))
        count += value
        slope += value * (1 - value) * time / temperature
        sum += gsl_ran_exponential(generator, 1)
      }
      counts[index] = Float(count)
      slopes[index] = Float(slope)
    }
  }

  /// Spike times of every neuron; returns how many.
  func spikeTimes(logRates: [Float], into times: inout [Double]) -> Int {
    var total = 0
    for logRate in logRates {
      let rate = exp(Double(logRate))
      var sum = gsl_ran_exponential(generator, 1)
      while sum < rate {
        times[total] = sum / rate
        total += 1
        sum += gsl_ran_exponential(generator, 1)
      }
    }
    return total
  }
}
