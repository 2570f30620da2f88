// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Leaky integrate-and-fire neurons with delta synapses, on exact times.
///
/// ```
/// τ dV/dt = (rest + drive − V) + τ Σ w δ(t − t_arrival)
/// between arrivals   V(t) = V∞ + (V(s) − V∞)·e^(−(t − s)/τ),   V∞ = rest + drive
/// V ≥ θ              a spike; then V = reset for the refractory time, in which arrivals are lost
/// ```
/// Arrivals of one instant are added before V is compared with θ, so that +30 and −30 arriving together cancel, in
/// whichever order their projections were connected. A spike takes all of them. Of one instant are arrivals
/// whose times, each that of the spike plus its delay in `Double`, are equal to the last bit.
///
/// With V∞ < θ the threshold is only ever crossed by an arrival; a drive that takes V∞ above θ fires the
/// neuron in between, at τ·ln((V∞ − V)/(V∞ − θ)) after it was at V. No step of time is taken: the state goes from
/// arrival to arrival in closed form.
///
/// Potentials, weights and drives have one unit, of your choice: mV in these pages. A steady current I is a
/// drive of R·I, set with ``NetworkRun/setDrive(_:of:)``.
///
/// ```swift
/// let neurons = try LeakyIntegrateAndFire(
///   neurons: 8000, membraneTimeConstant: 0.02, threshold: 20, reset: 10, refractoryTime: 0.002)
/// ```
///
/// - Complexity: O(neurons + arrivals) a window.
/// > Reference: S. Rotter and M. Diesmann, Biol. Cybern. 81 (1999) 381–402, doi:10.1007/s004220050570 (exact
/// > propagation); A. Morrison, S. Straube, H. E. Plesser and M. Diesmann, Neural Comput. 19 (2007) 47–79,
/// > doi:10.1162/neco.2007.19.1.47 (spikes off the grid, delivered by the shortest delay).
public struct LeakyIntegrateAndFire: NeuronModel, Hashable {
  public let neuronCount: Int
  /// τ in seconds.
  public let membraneTimeConstant: Double
  /// θ; +∞ for neurons that never fire.
  public let threshold: Double
  /// The potential after a spike, below θ.
  public let reset: Double
  /// How long V stays there, in seconds, at least 0.
  public let refractoryTime: Double
  /// The potential of a neuron without input.
  public let restingPotential: Double
  /// The potentials at time 0.
  public let initialPotentials: InitialValues

  /// Neurons of one kind.
  ///
  /// - Throws: ``NetworkError`` when a parameter is outside its domain.
  public init(
    neurons: Int, membraneTimeConstant: Double, threshold: Double, reset: Double,
    refractoryTime: Double = 0, restingPotential: Double = 0,
    initialPotentials: InitialValues? = nil
  ) throws(NetworkError) {
    let initialPotentials = initialPotentials ?? .constant(restingPotential)
    try NetworkError.check(positive: membraneTimeConstant, "membrane time constant in seconds")
    try NetworkError.check(finite: restingPotential, "resting potential")
    try NetworkError.check(finite: reset, "reset potential")
    guard threshold > reset else {
      throw .invalidParameter(
        "threshold", value: threshold, remedy: "use a number above the reset potential \(reset)")
    }
    guard refractoryTime >= 0, refractoryTime.isFinite else {
      throw .invalidParameter(
        "refractory time in seconds", value: refractoryTime,
        remedy: "use a finite number, at least 0")
    }
    try initialPotentials.check(neurons: neurons, "initial potential")
    neuronCount = neurons
    self.membraneTimeConstant = membraneTimeConstant
    self.threshold = threshold
    self.reset = reset
    self.refractoryTime = refractoryTime
    self.restingPotential = restingPotential
    self.initialPotentials = initialPotentials
  }

  /// `potential`, `ready` (when the neuron integrates again, in seconds) and `drive`.
  public var variables: [String] { ["potential", "ready", "drive"] }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    let zeros = [Double](repeating: 0, count: neuronCount)
    return PopulationState(columns: [
      initialPotentials.values(neurons: neuronCount, draws: draws), zeros, zeros,
    ])
  }

  public var isDivisible: Bool { true }

  public var takesCurrents: Bool { true }

  public func check(windowDuration: Double) throws(NetworkError) {
    // Within a window potentials are held times e^(t/τ).
    guard windowDuration <= 100 * membraneTimeConstant else {
      throw .invalidParameter(
        "window duration in seconds for a membrane time constant of \(membraneTimeConstant) s",
        value: windowDuration, remedy: "use windows of at most \(100 * membraneTimeConstant) s")
    }
  }

  public func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    try integrate(&state, moment, arrivals)
  }
}
