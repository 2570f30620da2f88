// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import Testing

/// All laws of the rooms Randomness, Arrivals and Distributions are judged as one family: they may
/// together raise a false alarm once in a million fresh sets of seeds.
let lawFamily = FamilyWise(alpha: 1e-6, tests: 2000)

func expectLaw(
  _ fit: GoodnessOfFit?, _ law: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let fit else {
    Issue.record("\(law): too few draws for a test", sourceLocation: sourceLocation)
    return
  }
  #expect(lawFamily.accepts(fit), "\(law): \(fit)", sourceLocation: sourceLocation)
}

/// The negative control: the same test at the same level must notice.
func expectBroken(
  _ fit: GoodnessOfFit?, _ law: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let fit else {
    Issue.record("\(law): too few draws for a test", sourceLocation: sourceLocation)
    return
  }
  #expect(
    !lawFamily.accepts(fit), "\(law) was not rejected: \(fit)", sourceLocation: sourceLocation)
}
