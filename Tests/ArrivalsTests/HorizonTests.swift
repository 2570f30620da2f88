// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Testing

@Suite struct HorizonTests {
  @Test(
    "The sigmoid loses the stated part of counts and slopes, and draws no further",
    arguments: [1e-9, 1e-7, 1e-6, 1e-3, 0.05, 0.3, 1])
  func sigmoidLosesStatedPart(
    temperature: Double
  ) throws {
    let horizon = try ArrivalRelaxation(.sigmoid, temperature: temperature).horizon
    // ∫ f dt and, by parts, ∫ t f′/T dt beyond the horizon, with x = (h − 1)/T.
    let edge = exp(-(horizon - 1) / temperature)
    let count = temperature * log1p(edge)
    let slope = horizon * edge / (1 + edge) + count
    #expect(count <= 1.000_001e-7)
    if temperature > 1e-7 {
      #expect(count >= 0.9e-7)
      #expect(slope <= 1.000_001e-7 * (horizon + temperature) / temperature)
    }
  }

  @Test(
    "Compact indicators are 0 from the horizon on, and not before",
    arguments: SoftIndicator.allCases.filter(\.isCompact), [0.05, 0.3, 1])
  func compactIndicatorsAre0(
    indicator: SoftIndicator, temperature: Double
  ) throws {
    let horizon = try ArrivalRelaxation(indicator, temperature: temperature).horizon
    #expect(horizon == 1 + temperature)
    #expect(indicator.value(at: -1).value == 0)
    #expect(indicator.value(at: -0.99).value > 0)
  }
}
