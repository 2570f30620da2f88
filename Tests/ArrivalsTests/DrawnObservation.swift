// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import InterspikeTesting
import Randomness

extension PoissonObservation {
  /// Windows drawn by the vector kernels: every trial and neuron of a square array is one.
  init(rate: Double, side: Int, seed: UInt64, window: Int = 0) throws {
    let logRate = Float(log(rate))
    let arrivals = try Arrivals(
      logRates: [Float](repeating: logRate, count: side * side), trials: .consecutive(0..<side),
      neurons: .consecutive(0..<side), seed: SeedSequence(seed), purpose: "laws", window: window)
    let drawn = try arrivals.trains(windowDuration: 1)
    self.init(rate: exp(Double(logRate)), counts: drawn.counts.map(Int.init), times: drawn.times)
  }
}
