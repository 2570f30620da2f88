// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InterspikeTesting
import Randomness
import Testing

/// The laws of standard variates at fixed seeds, tails included; false alarms as in ``VariateLawTests``.
@Suite struct StandardVariateLawTests {
  static let family = VariateLawTests.family
  static let address = DrawAddress(seed: SeedSequence(11), purpose: "laws")

  private func samples(_ law: StandardVariate, trials: Int, window: Int = 0) -> [Float] {
    var address = Self.address
    address.window = window
    return law.draws(at: address, trials: trials, neurons: 500)
  }

  @Test("Half a million draws follow their law", arguments: StandardVariate.allCases)
  func halfMillionDrawsFollowTheir(law: StandardVariate) {
    let draws = samples(law, trials: 1000).map { Double($0) }
    for fit in [
      kolmogorovSmirnov(draws, cdf: law.cumulativeProbability),
      andersonDarling(draws, cdf: law.cumulativeProbability),
    ] { #expect(Self.family.accepts(fit), "\(fit)") }
    // The control: two per cent of scale, or of place, is noticed.
    let wrong = andersonDarling(draws) {
      law.cumulativeProbability(law == .uniforms ? pow($0, 1.02) : $0 * 1.02)
    }
    #expect(!Self.family.accepts(wrong))
  }

  /// χ² over cells of equal probability, the outermost ones split until they expect 50 of the draws.
  private func fit(_ law: StandardVariate, _ change: (Float) -> Float = { $0 }) throws
    -> GoodnessOfFit
  {
    let (windows, trials) = (20, 1000)
    let total = windows * trials * 500
    let tails = (1...11).map { 0.01 * pow(2, -Double($0)) }
    let borders = tails.reversed() + (1...99).map { Double($0) / 100 } + tails.map { 1 - $0 }
    var observed = [Int](repeating: 0, count: borders.count + 1)
    for window in 0..<windows {
      for draw in samples(law, trials: trials, window: window) {
        let probability = law.cumulativeProbability(Double(change(draw)))
        var (low, high) = (0, borders.count)
        while low < high {
          let middle = (low + high) / 2
          if borders[middle] <= probability { low = middle + 1 } else { high = middle }
        }
        observed[low] += 1
      }
    }
    let expected = zip([0] + borders, borders + [1]).map { Double(total) * ($1 - $0) }
    return try #require(chiSquared(observed: observed, expected: expected, pooledTo: 40))
  }

  @Test(
    "Ten million draws fill the middle and both tails as their law does",
    arguments: StandardVariate.allCases)
  func tenMillionDrawsFillMiddle(
    law: StandardVariate
  ) throws {
    let fit = try fit(law)
    #expect(Self.family.accepts(fit), "\(fit)")
  }

  @Test("Tails cut off, or thickened by a factor, are noticed") func tailsCutOffOrThickened() throws
  {
    let cut = try fit(.normals) { abs($0) > 4.2 ? $0 / 4 : $0 }
    #expect(!Self.family.accepts(cut), "\(cut)")
    let thick = try fit(.laplaces) { abs($0) > 7 ? $0 * 1.1 : $0 }
    #expect(!Self.family.accepts(thick), "\(thick)")
  }

  @Test("Neighbours in every direction are uncorrelated, and so are the laws")
  func neighborsInEveryDirection() throws {
    let here = samples(.normals, trials: 200).map { Double($0) }
    func later(_ change: (inout DrawAddress) -> Void) -> [Float] {
      var address = Self.address
      change(&address)
      return address.standardNormals(trials: 200, neurons: 500)
    }
    let others = [
      Array(samples(.normals, trials: 201)[1...]), Array(samples(.normals, trials: 201)[4...]),
      later { $0.firstTrial = 1 }, later { $0.window = 1 }, later { $0.seed = SeedSequence(12) },
      later { $0.purpose = "lawt" }, samples(.laplaces, trials: 200),
      samples(.gumbels, trials: 200).map { $0 - 0.577_215_66 },
      samples(.uniforms, trials: 200).map { $0 - 0.5 },
    ]
    for (number, other) in others.enumerated() {
      let fit = try #require(meanTest(zip(here, other).map { $0 * Double($1) }, mean: 0))
      #expect(Self.family.accepts(fit), "\(number): \(fit)")
    }
    let same = try #require(meanTest(zip(here, here).map { $0 * $1 }, mean: 0))
    #expect(!Self.family.accepts(same))
  }
}
