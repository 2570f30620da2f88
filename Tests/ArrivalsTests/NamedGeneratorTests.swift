// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import InterspikeTesting
import Randomness
import Testing

@Suite struct NamedGeneratorTests {
  /// All of GSL's but `uni`, whose 15 bits are too few; see below.
  static let names = RandomGenerator.algorithms.filter { $0 != "uni" }

  private func observation(from name: String) throws -> PoissonObservation {
    var generator = try RandomGenerator(algorithm: name, seed: 2)
    let sampler = SequentialArrivals(rate: 5)
    return PoissonObservation(rate: 5, windows: 2000) { sampler.times(using: &generator) }
  }

  @Test("Arrivals from any generator obey the same laws", arguments: names)
  func arrivalsFromAnyGeneratorObey(name: String) throws {
    let observation = try observation(from: name)
    expectLaw(observation.countLaw, "counts from \(name)")
    expectLaw(observation.countDispersion, "dispersion from \(name)")
    expectLaw(observation.intervalLaw, "intervals from \(name)")
    expectLaw(observation.intervalTails, "interval tails from \(name)")
    expectLaw(observation.firstArrivalLaw, "first arrivals from \(name)")
    expectLaw(observation.serialCorrelation(lag: 1), "serial correlation from \(name)")
  }

  @Test("A generator of 15 bits is caught by its intervals of length 0") func generatorOf15Bits()
    throws
  {
    expectBroken(try observation(from: "uni").intervalTails, "interval tails from uni")
  }
}
