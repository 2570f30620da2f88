// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import LawTesting
import Networks
import SpikeTrains
import Testing

/// The laws of this room are judged as one family: a false alarm in a million fresh sets of seeds.
let lawFamily = FamilyWise(alpha: 1e-6, tests: 100)

func expectLaw(
  _ fit: GoodnessOfFit?, _ law: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  lawFamily.expectLaw(fit, law, sourceLocation: sourceLocation)
}

func expectBroken(
  _ fit: GoodnessOfFit?, _ law: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  lawFamily.expectBroken(fit, law, sourceLocation: sourceLocation)
}

extension NetworkRun {
  /// Goes on to a time and hands back the spikes of a population.
  mutating func spikes(of population: Population, until end: Double) throws -> [Spike] {
    var spikes: [Spike] = []
    while let slice = try next(before: end) { spikes += slice[population] }
    return spikes
  }
}

/// The cells of these tests: τ 20 ms, threshold 20 mV, reset 10 mV, 2 ms refractory.
func cells(
  _ count: Int, threshold: Double = 20, initialPotentials: InitialValues = .constant(0)
) throws -> LeakyIntegrateAndFire {
  try LeakyIntegrateAndFire(
    neurons: count, membraneTimeConstant: 0.02, threshold: threshold, reset: 10,
    refractoryTime: 0.002, initialPotentials: initialPotentials)
}
