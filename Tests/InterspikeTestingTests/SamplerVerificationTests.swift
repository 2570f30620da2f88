// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import Randomness
import SpikeTrains
import Testing

@Suite struct SamplerVerificationTests {
  private func findings(
    hertz: Double, spikes: Int, control: SamplerVerification.Control? = nil
  ) throws -> SamplerVerification.Findings {
    try SamplerVerification(
      rate: try Rate(hertz: hertz), windowDuration: 1, spikes: spikes, seed: SeedSequence(3),
      control: control
    ).findings()
  }

  /// A correct sampler fails at 2 in a million seeds.
  @Test(arguments: [0.5, 20]) func `the sampler passes all tests`(hertz: Double) throws {
    let findings = try findings(hertz: hertz, spikes: 100_000)
    let family = FamilyWise(alpha: 1e-6, tests: findings.tests.count)
    #expect(findings.tests.count == 16)
    #expect(findings.windows.isMultiple(of: SamplerVerification.neurons))
    #expect(abs(Double(findings.spikes) - hertz * Double(findings.windows)) < 5.1 * 320)
    for (name, fit) in findings.tests { #expect(fit.map(family.accepts) ?? true, "\(name)") }
    #expect(findings.tests.count { $0.fit != nil } > 10)
  }

  @Test(arguments: SamplerVerification.Control.allCases)
  func `a wrong sampler fails one`(control: SamplerVerification.Control) throws {
    let findings = try findings(hertz: 50, spikes: 200_000, control: control)
    let family = FamilyWise(alpha: 1e-6, tests: findings.tests.count)
    #expect(findings.tests.contains { $0.fit.map { !family.accepts($0) } ?? false })
  }
}
