// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import LawTesting
import Testing

/// All laws of the rooms Randomness, Arrivals and Distributions are judged as one family: they may
/// together raise a false alarm once in a million fresh sets of seeds.
let lawFamily = FamilyWise(alpha: 1e-6, tests: 2000)

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
