// SPDX-License-Identifier: GPL-3.0-or-later

import Ranks
import Testing

@Suite("How long ranks wait for each other")
struct PatienceTests {
  @Test(
    "Seconds are taken, and 0 and inf wait without end",
    arguments: [
      (nil, .seconds(1800)), ("5", .seconds(5)), ("0.5", .milliseconds(500)),
      ("1e9", .seconds(1_000_000_000)), ("0", nil), ("inf", nil),
    ] as [(String?, Duration?)])
  func limits(_ text: String?, _ limit: Duration?) throws {
    let environment = text.map { ["INTERSPIKE_PATIENCE": $0] } ?? [:]
    #expect(try Patience.limit(in: environment) == limit)
  }

  /// Guards against a trap for durations that cannot be, and against half an hour in place of a typing error.
  @Test("Anything else is refused with its text", arguments: ["abc", "1e300", "-1", "nan", ""])
  func refusals(_ text: String) throws {
    let error = try #require(throws: RankError.self) {
      _ = try Patience.limit(in: ["INTERSPIKE_PATIENCE": text])
    }
    #expect(error.description.hasPrefix("INTERSPIKE_PATIENCE is '\(text)'; it must be 0 to 1e9"))
  }
}
