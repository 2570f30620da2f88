// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Physiology
import Randomness
import Tensors
import Testing

/// Variability and correlations that were planted are found, and independent Poisson counts have neither.
///
/// Seeds are fixed; bounds of 5
/// standard errors fail in one of a million seeds.
@Suite("Trial-to-trial variability")
struct TrialVariabilityTests {
  private static let (stimuli, repeats, neurons, frames) = (2, 40, 20, 30)

  /// Counts of a mean that may change from frame to frame, and of a gain that may change from trial to trial.
  private func found(
    seed: UInt64, signal: (_ neuron: Int, _ bin: Int) -> Double = { _, _ in 3 },
    gain: (inout RandomGenerator) -> Double = { _ in 1 }, isShuffled: Bool = false
  ) -> TrialVariability {
    var generator = SeedSequence(seed).generator(for: "planted counts")
    var result = TrialVariability(
      stimuli: Self.stimuli, repeats: Self.repeats, neurons: Self.neurons)
    for frame in 0..<Self.frames {
      var counts = [Int](repeating: 0, count: Self.stimuli * Self.repeats * Self.neurons)
      for stimulus in 0..<Self.stimuli {
        for trial in 0..<Self.repeats {
          let shared = gain(&generator)
          for neuron in 0..<Self.neurons {
            // Every neuron's trials in an order of its own: the same counts, no longer together.
            let place = isShuffled ? (trial + neuron) % Self.repeats : trial
            counts[(stimulus * Self.repeats + place) * Self.neurons + neuron] =
              generator.poisson(mean: shared * signal(neuron, frame * Self.stimuli + stimulus))
          }
        }
      }
      result.add(counts)
    }
    return result
  }

  private func mean(_ values: [Double]) -> (mean: Double, error: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, sqrt(squares / Double(values.count - 1) / Double(values.count)))
  }

  private let all = Array(0..<Self.neurons)

  @Test("Independent Poisson counts have Fano factor 1 and no correlations")
  func poisson() throws {
    let counted = found(seed: 1)
    let fano = counted.fanoFactors.compactMap { $0 }
    // Var F = 2/n + 1/(n·mean) with n = 60 bins of 39 degrees of freedom.
    let error = sqrt((2 + 1.0 / 3) / (60 * 39))
    #expect(fano.count == Self.neurons && fano.allSatisfy { abs($0 - 1) < 5 * error })
    #expect(abs(mean(fano).mean - 1) < 5 * error / sqrt(Double(Self.neurons)))
    #expect(abs(try #require(counted.populationFanoFactor) - 1) < 5 * error)
    let pairs = counted.pairs(among: all)
    #expect(pairs.count == Self.neurons * (Self.neurons - 1) / 2)
    let noise = mean(pairs.map(\.noise))
    #expect(abs(noise.mean) < 5 * noise.error && pairs.allSatisfy { abs($0.noise) < 0.15 })
    #expect(abs(mean(pairs.map(\.signal)).mean) < 0.1)
    #expect(abs(mean(counted.reliabilities.compactMap { $0 }).mean) < 0.15)
    #expect(mean(counted.meanCounts).mean - 3 < 0.1)
  }

  @Test(
    "A gain shared by all neurons makes Fano factors and noise correlations that theory gives; shuffled trials keep the former alone"
  )
  func gain() throws {
    // Gain of mean 1 and variance v = 1/4: variance m + v·m², m = 3; covariance v·m².
    let (fano, noise) = (1 + 0.25 * 3.0, 0.25 * 9 / (3 + 0.25 * 9))
    let counted = found(seed: 2, gain: { $0.gamma(shape: 4, scale: 0.25) })
    #expect(abs(mean(counted.fanoFactors.compactMap { $0 }).mean - fano) < 0.15)
    #expect(abs(mean(counted.pairs(among: all).map(\.noise)).mean - noise) < 0.05)
    #expect(try #require(counted.populationFanoFactor) > 10)
    // Gains drawn anew for each neuron's trial.
    var generator = SeedSequence(3).generator(for: "own gains")
    var own = TrialVariability(stimuli: 1, repeats: Self.repeats, neurons: Self.neurons)
    for _ in 0..<2 * Self.frames {
      own.add(
        (0..<Self.repeats * Self.neurons).map { _ in
          let gain = generator.gamma(shape: 4, scale: 0.25)
          return generator.poisson(mean: 3 * gain)
        })
    }
    #expect(abs(mean(own.fanoFactors.compactMap { $0 }).mean - fano) < 0.15)
    #expect(abs(mean(own.pairs(among: all).map(\.noise)).mean) < 0.03)
    let shuffled = found(seed: 2, gain: { $0.gamma(shape: 4, scale: 0.25) }, isShuffled: true)
    #expect(abs(mean(shuffled.pairs(among: all).map(\.noise)).mean) < 0.03)
    #expect(abs(mean(shuffled.fanoFactors.compactMap { $0 }).mean - fano) < 0.15)
  }

  @Test(
    "Neurons that follow one signal correlate in it and not in noise, those that follow its opposite the other way around"
  )
  func signal() throws {
    let counted = found(seed: 4) { neuron, bin in
      let wave = sin(Double(bin) * 2.4)
      return 4 + 3 * (neuron < Self.neurons / 2 ? wave : -wave)
    }
    let pairs = counted.pairs(among: all)
    let half = Self.neurons / 2
    let alike = pairs.filter { ($0.neurons[0] < half) == ($0.neurons[1] < half) }
    let opposite = pairs.filter { ($0.neurons[0] < half) != ($0.neurons[1] < half) }
    #expect(mean(alike.map(\.signal)).mean > 0.9)
    #expect(mean(opposite.map(\.signal)).mean < -0.9)
    #expect(abs(mean(pairs.map(\.noise)).mean) < 0.02)
    #expect(counted.reliabilities.allSatisfy { ($0 ?? 0) > 0.9 })
    let fano = mean(counted.fanoFactors.compactMap { $0 })
    #expect(abs(fano.mean - 1) < 0.05, "a changing mean is not variability: \(fano)")
  }

  @Test("Counts that never vary have Fano factor 0, and silent neurons none")
  func constant() {
    var counted = TrialVariability(stimuli: 1, repeats: 3, neurons: 2)
    for frame in 0..<4 { counted.add((0..<3).flatMap { _ in [frame, 0] }) }
    #expect(counted.fanoFactors == [0, nil])
    #expect(counted.reliabilities[0].map { abs($0 - 1) < 1e-6 } == true)
    #expect(counted.reliabilities[1] == nil)
    #expect(counted.pairs(among: [0, 1]).isEmpty)
    #expect(counted.meanCounts == [1.5, 0] && counted.meanVariances == [0, 0])
  }

  @Test("A repeated clip shows every piece in all its trials, and noise of its variance")
  func repeated() {
    var generator = SeedSequence(5).generator(for: "clip")
    let clip = (0..<50).map { _ in
      Tensor(
        (0..<2 * 64).map { Float(generator.normal() * ($0 < 64 ? 1 : 3)) }, shape: [2, 64])
    }
    let repeated = RepeatedClip(clip, repeats: 3, seed: SeedSequence(6))
    for (time, frame) in repeated.frames.enumerated() {
      #expect(frame.shape == [12, 64])
      for row in 0..<12 {
        let source = row < 6 ? clip[time] : repeated.noise[time]
        let piece = row % 6 / 3
        #expect(
          frame.values[row * 64..<(row + 1) * 64] == source.values[piece * 64..<(piece + 1) * 64])
      }
    }
    for (piece, deviation) in [1.0, 3.0].enumerated() {
      let values = repeated.noise.flatMap { $0.values[piece * 64..<(piece + 1) * 64] }
      let found = sqrt(values.reduce(0.0) { $0 + Double($1 * $1) } / Double(values.count))
      #expect(abs(found / deviation - 1) < 0.1)
    }
  }
}
