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

  /// 40 bins that scatter by at most .009 each: a correct sampler strays by six of these at one in 10⁷ seeds.
  @Test func `histograms show the laws, and a wrong sampler beside them`() throws {
    func farthest(_ bins: [PoissonObservation.Bin]) -> Double {
      bins.map { abs($0.observed - $0.law) }.max() ?? .infinity
    }
    let right = try findings(hertz: 20, spikes: 100_000)
    #expect(farthest(right.intervals) < 0.06 && farthest(right.counts) < 0.02)
    #expect(abs(right.counts.reduce(0) { $0 + $1.law } - 1) < 1e-3)
    #expect(abs(right.counts.reduce(0) { $0 + $1.observed } - 1) < 5e-3)
    let wrong = try findings(hertz: 20, spikes: 100_000, control: .poissonIntervals)
    #expect(farthest(wrong.intervals) > 0.3)
  }

  @Test(arguments: SamplerVerification.Control.allCases)
  func `a wrong sampler fails one`(control: SamplerVerification.Control) throws {
    let findings = try findings(hertz: 50, spikes: 200_000, control: control)
    let family = FamilyWise(alpha: 1e-6, tests: findings.tests.count)
    #expect(findings.tests.contains { $0.fit.map { !family.accepts($0) } ?? false })
  }
}
