// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Physiology
import Randomness
import Stimuli
import Tensors
import Testing

/// Fields in space and time that were planted come out of white noise: spikes at the rate c·exp(Σ w(lag)·x(t − lag)) have the average w itself.
///
/// Seeds are fixed; a bound of 6 standard errors fails in one of a million seeds for all values together.
@Suite("Receptive fields in space and time")
struct SpaceTimeFieldTests {
  private static let (pixels, lags, trials, frames) = (16, 5, 200, 100)

  /// w [lag][pixel] of a neuron whose field stays and fades, and of one whose field moves.
  private static let fields: [[[Float]]] = {
    func bump(_ middle: Double) -> [Float] {
      (0..<pixels).map { Float(0.3 * exp(-pow(Double($0) - middle, 2) / 4)) }
    }
    return [
      [0, 1, 0.6, 0.2, -0.2].map { gain in bump(8).map { $0 * gain } },
      (0..<lags).map { bump(2 + 3 * Double($0)) },
    ]
  }()

  private func average(isShuffled: Bool = false) -> SpikeTriggeredAverage {
    let noise = WhiteNoise(pixels: Self.pixels).frames(
      trials: Self.trials, at: DrawAddress(seed: SeedSequence(1), purpose: "planted noise"))
    var generator = SeedSequence(2).generator(for: "planted spikes")
    var found = SpikeTriggeredAverage(
      neurons: 2, pixels: Self.pixels, lags: Self.lags, warmUp: Self.lags)
    var shown: [[Float]] = []
    for (number, frame) in noise.prefix(Self.frames).enumerated() {
      shown = [frame.values] + shown.prefix(Self.lags - 1)
      var counts = [Int](repeating: 0, count: Self.trials * 2)
      for trial in 0..<Self.trials {
        let seen = isShuffled ? (trial + 1) % Self.trials : trial
        for neuron in 0..<2 {
          var drive: Float = 0
          for (lag, values) in shown.enumerated() {
            for pixel in 0..<Self.pixels {
              drive += Self.fields[neuron][lag][pixel] * values[seen * Self.pixels + pixel]
            }
          }
          counts[trial * 2 + neuron] = generator.poisson(mean: 0.2 * exp(Double(drive)))
        }
      }
      found.add(frame, number: number, counts: counts)
    }
    return found
  }

  @Test(
    "Averages are the planted fields at every lag, and only the one that moves is not separable")
  func planted() throws {
    let found = average()
    let values = found.averages.values
    for neuron in 0..<2 {
      // Spikes of one frame share its noise: where rates are high, fewer samples than spikes are independent.
      let bound = 6 / Float(found.spikeCounts[neuron]).squareRoot() * 2
      for lag in 0..<Self.lags {
        for pixel in 0..<Self.pixels {
          let value = values[(neuron * Self.lags + lag) * Self.pixels + pixel]
          #expect(abs(value - Self.fields[neuron][lag][pixel]) < bound)
        }
      }
    }
    let separability = found.separability
    #expect(try #require(separability[0]) > 0.9, "\(separability)")
    #expect(try #require(separability[1]) < 0.6, "\(separability)")
    // The course in time of the field that stays, on an atom like it.
    var atoms = [Float](repeating: 0, count: Self.pixels * 2)
    for pixel in 0..<Self.pixels {
      for neuron in 0..<2 { atoms[pixel * 2 + neuron] = Self.fields[0][1][pixel] }
    }
    let course = found.projections(on: Tensor(atoms, shape: [Self.pixels, 2])).map { $0[0] }
    let length = sqrt(Self.fields[0][1].reduce(0.0) { $0 + Double($1 * $1) })
    for (lag, gain) in [0, 1, 0.6, 0.2, -0.2].enumerated() {
      #expect(abs(course[lag] - gain * length) < 0.08, "lag \(lag): \(course)")
    }
  }

  @Test("Spikes that saw another film have no field")
  func shuffled() {
    let found = average(isShuffled: true)
    for neuron in 0..<2 {
      let bound = 12 / Float(found.spikeCounts[neuron]).squareRoot()
      let start = neuron * Self.lags * Self.pixels
      let values = found.averages.values[start..<start + Self.lags * Self.pixels]
      #expect(values.allSatisfy { abs($0) < bound })
    }
    #expect(found.separability.allSatisfy { $0 == nil || $0! < 0.8 })
  }
}
