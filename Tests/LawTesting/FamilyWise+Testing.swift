// SPDX-License-Identifier: GPL-3.0-or-later

package import InterspikeTesting
package import Testing

extension FamilyWise {
  /// The draws must pass a test of their law.
  package func expectLaw(
    _ fit: GoodnessOfFit?, _ law: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let fit else {
      Issue.record("\(law): too few draws for a test", sourceLocation: sourceLocation)
      return
    }
    #expect(accepts(fit), "\(law): \(fit)", sourceLocation: sourceLocation)
  }

  /// The negative control: the same test at the same level must notice.
  package func expectBroken(
    _ fit: GoodnessOfFit?, _ law: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let fit else {
      Issue.record("\(law): too few draws for a test", sourceLocation: sourceLocation)
      return
    }
    #expect(!accepts(fit), "\(law) was not rejected: \(fit)", sourceLocation: sourceLocation)
  }
}
