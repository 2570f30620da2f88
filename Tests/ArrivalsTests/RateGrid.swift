// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness

/// Rates of every size side by side, so that fast and slow neurons share vectors.
enum RateGrid {
  /// Expected counts in a window.
  static let rates: [Double] = [0, 1e-6, 0.01, 0.3, 1, 5, 20, 148, 1e3, 1e4]

  static let firstTrial = 3
  static let firstNeuron = 100
  static let seed = SeedSequence(0xfeed_5eed_0000_0007)

  /// `trials` rows that hold every rate `repeats` times.
  static func arrivals(trials: Int, repeats: Int, upTo largest: Double = 1e4) throws -> Arrivals {
    let logRates = (0..<repeats).flatMap { _ in
      rates.filter { $0 <= largest }.map { Float(log($0)) }
    }
    return try Arrivals(
      logRates: (0..<trials).flatMap { _ in logRates },
      trials: .consecutive(firstTrial..<firstTrial + trials),
      neurons: .consecutive(firstNeuron..<firstNeuron + logRates.count), seed: seed,
      purpose: .training, window: 12)
  }

  /// Log-rates at random, silence among them, for comparisons of bits.
  static func mixed(count: Int, seed: UInt64, largest: Double = 3) -> [Float] {
    var generator = SeedSequence(seed).generator(for: "mixed rates")
    return (0..<count).map { _ in
      generator.integer(below: 20) == 0
        ? -.infinity : Float(generator.uniform(in: -6..<largest))
    }
  }
}

extension Arrivals {
  /// The generator that the readable definition would use for one element.
  func generator(trial: Int, neuron: Int) -> RandomGenerator {
    RandomGenerator(key: key, neurons[neuron], trials[trial], window)
  }

  /// The rate of an element as the definition sees it.
  func rate(trial: Int, neuron: Int) -> Double {
    exp(Double(logRates[trial * neurons.count + neuron]))
  }
}
