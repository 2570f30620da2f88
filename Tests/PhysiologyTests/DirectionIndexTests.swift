// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Physiology
import Randomness
import Stimuli
import Tensors
import Testing

/// Direction selectivity that was planted is found, and chance is not taken for it.
///
/// Seeds are fixed; a bound of 5 standard errors would
/// fail once in a million seeds.
@Suite("Direction selectivity")
struct DirectionIndexTests {
  private static let neurons = 300

  /// Direction indices of neurons with Poisson counts, and what they would be with direction chosen and measured in the same counts.
  private static func indices(
    seed: UInt64, rate: (_ degreesFromBest: Double) -> Double
  ) -> (crossed: DirectionSummary, naive: DirectionSummary) {
    var generator = SeedSequence(seed).generator(for: "planted directions")
    var (crossed, naive): ([DirectionIndex], [DirectionIndex]) = ([], [])
    for neuron in 0..<neurons {
      let best = Double(neuron % 24) * 15
      let halves = (0..<2).map { _ in
        (0..<24).map { Double(generator.poisson(mean: rate(Double($0) * 15 - best))) }
      }
      crossed.append(DirectionIndex(first: [halves[0]], second: [halves[1]]))
      naive.append(DirectionIndex(first: [halves[0]], second: [halves[0]]))
    }
    return (DirectionSummary(crossed), DirectionSummary(naive))
  }

  @Test("An index of one half is found where fields prefer one direction by 3 to 1")
  func planted() throws {
    let found = Self.indices(seed: 1) { degrees in
      let cosine = cos(degrees * .pi / 180)
      return cosine > 0.9 ? 30 : cosine < -0.9 ? 10 : 3
    }.crossed
    let (mean, error) = (try #require(found.mean), try #require(found.standardError))
    #expect(abs(mean - 0.5) < 5 * error && error < 0.01, "\(mean) ± \(error)")
    #expect(found.selective > Self.neurons * 3 / 4)
  }

  @Test(
    "Neurons without a preferred direction have none on average, though chance favors one in the same spikes"
  )
  func nothingPlanted() throws {
    for isOriented in [false, true] {
      let found = Self.indices(seed: 2) {
        isOriented ? 2 + 2 * cos($0 * .pi / 90) : 2
      }
      let (mean, error) = (
        try #require(found.crossed.mean), try #require(found.crossed.standardError)
      )
      #expect(abs(mean) < 5 * error && error < 0.03, "\(mean) ± \(error)")
      let naive = try #require(found.naive.mean)
      #expect(naive > 10 * error, "the bias that is avoided: \(naive)")
    }
  }

  @Test("Neurons that are silent have no index")
  func silent() {
    let silent = [[Double]](repeating: [Double](repeating: 0, count: 8), count: 2)
    #expect(DirectionIndex(first: silent, second: silent).value == nil)
    #expect(DirectionSummary([]).mean == nil && DirectionSummary([]).standardError == nil)
  }

  @Test(
    "A detector of motion to the right prefers gratings that drift there, a detector of energy none"
  )
  func detectors() throws {
    let side = 12
    var gratings = Gratings.inAllDirections(cycle: 8, cycles: 3)
    gratings.orientations = stride(from: 0.0, to: 360, by: 15).map { $0 }
    (gratings.frequencies, gratings.contrasts) = ([1, 2], [1])
    // Two fields a quarter of a cycle apart, in phase and out of phase with two cycles a picture.
    let waves: [(Double) -> Double] = [{ cos($0) }, { sin($0) }]
    let fields: [[Float]] = waves.map { wave in
      (0..<side * side).map { pixel in
        let x = Double(pixel % side) / Double(side - 1) - 0.5
        let y = Double(pixel / side) / Double(side - 1) - 0.5
        return Float(wave(4 * .pi * x) * exp(-8 * (x * x + y * y)))
      }
    }
    var generator = SeedSequence(3).generator(for: "detectors")
    var counts = [Int](repeating: 0, count: gratings.trials * 2)
    var before = [[Float]](repeating: [0, 0], count: gratings.trials)
    for (time, frame) in gratings.frames(side: side).enumerated() {
      #expect(frame.shape == [gratings.trials, side * side])
      for trial in 0..<gratings.trials {
        let pixels = frame.values[trial * side * side..<(trial + 1) * side * side]
        let seen: [Float] = fields.map { field in
          zip(field, pixels).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        }
        // cos(φ(t) − φ(t − 1)) turns with the wave: positive when it moves to the right.
        let motion = seen[0] * before[trial][1] - seen[1] * before[trial][0]
        let energy = seen[0] * seen[0] + seen[1] * seen[1]
        before[trial] = seen
        guard gratings.counts(frame: time) else { continue }
        counts[trial * 2] += generator.poisson(mean: Double(max(0, -motion)) * 0.1)
        counts[trial * 2 + 1] += generator.poisson(mean: Double(energy) * 0.05)
      }
    }
    #expect(!gratings.counts(frame: 7) && gratings.counts(frame: 8))
    let tuning = gratings.tuning(counts: counts, fits: [nil, nil], side: side)
    let detector = try #require(tuning[0].directionIndex)
    let away = abs(remainder(detector.direction, 360))
    #expect(away <= 15, "prefers \(detector.direction)°")
    #expect(try #require(detector.value) > 0.9)
    #expect(tuning[0].frequency == 2)
    // The energy has no direction; its index is that of some 200 spikes each way.
    let energy = try #require(tuning[1].directionIndex?.value)
    #expect(abs(energy) < 0.25, "\(energy)")
    #expect(try #require(tuning[1].selectivity) > 1 / 3)
    // Of gratings that do not drift both ways nothing is said.
    let oneWay = Gratings(cycle: 8)
    #expect(
      oneWay.tuning(
        counts: [Int](repeating: 1, count: oneWay.trials), fits: [nil], side: side)[0]
        .directionIndex == nil)
  }

  @Test(
    "A bar's direction index is that of the responses to its sweeps, planted in one neuron and not in the other"
  )
  func bar() throws {
    let bar = MovingBar(side: 4, pause: 1, sweep: 3)
    var tuning = BarTuning(of: bar, neurons: 2)
    var generator = SeedSequence(4).generator(for: "bar")
    tuning.add(
      counts: bar.angles.flatMap { angle in
        [
          generator.poisson(mean: cos((angle - 90) * .pi / 180) > 0.8 ? 8 : 1),
          generator.poisson(mean: 1 + 3 * pow(cos(angle * .pi / 180), 8)),
        ]
      })
    let planted = try #require(tuning.directionIndex(of: 0))
    #expect(abs(planted.direction - 90) < 40, "\(planted.direction)")
    #expect(abs(try #require(planted.value) - 7.0 / 9) < 0.2)
    #expect(abs(try #require(tuning.directionIndex(of: 1)?.value)) < 0.5)
    let few = BarTuning(
      of: MovingBar(side: 4, angles: [0, 90, 180], pause: 1, sweep: 3), neurons: 2)
    #expect(few.directionIndex(of: 0) == nil)
  }
}
