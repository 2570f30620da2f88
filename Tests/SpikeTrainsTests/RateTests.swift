// SPDX-License-Identifier: GPL-3.0-or-later

import SpikeTrains
import Testing

@Suite struct RateTests {
  @Test("Possible rates are kept", arguments: [0, 1e-300, 20, 1e9]) func possibleRatesAreKept(
    _ hertz: Double
  ) throws {
    #expect(try Rate(hertz: hertz).hertz == hertz)
  }

  @Test(
    "Impossible rates are refused",
    arguments: [Double.nan, -1, -1e-300, .infinity, -.infinity, 1e9.nextUp])
  func impossibleRatesAreRefused(_ hertz: Double) {
    #expect(throws: RateError(hertz: hertz)) { try Rate(hertz: hertz) }
  }

  @Test("The refusal says what a rate is") func theRefusalSaysWhatARateIs() {
    #expect(
      RateError(hertz: .nan).description
        == "nan Hz is not a valid firing rate: use a finite rate of 0 to 1e9 Hz.")
  }

  @Test("Rates may be written as literals") func ratesMayBeWrittenAsLiterals() {
    let rates: [Rate] = [5, 20.5, 0]
    #expect(rates.sorted().map(\.hertz) == [0, 5, 20.5])
    #expect("\(rates[1])" == "20.5 Hz")
  }

  @Test("An impossible literal traps") func anImpossibleLiteralTraps() async {
    await #expect(processExitsWith: .failure) { _ = -5 as Rate }
  }
}
