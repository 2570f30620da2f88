// SPDX-License-Identifier: GPL-3.0-or-later

/// How often a neuron fires on average, in Hz.
///
/// A rate is finite, at least 0 and at most 1e9 Hz; anything else is refused rather than clamped.
/// In code a rate may be written as a literal, `let rate: Rate = 20`; an impossible literal ends the program with
/// the sentence of ``RateError``.
public struct Rate: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The rate in spikes per second.
  public let hertz: Double

  /// The largest rate accepted, in Hz.
  public static let maximumHertz: Double = 1e9

  /// Creates a rate from a number that may come from anywhere.
  ///
  /// - Throws: ``RateError`` when `hertz` is NaN, negative or above 1e9.
  public init(hertz: Double) throws(RateError) {
    guard hertz >= 0, hertz <= Self.maximumHertz else { throw RateError(hertz: hertz) }
    self.hertz = hertz
  }

  private init(literal hertz: Double) {
    guard hertz >= 0 && hertz <= Self.maximumHertz else {
      fatalError("\(RateError(hertz: hertz))")
    }
    self.hertz = hertz
  }

  public var description: String { "\(hertz) Hz" }

  public static func < (left: Rate, right: Rate) -> Bool { left.hertz < right.hertz }
}

extension Rate: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral hertz: Double) { self.init(literal: hertz) }
  public init(integerLiteral hertz: Int) { self.init(literal: Double(hertz)) }
}

/// A number that is not a firing rate.
public struct RateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number refused, in Hz.
  public let hertz: Double

  /// Creates the refusal of `hertz`.
  public init(hertz: Double) { self.hertz = hertz }

  public var description: String {
    "\(hertz) Hz is not a valid firing rate: use a finite rate of 0 to 1e9 Hz."
  }

  /// Two refusals are equal when they refuse the same number, NaN included.
  public static func == (left: RateError, right: RateError) -> Bool {
    left.hertz == right.hertz || left.hertz.isNaN && right.hertz.isNaN
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(hertz.isNaN ? .nan : hertz) }
}
