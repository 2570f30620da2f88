// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Leaky integrate-and-fire neurons with synaptic currents or conductances, on exact times.
///
/// ```
/// τ dV/dt = (rest + drive − V) + c_E + c_I                          currents
/// τ dV/dt = (rest + drive − V) + g_E (E_E − V) + g_I (E_I − V)      conductances, as multiples of the leak
/// V ≥ θ   a spike; then V = reset for the refractory time, while currents and conductances continue
/// ```
/// Excitation and inhibition have time constants of their own, by the sign of the weight. For one time constant
/// ``ExponentialCurrentNeurons`` has the same solution in closed form. Between arrivals V is a Taylor series to
/// rounding, of at most 24 terms a step, and a crossing of θ is found in it; a bound on its second derivative makes
/// sure that none is missed. Within 1e-12 of a Runge–Kutta integration of order 8 at its tightest tolerance.
///
/// ```swift
/// let cells = try SynapticIntegrateAndFire(
///   membrane: LeakyIntegrateAndFire(
///     neurons: 100, membraneTimeConstant: 0.02, threshold: -50, reset: -60, restingPotential: -70),
///   synapses: .conductances(
///     .exponential, excitatoryTimeConstant: 0.005, inhibitoryTimeConstant: 0.01, excitatoryReversal: 0,
///     inhibitoryReversal: -80))
/// ```
/// - Complexity: O(neurons + arrivals) a window.
/// > Reference: W. Rall, J. Neurophysiol. 30 (1967) 1138–1168, doi:10.1152/jn.1967.30.5.1138 (alpha functions); P. Dayan
/// > and L. F. Abbott, Theoretical Neuroscience, MIT Press (2001), 5.4 and 5.8.
public struct SynapticIntegrateAndFire: NeuronModel, Hashable {
  /// The membrane, threshold, reset and refractory time.
  public let membrane: LeakyIntegrateAndFire
  /// What arrivals do.
  public let synapses: SynapticDynamics

  /// Neurons with a membrane and synapses.
  public init(membrane: LeakyIntegrateAndFire, synapses: SynapticDynamics) {
    self.membrane = membrane
    self.synapses = synapses
  }

  public var neuronCount: Int { membrane.neuronCount }

  /// `potential`, `ready` (when V moves again, in seconds), `drive`, and unless arrivals are jumps `excitation` and
  /// `inhibition`, of alpha functions also `excitation_rise` and `inhibition_rise`.
  public var variables: [String] { equation.variables }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    equation.state(
      potentials: membrane.initialPotentials.values(neurons: neuronCount, draws: draws),
      adaptation: { _ in 0 })
  }

  public var isDivisible: Bool { true }

  public var takesCurrents: Bool { true }

  public func check(windowDuration: Double) throws(NetworkError) {}

  public func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    try equation.spikes(of: &state, through: moment, receiving: arrivals)
  }

  private var equation: MembraneEquation {
    MembraneEquation(
      kind: .leaky, timeConstant: membrane.membraneTimeConstant, rest: membrane.restingPotential,
      threshold: membrane.threshold, reset: membrane.reset, refractoryTime: membrane.refractoryTime,
      synapses: synapses)
  }
}
