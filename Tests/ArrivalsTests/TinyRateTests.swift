// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

/// Neurons that hardly ever fire: whether one does hangs on intervals far below the resolution of a
/// uniform number in single precision.
@Suite struct TinyRateTests {
  @Test("The relaxed reading finds the same rare spikes as the exact one", arguments: [1e-6, 1e-5])
  func relaxedReadingFindsSameRare(rate: Double) throws {
    let neurons = 400_000
    let relaxation = try ArrivalRelaxation(.cubic, temperature: 1e-4)
    var fired = 0
    for window in 0..<20 {
      let arrivals = try Arrivals(
        logRates: [Float](repeating: Float(log(rate)), count: neurons), trials: .consecutive(0..<1),
        neurons: .consecutive(0..<neurons), seed: SeedSequence(5), purpose: .training,
        window: window)
      let exact = arrivals.counts().values
      let relaxed = arrivals.relaxedCounts(relaxation).counts
      // Nearer than T to the window's end (about one spike in 10⁴) both answers are right.
      #expect(zip(exact, relaxed).allSatisfy { abs(Float($0) - $1) < 0.5 })
      fired += exact.reduce(0, +)
    }
    // 8 and 80 spikes are expected; a Poisson count leaves these ranges less often than once in 10⁶.
    #expect(rate == 1e-6 ? (0...26).contains(fired) : (40...135).contains(fired))
    #expect(fired > 0)
  }
}
