// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Networks
internal import Runs
internal import SpikeTrains

extension NetworkModel {
  static let synapticKeys = [
    "synapses", "excitatory_time_constant", "inhibitory_time_constant", "excitatory_reversal",
    "inhibitory_reversal",
  ]
  static let adexKeys = [
    "model", "neurons", "membrane_time_constant", "resting_potential", "slope_factor",
    "soft_threshold", "peak", "reset", "refractory_time", "adaptation_time_constant", "coupling",
    "jump", "initial_potential", "drive",
  ]
  static let izhikevichKeys = [
    "model", "neurons", "a", "b", "c", "d", "initial_potential", "drive",
  ]
  static let adaptivePoissonKeys = [
    "model", "neurons", "rate", "threshold_jump", "threshold_time_constant", "drive",
  ]
  private static let dynamics = [
    "delta", "exponential_currents", "alpha_currents", "exponential_conductances",
    "alpha_conductances",
  ]

  /// What arrivals do, as a population describes it.
  func synapses(
    _ settings: NetworkSettings, default given: SynapticDynamics?
  ) throws -> SynapticDynamics {
    if let given, !settings.has("synapses") { return given }
    let word = try settings.word("synapses", among: Self.dynamics)
    let shape: SynapticDynamics.Shape = word.hasPrefix("alpha") ? .alpha : .exponential
    let times = ["excitatory_time_constant", "inhibitory_time_constant"]
    let reversals = ["excitatory_reversal", "inhibitory_reversal"]
    let own = word == "delta" ? [] : word.hasSuffix("currents") ? times : times + reversals
    for key in times + reversals where settings.has(key) && !own.contains(key) {
      throw RunError(
        .damaged,
        "\(settings.place(of: key)): \(word) synapses do not have '\(key)'. Remove it or choose other synapses."
      )
    }
    guard word != "delta" else { return .delta }
    let excitatory = try settings.number(required: "excitatory_time_constant")
    let inhibitory = try settings.number("inhibitory_time_constant") ?? excitatory
    guard word.hasSuffix("conductances") else {
      return try .currents(
        shape, excitatoryTimeConstant: excitatory, inhibitoryTimeConstant: inhibitory)
    }
    return try .conductances(
      shape, excitatoryTimeConstant: excitatory, inhibitoryTimeConstant: inhibitory,
      excitatoryReversal: settings.number(required: "excitatory_reversal"),
      inhibitoryReversal: settings.number(required: "inhibitory_reversal"))
  }

  func adaptiveExponential(_ settings: NetworkSettings) throws -> AdaptiveExponentialNeurons {
    try AdaptiveExponentialNeurons(
      neurons: settings.neuronCount(),
      membraneTimeConstant: settings.number(required: "membrane_time_constant"),
      restingPotential: settings.number(required: "resting_potential"),
      slopeFactor: settings.number(required: "slope_factor"),
      softThreshold: settings.number(required: "soft_threshold"),
      peak: settings.number(required: "peak"), reset: settings.number(required: "reset"),
      refractoryTime: settings.number("refractory_time") ?? 0,
      adaptationTimeConstant: settings.number(required: "adaptation_time_constant"),
      coupling: settings.number(required: "coupling"), jump: settings.number(required: "jump"),
      synapses: synapses(settings, default: .delta),
      initialPotentials: settings.initialValues("initial_potential"))
  }

  func izhikevich(_ settings: NetworkSettings) throws -> IzhikevichNeurons {
    try IzhikevichNeurons(
      neurons: settings.neuronCount(), recoveryRate: settings.number(required: "a"),
      coupling: settings.number(required: "b"), reset: settings.number(required: "c"),
      jump: settings.number(required: "d"), synapses: synapses(settings, default: .delta),
      initialPotentials: settings.initialValues("initial_potential"))
  }

  func adaptivePoisson(_ settings: NetworkSettings) throws -> AdaptivePoissonNeurons {
    let count = try settings.neuronCount()
    let membranes = try rates(settings).map { log(max($0.hertz, .leastNonzeroMagnitude)) }
    guard membranes.count == 1 || membranes.count == count else {
      throw RunError(
        .damaged,
        "\(settings.place(of: "rate")): 'rate' has \(membranes.count) numbers for \(count) neurons. Give one, or one for each neuron."
      )
    }
    return try AdaptivePoissonNeurons(
      neurons: count,
      initialMembranes: membranes.count == 1 ? .constant(membranes[0]) : .given(membranes),
      thresholdJump: settings.number(required: "threshold_jump"),
      thresholdTimeConstant: settings.number(required: "threshold_time_constant"))
  }
}
