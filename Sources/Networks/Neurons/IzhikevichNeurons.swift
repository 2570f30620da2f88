// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Izhikevich's neurons, on exact times.
///
/// ```
/// dv/dt = 0.04 v² + 5 v + 140 − u + I        du/dt = a (b v − u)        v in mV, times in ms, I in mV/ms
/// v ≥ 30:  a spike; then v ← c,  u ← u + d
/// ```
/// I is the drive and the currents of the synapses; by default an arrival of weight w adds w to v, as in the paper's
/// network. As for ``AdaptiveExponentialNeurons``, v is a Taylor series to rounding, not Euler steps of 1 ms, with which
/// the paper's figures were made and which fire at other times.
///
/// | cell | a | b | c | d |
/// |---|---|---|---|---|
/// | regular spiking | 0.02 | 0.2 | −65 | 8 |
/// | intrinsically bursting | 0.02 | 0.2 | −55 | 4 |
/// | chattering | 0.02 | 0.2 | −50 | 2 |
/// | fast spiking | 0.1 | 0.2 | −65 | 2 |
///
/// - Complexity: O(neurons + arrivals + spikes) a window.
/// > Reference: E. M. Izhikevich, IEEE Trans. Neural Netw. 14 (2003) 1569–1572, doi:10.1109/TNN.2003.820440.
public struct IzhikevichNeurons: NeuronModel, Hashable {
  public let neuronCount: Int
  /// a in 1/ms.
  public let recoveryRate: Double
  /// b.
  public let coupling: Double
  /// c in mV, below 30.
  public let reset: Double
  /// d in mV/ms.
  public let jump: Double
  /// What arrivals do.
  public let synapses: SynapticDynamics
  /// v at time 0 in mV; u is b·v there.
  public let initialPotentials: InitialValues

  /// Neurons of one kind; by default regular spiking ones that begin at v = c.
  ///
  /// - Throws: ``NetworkError`` when a parameter is outside its domain.
  public init(
    neurons: Int, recoveryRate: Double = 0.02, coupling: Double = 0.2, reset: Double = -65,
    jump: Double = 8, synapses: SynapticDynamics = .delta, initialPotentials: InitialValues? = nil
  ) throws(NetworkError) {
    try NetworkError.check(positive: recoveryRate, "recovery rate a in 1/ms")
    try NetworkError.check(finite: coupling, "coupling b")
    try NetworkError.check(finite: jump, "jump d")
    try NetworkError.check(finite: reset, "reset potential c")
    guard reset < Self.peak else {
      throw .invalidParameter(
        "reset potential c", value: reset, remedy: "use a number below the peak of \(Self.peak) mV")
    }
    let initialPotentials = initialPotentials ?? .constant(reset)
    try initialPotentials.check(neurons: neurons, "initial potential")
    neuronCount = neurons
    self.recoveryRate = recoveryRate
    self.coupling = coupling
    self.reset = reset
    self.jump = jump
    self.synapses = synapses
    self.initialPotentials = initialPotentials
  }

  private static let peak = 30.0

  /// `potential` (v), `ready`, `drive`, `adaptation` (u), and those of the synapses.
  public var variables: [String] { equation.variables }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    equation.state(
      potentials: initialPotentials.values(neurons: neuronCount, draws: draws),
      adaptation: { coupling * $0 })
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
    // The equation's times are milliseconds.
    MembraneEquation(
      kind: .quadratic, timeConstant: 0.001, rest: 0, threshold: Self.peak, reset: reset,
      refractoryTime: 0, synapses: synapses,
      adaptation: .init(rate: 1000 * recoveryRate, coupling: coupling, jump: jump))
  }
}
