// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import Testing

/// The four arrays of standard variates.
enum StandardVariate: String, CaseIterable, Sendable {
  case uniforms, normals, laplaces, gumbels

  func draws(
    at address: DrawAddress, trials: Int, neurons: Int, on set: InstructionSet = .best
  ) -> [Float] {
    switch self {
    case .uniforms:
      address.standardUniforms(trials: trials, neurons: neurons, instructionSet: set)
    case .normals: address.standardNormals(trials: trials, neurons: neurons, instructionSet: set)
    case .laplaces: address.standardLaplaces(trials: trials, neurons: neurons, instructionSet: set)
    case .gumbels: address.standardGumbels(trials: trials, neurons: neurons, instructionSet: set)
    }
  }

  /// P(X ≤ x).
  func cumulativeProbability(_ x: Double) -> Double {
    switch self {
    case .uniforms: min(1, max(0, x))
    case .normals: 0.5 * erfc(-x / (2.0).squareRoot())
    case .laplaces: x < 0 ? 0.5 * exp(x) : 1 - 0.5 * exp(-x)
    case .gumbels: exp(-exp(-x))
    }
  }
}

/// Standard variates are a function of (seed, purpose, window, trial, neuron) alone.
@Suite struct StandardVariateTests {
  static let address = DrawAddress(
    seed: SeedSequence(7), purpose: .training, window: 3, firstTrial: 40)
  static let shapes = [(5, 1), (3, 10), (40, 37), (2, 128), (3, 129), (7, 512), (0, 4), (4, 0)]

  @Test("Every instruction set gives the same bits", arguments: StandardVariate.allCases)
  func everyInstructionSetGivesSame(law: StandardVariate) {
    for (trials, neurons) in Self.shapes {
      let best = law.draws(at: Self.address, trials: trials, neurons: neurons)
      #expect(best.count == trials * neurons)
      for set in InstructionSet.allCases where set.isSupported {
        let same = law.draws(at: Self.address, trials: trials, neurons: neurons, on: set)
        #expect(same.map(\.bitPattern) == best.map(\.bitPattern), "\(set), \(trials)×\(neurons)")
      }
    }
  }

  @Test(
    "Any split of the rows and any number of neighbours give the bits of the whole",
    arguments: StandardVariate.allCases, [1, 7, 64, 130])
  func anySplitOfRows(
    law: StandardVariate, neurons: Int
  ) {
    let whole = law.draws(at: Self.address, trials: 24, neurons: neurons)
    for cut in [1, 7, 24] {
      var later = Self.address
      later.firstTrial += cut
      let parts =
        law.draws(at: Self.address, trials: cut, neurons: neurons)
        + law.draws(at: later, trials: 24 - cut, neurons: neurons)
      #expect(parts == whole, "cut at \(cut)")
    }
    let wider = law.draws(at: Self.address, trials: 24, neurons: neurons + 5)
    for trial in 0..<24 {
      let row = wider[trial * (neurons + 5)..<trial * (neurons + 5) + neurons]
      #expect(Array(row) == Array(whole[trial * neurons..<(trial + 1) * neurons]))
    }
  }

  @Test("Threads that run at once give the bits of one") func threadsThatRunAtOnce() async {
    let whole = Self.address.standardNormals(trials: 24, neurons: 100)
    let parts = await withTaskGroup(of: (Int, [Float]).self) { group in
      for shard in 0..<6 {
        var address = Self.address
        address.firstTrial += 4 * shard
        group.addTask { [address] in (shard, address.standardNormals(trials: 4, neurons: 100)) }
      }
      return await group.reduce(into: [(Int, [Float])]()) { $0.append($1) }
    }
    #expect(parts.sorted { $0.0 < $1.0 }.flatMap(\.1) == whole)
  }

  @Test(
    "Another seed, purpose, window or trial is another draw", arguments: StandardVariate.allCases)
  func anotherSeedPurposeWindow(law: StandardVariate) {
    let here = Self.address
    let others = [
      DrawAddress(seed: SeedSequence(8), purpose: .training, window: 3, firstTrial: 40),
      here.with(purpose: .evaluation),
      DrawAddress(seed: SeedSequence(7), purpose: .training, window: 4, firstTrial: 40),
      DrawAddress(seed: SeedSequence(7), purpose: .training, window: 3, firstTrial: 43),
    ]
    let draws = law.draws(at: here, trials: 3, neurons: 8)
    for other in others {
      let different = law.draws(at: other, trials: 3, neurons: 8)
      #expect(zip(draws, different).allSatisfy { $0 != $1 })
    }
  }

  /// The words of the article Reproducibility, in double precision.
  @Test(
    "A variate is its published function of one word of one block",
    arguments: StandardVariate.allCases)
  func variateIsItsPublishedFunction(law: StandardVariate) {
    let (trials, neurons) = (40, 37)
    let draws = law.draws(at: Self.address, trials: trials, neurons: neurons)
    let key = SeedSequence(7).key(for: Purpose("training/standard-\(law.rawValue)"))
    for (index, draw) in draws.enumerated() {
      let (trial, neuron) = (index / neurons, index % neurons)
      let word = key.block([UInt32(neuron / 4), 0, UInt32(40 + trial), 3])[neuron % 4]
      let tail = (Double(word & 0x7fff_ffff) + 0.5) * 0x1p-31
      let negative = word >> 31 == 1
      let x = Double(draw)
      switch law {
      case .uniforms: #expect(x == (Double(word >> 9) + 0.5) * 0x1p-23)
      case .normals:
        #expect((draw.sign == .minus) == negative)
        #expect(abs(erfc(abs(x) / (2.0).squareRoot()) / tail - 1) < 6e-7 * (1 + x * x))
      case .laplaces:
        #expect((draw.sign == .minus) == negative)
        #expect(abs(abs(x) + log(tail)) < 2e-7 * (1 + abs(x)))
      case .gumbels:
        let exponential = negative ? -log1p(-tail / 2) : -log(tail / 2)
        #expect(abs(x + log(exponential)) < 5e-7 * (1 + abs(x)))
      }
    }
  }

  @Test(
    "The variates of version 1 do not change", arguments: zip(StandardVariate.allCases, goldens))
  func variatesOfVersion1(law: StandardVariate, golden: UInt64) {
    let fingerprint = law.draws(at: Self.address, trials: 37, neurons: 61)
      .reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
      }
    #expect(fingerprint == golden)
  }

  static let goldens: [UInt64] = [
    14_929_140_236_999_824_835, 5_236_218_969_313_728_818, 13_066_678_716_278_090_271,
    5_911_646_720_376_136_198,
  ]
}
