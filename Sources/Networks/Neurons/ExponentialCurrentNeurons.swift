// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Leaky integrate-and-fire neurons whose synapses send currents that decay exponentially, on exact times.
///
/// ```
/// τ_m dV/dt = V∞ − V + c        τ_s dc/dt = −c        an arrival of weight w:  c ← c + w        V∞ = rest + drive
/// between arrivals   c(t) = c₀ e^(−t/τ_s),   V(t) = V∞ + (V₀ − V∞ − k c₀) e^(−t/τ_m) + k c₀ e^(−t/τ_s)
/// k = τ_s/(τ_s − τ_m)           V ≥ θ: a spike; then V = reset for the refractory time, while c continues
/// ```
/// Here V keeps rising after an arrival, so a threshold is crossed in between. V has at most one extremum there;
/// whether it or the end of the interval lies above θ decides if there is a crossing, and Newton's method finds it
/// between bounds. A neuron that a steady current of all that excites it would leave below θ takes its arrivals as
/// two sums. c is a current times the membrane's resistance, in the unit of the potentials.
///
/// - Complexity: O(neurons + arrivals) a window.
/// > Reference: S. Rotter and M. Diesmann, Biol. Cybern. 81 (1999) 381–402, doi:10.1007/s004220050570; J. Hanuschkin
/// > et al., Front. Neuroinform. 4 (2010) 113, doi:10.3389/fninf.2010.00113.
public struct ExponentialCurrentNeurons: NeuronModel, Hashable {
  /// The membrane, threshold, reset and refractory time: those of neurons with delta synapses.
  public let membrane: LeakyIntegrateAndFire
  /// τ_s in seconds.
  public let synapticTimeConstant: Double

  /// Neurons with a membrane and synapses.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)`` when the synaptic time constant is not finite and
  ///   positive, or within a ten-thousandth of the membrane's, where k has no value to speak of.
  public init(
    membrane: LeakyIntegrateAndFire, synapticTimeConstant: Double
  ) throws(NetworkError) {
    try NetworkError.check(positive: synapticTimeConstant, "synaptic time constant in seconds")
    guard abs(synapticTimeConstant / membrane.membraneTimeConstant - 1) > 1e-4 else {
      throw .invalidParameter(
        "synaptic time constant in seconds", value: synapticTimeConstant,
        remedy: "use one that differs from the membrane's by more than a ten-thousandth")
    }
    self.membrane = membrane
    self.synapticTimeConstant = synapticTimeConstant
  }

  public var neuronCount: Int { membrane.neuronCount }

  /// `potential`, `ready` (when V moves again, in seconds), `drive` and `current` (c).
  public var variables: [String] { membrane.variables + ["current"] }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    var state = membrane.initialState(draws: draws)
    state.columns.append([Double](repeating: 0, count: neuronCount))
    return state
  }

  public var isDivisible: Bool { true }

  public var takesCurrents: Bool { true }

  public func check(windowDuration: Double) throws(NetworkError) {}

  public func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    try integrate(&state, moment, arrivals)
  }
}
