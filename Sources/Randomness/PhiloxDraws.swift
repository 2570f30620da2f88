// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals

/// The draws at one address, in order: a value of a few words, cheap to make wherever it is needed.
///
/// The draws are those of ``RandomGenerator/init(key:_:_:_:)`` at the same address. The variates are the
/// project's own arithmetic, so that their bits do not depend on the processor or on a C library.
///
/// ```swift
/// var draws = PhiloxDraws(key: seed.key(for: "bursts"), neuron, trial, event)
/// let interval = draws.gamma(shape: 4) / 80
/// ```
///
/// An address holds 2³³ draws; after them it begins again.
public struct PhiloxDraws: Sendable {
  private let key: UInt64
  private let address: (UInt32, UInt32, UInt32)
  private var block: UInt32 = 0
  private var waiting: UInt64?

  /// The draws at (key, first, second, third), from the first on.
  ///
  /// - Precondition: the three indices are in `0..<2^32`.
  public init(key: PhiloxKey, _ first: Int, _ second: Int, _ third: Int) {
    self.key = key.value
    address = (UInt32(first), UInt32(second), UInt32(third))
  }

  /// The next 64 bits.
  public mutating func bits() -> UInt64 {
    if let draw = waiting {
      waiting = nil
      return draw
    }
    let pair = philox_draws(key, block, address.0, address.1, address.2)
    block &+= 1
    waiting = pair.second
    return pair.first
  }

  /// A uniform number in [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(bits() >> 11) * 0x1p-53 }

  /// An exponential variate of mean 1, −ln(1 − u); from 0 to 36.7.
  public mutating func exponential() -> Double { philox_exponential(bits()) }

  /// A normal variate of mean 0 and variance 1, by Marsaglia's polar method.
  ///
  /// > Reference: G. Marsaglia and T. A. Bray, SIAM Rev. 6 (1964) 260–264, doi:10.1137/1006063.
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0, square < 1 { return x * (2 * philox_minus_log(square) / square).squareRoot() }
    }
  }

  /// A gamma variate of the given shape and scale 1.
  ///
  /// ```
  /// x normal, v = (1 + x/√(9d))³, d = k − 1/3:  d·v  accepted when  ln u < x²/2 + d − d·v + d·ln v
  /// k < 1:  gamma(k + 1)·u^(1/k)
  /// ```
  /// - Precondition: `shape` is in 1e-3...1e9.
  /// > Reference: G. Marsaglia and W. W. Tsang, ACM Trans. Math. Softw. 26 (2000) 363–372,
  /// > doi:10.1145/358407.358414.
  public mutating func gamma(shape: Double) -> Double {
    guard shape >= 1e-3 && shape <= 1e9 else {
      fatalError("\(shape) is not a valid shape for a gamma law: use 1e-3...1e9")
    }
    if shape < 1 {
      let whole = gamma(shape: shape + 1)
      return whole * philox_exp(-exponential() / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let wait = exponential()
      // ln v by way of v/2⁶⁴: the logarithm at hand is that of numbers up to 1.
      let logarithm = 64 * 0.693_147_180_559_945_3 - philox_minus_log(v * 0x1p-64)
      if wait > d * v - d - d * logarithm - x * x / 2 { return d * v }
    }
  }
}
