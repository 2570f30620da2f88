// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

/// The seed contract: arrivals are a function of (seed, purpose, window, trial, neuron) alone.
@Suite struct BitIdentityTests {
  static let trials = 24
  static let widths = [1, 7, 16, 37, 100]
  static let relaxations: [(SoftIndicator, Double)] = SoftIndicator.allCases.flatMap { indicator in
    [0.05, 0.7].map { (indicator, $0) }
  }

  private func arrivals(
    _ logRates: [Float], trials: Identities, neurons: Identities
  ) throws -> Arrivals {
    try Arrivals(
      logRates: logRates, trials: trials, neurons: neurons, seed: SeedSequence(77),
      purpose: .training, window: 5)
  }

  private func whole(width: Int) throws -> Arrivals {
    try arrivals(
      RateGrid.mixed(count: Self.trials * width, seed: UInt64(width)),
      trials: .consecutive(10..<10 + Self.trials), neurons: .consecutive(50..<50 + width))
  }

  @Test("Every instruction set gives the same bits", arguments: widths)
  func everyInstructionSetGivesSame(width: Int) throws {
    var best = try whole(width: width)
    let reading = try Reading(best)
    for set in InstructionSet.allCases where set.isSupported {
      best.instructionSet = set
      #expect(try Reading(best) == reading, "\(set)")
    }
    #expect(InstructionSet.portable.isSupported)
  }

  @Test("Every instruction set gives the same bits at very different rates")
  func everyInstructionSetGivesSameBits() throws {
    var arrivals = try RateGrid.arrivals(trials: 3, repeats: 3)
    let reading = try Reading(arrivals)
    for set in InstructionSet.allCases where set.isSupported {
      arrivals.instructionSet = set
      #expect(try Reading(arrivals) == reading, "\(set)")
    }
  }

  @Test("Any split of the trials gives the bits of the whole", arguments: widths)
  func anySplitOfTrialsGives(width: Int) throws {
    let all = try whole(width: width)
    let reading = try Reading(all)
    var cuts = SeedSequence(1).generator(for: "cuts", width)
    for _ in 0..<4 {
      let cut = cuts.integer(below: Self.trials + 1)
      let parts = try [0..<cut, cut..<Self.trials].map { range in
        try Reading(
          arrivals(
            Array(all.logRates[range.lowerBound * width..<range.upperBound * width]),
            trials: .consecutive(10 + range.lowerBound..<10 + range.upperBound),
            neurons: all.neurons))
      }
      #expect(Reading(joining: parts) == reading, "cut at \(cut)")
    }
  }

  @Test(
    "Any subset of trials and neurons in any order gives the bits of the whole", arguments: widths)
  func anySubsetOfTrials(
    width: Int
  ) throws {
    let all = try whole(width: width)
    let reading = try Reading(all)
    var generator = SeedSequence(2).generator(for: "subsets", width)
    let rows = Array(generator.permutation(count: Self.trials).prefix(11))
    let columns = Array(generator.permutation(count: width).prefix(max(1, 2 * width / 3)))
    let places = rows.flatMap { row in columns.map { row * width + $0 } }
    let some = try arrivals(
      places.map { all.logRates[$0] }, trials: .chosen(rows.map { $0 + 10 }),
      neurons: .chosen(columns.map { $0 + 50 }))
    #expect(try Reading(some) == reading.elements(places))
  }

  @Test("Threads that run at once give the bits of one") func threadsThatRunAtOnce() async throws {
    let width = 100
    let all = try whole(width: width)
    let shards = 6
    let rows = Self.trials / shards
    let parts = try await withThrowingTaskGroup(of: (Int, Reading).self) { group in
      for shard in 0..<shards {
        let logRates = Array(all.logRates[shard * rows * width..<(shard + 1) * rows * width])
        let first = 10 + shard * rows
        group.addTask {
          (
            shard,
            try Reading(
              Arrivals(
                logRates: logRates, trials: .consecutive(first..<first + rows),
                neurons: .consecutive(50..<50 + width), seed: SeedSequence(77),
                purpose: .training, window: 5))
          )
        }
      }
      return try await group.reduce(into: [(Int, Reading)]()) { $0.append($1) }
    }
    let ordered = parts.sorted { $0.0 < $1.0 }.map(\.1)
    #expect(try Reading(joining: ordered) == Reading(all))
  }

  @Test("An address gives the arrivals of its place in the batch") func addressGivesArrivals()
    throws
  {
    let all = try whole(width: 16)
    let address = DrawAddress(
      seed: SeedSequence(77), purpose: .training, window: 5, firstTrial: 10)
    let same = try address.arrivals(logRates: all.logRates, neurons: 16)
    let moved = try arrivals(
      all.logRates, trials: .consecutive(10..<10 + Self.trials), neurons: .consecutive(0..<16))
    #expect(same.trials.count == Self.trials)
    #expect(try Reading(same) == Reading(moved))
  }

  @Test("Another seed, purpose, window, trial or neuron is another draw")
  func anotherSeedPurposeWindowTrial() throws {
    let logRates = [Float](repeating: 2, count: 64)
    func counts(
      seed: UInt64 = 1, purpose: Purpose = .training, window: Int = 0, trial: Int = 0,
      neuron: Int = 0
    ) throws -> [Int] {
      try Arrivals(
        logRates: logRates, trials: .consecutive(trial..<trial + 1),
        neurons: .consecutive(neuron..<neuron + 64), seed: SeedSequence(seed), purpose: purpose,
        window: window
      ).counts().values
    }
    let draws = try [
      counts(), counts(seed: 2), counts(purpose: .evaluation), counts(window: 1),
      counts(trial: 1), counts(neuron: 64),
    ]
    #expect(Set(draws).count == draws.count)
    #expect(try counts() == counts())
  }
}
