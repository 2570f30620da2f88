// SPDX-License-Identifier: GPL-3.0-or-later

/// What an arriving spike does to a neuron, and for how long.
///
/// | kind | an arrival of weight w | then |
/// |---|---|---|
/// | ``delta`` | V ← V + w | |
/// | ``currents(_:excitatoryTimeConstant:inhibitoryTimeConstant:)`` | c(t) = w·s(t) adds to the drive | of either sign |
/// | ``conductances(_:excitatoryTimeConstant:inhibitoryTimeConstant:excitatoryReversal:inhibitoryReversal:)`` | g(t) = \|w\|·s(t), a current g·(E − V) | E of the sign of w |
///
/// ```
/// exponential   s(t) = e^(−t/τ)              alpha   s(t) = (t/τ) e^(1 − t/τ), 1 at its peak, τ after the arrival
/// ```
/// τ is that of excitation where w > 0, else that of inhibition. Currents are currents times the resistance of the
/// membrane, in the unit of the potentials; conductances are multiples of the membrane's leak conductance. For
/// ``IzhikevichNeurons`` they have the units of its equation, mV/ms and 1/ms.
public struct SynapticDynamics: Hashable, Sendable {
  /// How a current or a conductance goes by.
  public enum Shape: String, CaseIterable, Hashable, Sendable {
    /// It jumps and decays.
    case exponential
    /// It rises and decays.
    case alpha
  }
  enum Effect: String, Hashable, Sendable {
    case jump, current, conductance
  }
  let effect: Effect
  let shape: Shape
  let excitatoryTimeConstant: Double
  let inhibitoryTimeConstant: Double
  /// Of conductances; else 0.
  var excitatoryReversal = 0.0
  var inhibitoryReversal = 0.0

  /// Arrivals move the potential at once; those in the refractory time are lost.
  public static let delta = SynapticDynamics(
    effect: .jump, shape: .exponential, excitatoryTimeConstant: 1, inhibitoryTimeConstant: 1)

  /// Arrivals start currents.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)`` when a time constant is not finite and positive.
  public static func currents(
    _ shape: Shape, excitatoryTimeConstant: Double, inhibitoryTimeConstant: Double
  ) throws(NetworkError) -> SynapticDynamics {
    try check(excitatoryTimeConstant, inhibitoryTimeConstant)
    return SynapticDynamics(
      effect: .current, shape: shape, excitatoryTimeConstant: excitatoryTimeConstant,
      inhibitoryTimeConstant: inhibitoryTimeConstant)
  }

  /// Arrivals open conductances.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)`` when a time constant is not finite and positive, or a
  ///   reversal potential not finite.
  public static func conductances(
    _ shape: Shape, excitatoryTimeConstant: Double, inhibitoryTimeConstant: Double,
    excitatoryReversal: Double, inhibitoryReversal: Double
  ) throws(NetworkError) -> SynapticDynamics {
    try check(excitatoryTimeConstant, inhibitoryTimeConstant)
    try NetworkError.check(finite: excitatoryReversal, "excitatory reversal potential")
    try NetworkError.check(finite: inhibitoryReversal, "inhibitory reversal potential")
    return SynapticDynamics(
      effect: .conductance, shape: shape, excitatoryTimeConstant: excitatoryTimeConstant,
      inhibitoryTimeConstant: inhibitoryTimeConstant, excitatoryReversal: excitatoryReversal,
      inhibitoryReversal: inhibitoryReversal)
  }

  private static func check(_ excitatory: Double, _ inhibitory: Double) throws(NetworkError) {
    try NetworkError.check(positive: excitatory, "excitatory synaptic time constant in seconds")
    try NetworkError.check(positive: inhibitory, "inhibitory synaptic time constant in seconds")
  }

  /// The names of what a neuron's synapses hold.
  var variables: [String] {
    guard effect != .jump else { return [] }
    let values = ["excitation", "inhibition"]
    return shape == .alpha ? values + ["excitation_rise", "inhibition_rise"] : values
  }
}
