// SPDX-License-Identifier: GPL-3.0-or-later

/// Independent Poisson spikes for every neuron of a population, from outside the network.
///
/// Each neuron has a train of its own: the arrivals of (seed, `network/input/POPULATION/k`, trial, window, neuron)
/// for the k-th input of the population. For trains that neurons share connect a population of
/// ``PoissonNeurons/init(rates:)``.
///
/// Rates may change in steps, at any time. Trains are exact then too: the arrivals S of a window are those of a neuron
/// that fires once a unit, and the integral of the rate is the clock by which they come.
/// ```
/// Λ(t) = ∫ r dt from the window's start,   t = Λ⁻¹(S)
/// ```
/// > Reference: E. Çinlar, Introduction to Stochastic Processes (1975), section 4.7.
public struct PoissonInput: Hashable, Sendable {
  /// The rates at which neurons receive spikes, in Hz; one step where they do not change.
  public let rates: SteppedValues
  /// What each adds to the membrane, in the target's unit.
  public let weight: Double

  /// The rate at which each neuron receives spikes, in Hz, step after step; one for all or one each.
  public var hertz: [Double] { rates.values }

  /// Spikes at one rate for all neurons.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)``.
  public init(hertz: Double, weight: Double) throws(NetworkError) {
    try self.init(hertz: [hertz], weight: weight)
  }

  /// Spikes at a rate for each neuron.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)``.
  public init(hertz: [Double], weight: Double) throws(NetworkError) {
    try self.init(checking: SteppedValues(constant: hertz), weight: weight)
  }

  /// Spikes at rates in Hz that change in steps; before the first step there are none.
  ///
  /// ```swift
  /// let input = try PoissonInput(hertz: SteppedValues([[200], [900], [50]], every: 0.1), weight: 0.5)
  /// ```
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)``.
  public init(hertz: SteppedValues, weight: Double) throws(NetworkError) {
    try self.init(checking: hertz, weight: weight)
  }

  private init(checking rates: SteppedValues, weight: Double) throws(NetworkError) {
    for value in rates.values {
      guard value >= 0, value.isFinite else {
        throw .invalidParameter(
          "input rate in Hz", value: value, remedy: "use a finite number, at least 0")
      }
    }
    try NetworkError.check(finite: weight, "input weight")
    (self.rates, self.weight) = (rates, weight)
  }
}

/// An input and whom it reaches.
struct AddressedInput: Hashable, Sendable {
  let input: PoissonInput
  let target: Population
  /// `POPULATION/k`.
  let label: String
}
