// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Randomness
internal import SpikeTrains

extension SamplerVerification.Findings {
  /// One test of one rate.
  private struct Line: Encodable {
    let rate: Double
    let law: String
    let statistic: Double
    let pValue: Double
    let level: Double
    let passes: Bool
    let windows: Int
    let spikes: Int
    let seed: UInt64
    let stream: String?
  }

  /// A line of JSON for each test that had enough spikes.
  package func json(_ family: FamilyWise, seed: SeedSequence) throws -> [String] {
    try tests.compactMap { name, fit in
      try fit.map { fit in
        try JSONText.encode(
          Line(
            rate: rate.hertz, law: name, statistic: fit.statistic, pValue: fit.pValue,
            level: family.level, passes: family.accepts(fit), windows: windows, spikes: spikes,
            seed: seed.seed, stream: seed.namedStream), spellingNonFinite: true)
      }
    }
  }

  /// All tests as a table.
  package func table(_ family: FamilyWise) -> String {
    let rows =
      [
        (
          "\(Text.number(rate.hertz, digits: 3)) Hz", "\(spikes) spikes, \(windows) windows"
        ),
        ("  Fano factor", fanoFactor.map { Text.number($0) } ?? "none"),
        ("  CV of intervals", coefficientOfVariation.map { Text.number($0) } ?? "none"),
      ]
      + tests.map { name, fit in
        guard let fit else { return ("  \(name)", "too few spikes") }
        let mark = family.accepts(fit) ? "" : "   FAILED"
        return ("  \(name)", "p = \(Text.number(fit.pValue, digits: 3))\(mark)")
      }
    return Text.table(rows.map { (name: $0.0, value: $0.1) })
  }
}
