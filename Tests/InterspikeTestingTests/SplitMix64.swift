// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A small generator with a fixed stream, independent of the rooms under test.
///
/// > Reference: G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
struct SplitMix64 {
  private var state: UInt64

  init(seed: Int) {
    // Neighboring seeds must not give one stream read from neighboring places.
    state = UInt64(seed) &* 0xD134_2543_DE82_EF95
    state = UInt64(uniform() * 0x1p53) &* 0x2545_F491_4F6C_DD1D
  }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
  }

  mutating func exponential(rate: Double = 1) -> Double { -log1p(-uniform()) / rate }

  mutating func poisson(mean: Double) -> Int {
    var count = -1
    var time = 0.0
    while time <= mean {
      time += exponential()
      count += 1
    }
    return count
  }

  mutating func binomial(trials: Int, probability: Double) -> Int {
    (0..<trials).count { _ in uniform() < probability }
  }

  mutating func uniforms(_ count: Int) -> [Double] { (0..<count).map { _ in uniform() } }
}
