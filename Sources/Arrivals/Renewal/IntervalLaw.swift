// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

/// The law of the intervals of a renewal process.
public protocol IntervalLaw: Sendable {
  /// An interval in seconds, at least 0; +∞ for a neuron that fires no more.
  func interval(using draws: inout PhiloxDraws) -> Double

  /// The wait from an arbitrary moment to the next spike: the equilibrium start.
  ///
  /// Its density is P(interval > x)/mean, whence a neuron that has been running for ever.
  func wait(using draws: inout PhiloxDraws) -> Double
}

/// How a renewal process begins.
public enum RenewalStart: String, CaseIterable, Sendable, Codable {
  /// As if it had been running for ever: the rate is the same at all times.
  case equilibrium
  /// As if it had fired at time 0: for responses to an event.
  case ordinary
}

/// A neuron whose intervals are independent draws from one law.
///
/// > Reference: D. R. Cox, Renewal Theory (1962), chapter 5 (equilibrium).
public struct RenewalSource<Law: IntervalLaw>: SpikeSource {
  /// The law of the intervals.
  public let law: Law
  /// How it begins.
  public let start: RenewalStart
  private var last: Double?

  /// A neuron that begins in equilibrium unless told otherwise.
  public init(_ law: Law, start: RenewalStart = .equilibrium) {
    self.law = law
    self.start = start
  }

  public mutating func next(using draws: inout PhiloxDraws) -> Double {
    let time =
      if let last {
        last + law.interval(using: &draws)
      } else {
        start == .equilibrium ? law.wait(using: &draws) : law.interval(using: &draws)
      }
    last = time
    return time
  }
}

extension EventPopulation {
  /// A population of renewal processes, one law a neuron.
  public init<Law: IntervalLaw>(renewing laws: [Law], start: RenewalStart = .equilibrium)
  where Source == RenewalSource<Law> {
    self.init(sources: laws.map { RenewalSource($0, start: start) })
  }
}
