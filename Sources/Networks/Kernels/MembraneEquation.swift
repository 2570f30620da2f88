// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Foundation
internal import SpikeTrains

/// A membrane without closed form, as the kernel takes it: `networks_evolve`.
struct MembraneEquation {
  enum Kind {
    case leaky, quadratic
    case exponential(sharpness: Double, softThreshold: Double)
  }
  struct Adaptation {
    /// In 1/s.
    var rate: Double
    var coupling: Double
    var jump: Double
  }
  let kind: Kind
  let timeConstant: Double
  let rest: Double
  let threshold: Double
  let reset: Double
  let refractoryTime: Double
  let synapses: SynapticDynamics
  var adaptation: Adaptation?

  var variables: [String] {
    ["potential", "ready", "drive"] + (adaptation == nil ? [] : ["adaptation"])
      + synapses.variables
  }

  /// Neurons at rest but for their potentials.
  func state(potentials: [Double], adaptation value: (_ potential: Double) -> Double)
    -> PopulationState
  {
    let zeros = [Double](repeating: 0, count: potentials.count)
    var columns = [potentials, zeros, zeros]
    if adaptation != nil { columns.append(potentials.map(value)) }
    columns += synapses.variables.map { _ in zeros }
    return PopulationState(columns: columns)
  }

  /// Takes neurons through a window.
  func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    let (neurons, first) = (moment.neurons.count, moment.neurons.lowerBound)
    var (times, weights, starts): ([Double], [Double], [UInt64]) = ([], [], [0])
    starts.reserveCapacity(neurons + 1)
    for neuron in 0..<neurons {
      arrivals.forEachArrival(of: neuron) { time, weight in
        times.append(time)
        weights.append(weight)
      }
      starts.append(UInt64(times.count))
    }
    var law = law(through: moment)
    var values = state.columns.flatMap(\.self)
    var found = networks_spikes()
    defer {
      free(found.times)
      free(found.neurons)
    }
    let failure = networks_evolve(
      &law, neurons, times, weights, starts, largestSpikeCount, &values, &found)
    guard failure != -1 else {
      fatalError("no memory is left for the spikes of \(moment.population)")
    }
    guard failure <= 0 else {
      throw .tooManySpikes(
        population: moment.population.name, neuron: first + Int(failure) - 1,
        time: moment.start)
    }
    guard failure == 0 else {
      let neuron = Int(-failure) - 2
      throw .invalidMembrane(
        values[neuron], population: moment.population.name, neuron: first + neuron,
        time: moment.start)
    }
    for column in state.columns.indices {
      state.columns[column] = Array(values[column * neurons..<(column + 1) * neurons])
    }
    return (0..<found.count).map {
      Spike(time: moment.time(found.times[$0]), neuron: first + Int(found.neurons[$0]))
    }
  }

  private func law(through moment: NetworkMoment) -> networks_membrane {
    var law = networks_membrane()
    law.rate = 1 / timeConstant
    (law.rest, law.threshold, law.reset) = (rest, threshold, reset)
    law.refractory = refractoryTime
    law.scale = abs(reset) + (threshold.isFinite ? abs(threshold) : 0) + abs(rest)
    (law.start, law.duration) = (moment.start, moment.duration)
    switch kind {
    case .leaky: law.kind = Int32(networks_leaky)
    case .quadratic: law.kind = Int32(networks_quadratic)
    case .exponential(let sharpness, let softThreshold):
      law.kind = Int32(networks_exponential_membrane)
      (law.sharpness, law.soft_threshold) = (sharpness, softThreshold)
    }
    if let adaptation {
      (law.adaptation_rate, law.coupling) = (adaptation.rate, adaptation.coupling)
      law.jump = adaptation.jump
    }
    let isAlpha = synapses.shape == .alpha
    switch synapses.effect {
    case .jump: law.synapses = Int32(networks_jumps)
    case .current:
      let kind = isAlpha ? networks_alpha_currents : networks_exponential_currents
      law.synapses = Int32(kind)
    case .conductance:
      let kind = isAlpha ? networks_alpha_conductances : networks_exponential_conductances
      law.synapses = Int32(kind)
      law.excitation_reversal = synapses.excitatoryReversal
      law.inhibition_reversal = synapses.inhibitoryReversal
    }
    law.excitation_rate = 1 / synapses.excitatoryTimeConstant
    law.inhibition_rate = 1 / synapses.inhibitoryTimeConstant
    return law
  }
}
