// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import Testing

@Suite struct ChiSquaredTests {
  @Test("Cells that expect too little are pooled with their neighbours")
  func cellsThatExpectTooLittleArePooledWithTheirNeighbors() {
    let pooled = chiSquared(
      observed: [1, 3, 8, 3, 5, 2], expected: [2, 4, 6, 4, 4, 2], pooledTo: 5)
    let byHand = chiSquared(observed: [4, 8, 10], expected: [6, 6, 10], pooledTo: 0)
    #expect(pooled == byHand)
  }

  @Test("An estimated parameter costs a degree of freedom")
  func anEstimatedParameterCostsADegreeOfFreedom() throws {
    let observed = [30, 40, 30, 50]
    let expected = [Double](repeating: 37.5, count: 4)
    let known = try #require(chiSquared(observed: observed, expected: expected))
    let fitted = try #require(chiSquared(observed: observed, expected: expected, parameters: 1))
    #expect(known.statistic == fitted.statistic)
    #expect(known.pValue > fitted.pValue)
  }

  @Test("What leaves no freedom is nil") func whatLeavesNoFreedomIsNil() {
    #expect(chiSquared(observed: [1, 2], expected: [1.5, 1.5]) == nil)
    #expect(chiSquared(observed: [], expected: []) == nil)
    #expect(
      chiSquared(observed: [9, 11, 10], expected: [10, 10, 10], parameters: 2) == nil)
    #expect(poissonDispersion(counts: [3]) == nil)
    #expect(poissonDispersion(counts: []) == nil)
    #expect(poissonDispersion(counts: [0, 0]) == nil)
    #expect(meanTest([1], mean: 1) == nil)
    #expect(meanTest([1, 1], mean: 1) == nil)
  }

  @Test("A law without its tail traps") func aLawWithoutItsTailTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = chiSquared(observed: [50, 50], expected: [50, 40])
    }
    await #expect(processExitsWith: .failure) {
      _ = chiSquared(observed: [50, 50], expected: [100])
    }
  }

  @Test("Samples outside the reach of the test trap") func samplesOutsideTheReachOfTheTestTrap()
    async
  {
    await #expect(processExitsWith: .failure) { _ = kolmogorovSmirnov([]) { $0 } }
    await #expect(processExitsWith: .failure) { _ = kolmogorovSmirnov([.nan]) { $0 } }
    await #expect(processExitsWith: .failure) { _ = kolmogorovSmirnov([2]) { $0 } }
    await #expect(processExitsWith: .failure) { _ = twoSampleKolmogorovSmirnov([1], []) }
  }

  @Test("A family shares its false alarms") func aFamilySharesItsFalseAlarms() {
    let family = FamilyWise(tests: 50)
    #expect(family.level == 1e-6 / 50)
    #expect(family.accepts(GoodnessOfFit(statistic: 0, pValue: 1e-6 / 50)))
    #expect(!family.accepts(GoodnessOfFit(statistic: 0, pValue: 1e-8)))
    #expect(!family.accepts(GoodnessOfFit(statistic: .nan, pValue: .nan)))
  }
}
