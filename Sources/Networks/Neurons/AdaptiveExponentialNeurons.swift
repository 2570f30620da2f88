// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Adaptive exponential integrate-and-fire neurons (AdEx), on exact times.
///
/// ```
/// τ dV/dt   = (rest + drive − V) + Δ e^((V − V_T)/Δ) − w + synapses
/// τ_w dw/dt = a (V − rest) − w
/// V ≥ peak    a spike; then w ← w + b, and V = reset for the refractory time, while w and the synapses continue
/// ```
/// w and b are in the unit of the potentials and a is a number: those of the paper (a in nS, b in nA, w in nA) divided by
/// the leak conductance g_L. Its regular cell has g_L = 30 nS and C = 281 pF: τ = C/g_L = 9.37 ms, a = 4 nS/g_L = 0.133,
/// b = 80.5 pA/g_L = 2.68 mV. An arrival of weight w does what ``SynapticDynamics`` says.
///
/// As for ``SynapticIntegrateAndFire``, V is a Taylor series to rounding; its steps shorten on the way up, where V would
/// reach infinity within microseconds of the peak. Within 1e-9 s of a Runge–Kutta integration at its tightest tolerance.
///
/// - Complexity: O(neurons + arrivals + 50 · spikes) a window.
/// > Reference: R. Brette and W. Gerstner, J. Neurophysiol. 94 (2005) 3637–3642, doi:10.1152/jn.00686.2005; R. Naud,
/// > N. Marcille, C. Clopath and W. Gerstner, Biol. Cybern. 99 (2008) 335–347, doi:10.1007/s00422-008-0264-7.
public struct AdaptiveExponentialNeurons: NeuronModel, Hashable {
  public let neuronCount: Int
  /// τ in seconds.
  public let membraneTimeConstant: Double
  /// The potential of the leak.
  public let restingPotential: Double
  /// Δ, how sharply a spike begins.
  public let slopeFactor: Double
  /// V_T, where a slow membrane takes off.
  public let softThreshold: Double
  /// Where a spike ends.
  public let peak: Double
  /// The potential after a spike.
  public let reset: Double
  /// How long V stays there, in seconds.
  public let refractoryTime: Double
  /// τ_w in seconds.
  public let adaptationTimeConstant: Double
  /// a.
  public let coupling: Double
  /// b.
  public let jump: Double
  /// What arrivals do.
  public let synapses: SynapticDynamics
  /// The potentials at time 0; w is 0 there.
  public let initialPotentials: InitialValues

  /// Neurons of one kind.
  ///
  /// - Throws: ``NetworkError`` when a parameter is outside its domain.
  public init(
    neurons: Int, membraneTimeConstant: Double, restingPotential: Double, slopeFactor: Double,
    softThreshold: Double, peak: Double, reset: Double, refractoryTime: Double = 0,
    adaptationTimeConstant: Double, coupling: Double, jump: Double,
    synapses: SynapticDynamics = .delta, initialPotentials: InitialValues? = nil
  ) throws(NetworkError) {
    let membrane = try LeakyIntegrateAndFire(
      neurons: neurons, membraneTimeConstant: membraneTimeConstant, threshold: peak, reset: reset,
      refractoryTime: refractoryTime, restingPotential: restingPotential,
      initialPotentials: initialPotentials)
    try NetworkError.check(positive: slopeFactor, "slope factor")
    try NetworkError.check(finite: softThreshold, "soft threshold")
    guard peak > softThreshold, (peak - softThreshold) / slopeFactor <= 200 else {
      throw .invalidParameter(
        "peak potential", value: peak,
        remedy: "use one above the soft threshold by at most 200 slope factors, "
          + "\(softThreshold + 200 * slopeFactor)")
    }
    try NetworkError.check(positive: adaptationTimeConstant, "adaptation time constant in seconds")
    try NetworkError.check(finite: coupling, "coupling of the adaptation")
    try NetworkError.check(finite: jump, "jump of the adaptation")
    neuronCount = neurons
    self.membraneTimeConstant = membraneTimeConstant
    self.restingPotential = restingPotential
    self.slopeFactor = slopeFactor
    self.softThreshold = softThreshold
    self.peak = peak
    self.reset = reset
    self.refractoryTime = refractoryTime
    self.adaptationTimeConstant = adaptationTimeConstant
    self.coupling = coupling
    self.jump = jump
    self.synapses = synapses
    self.initialPotentials = membrane.initialPotentials
  }

  /// `potential`, `ready` (when V moves again, in seconds), `drive`, `adaptation` (w), and those of the synapses.
  public var variables: [String] { equation.variables }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    equation.state(
      potentials: initialPotentials.values(neurons: neuronCount, draws: draws),
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
      kind: .exponential(sharpness: slopeFactor, softThreshold: softThreshold),
      timeConstant: membraneTimeConstant, rest: restingPotential, threshold: peak, reset: reset,
      refractoryTime: refractoryTime, synapses: synapses,
      adaptation: .init(rate: 1 / adaptationTimeConstant, coupling: coupling, jump: jump))
  }
}
