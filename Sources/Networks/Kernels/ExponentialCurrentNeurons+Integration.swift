// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Foundation
internal import SpikeTrains

extension ExponentialCurrentNeurons {
  /// Takes neurons from arrival to arrival through a window.
  func integrate(
    _ state: inout PopulationState, _ moment: NetworkMoment, _ arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    var law = law(through: moment)
    var found = networks_spikes()
    defer {
      free(found.times)
      free(found.neurons)
    }
    let drives = state.columns[2]
    // Taken out for as long as the kernel writes to them, which spares a copy.
    var (potentials, ready, currents): ([Double], [Double], [Double]) = ([], [], [])
    swap(&potentials, &state.columns[0])
    swap(&ready, &state.columns[1])
    swap(&currents, &state.columns[3])
    let failure = arrivals.withPointers([], []) { request in
      networks_integrate_currents(
        INSTRUCTION_SET_BEST, &law, &request, arrivals.rowTimes.count,
        arrivals.outside?.times.count ?? 0, moment.neurons.count, largestSpikeCount, &potentials,
        &ready, &currents, drives, &found)
    }
    swap(&potentials, &state.columns[0])
    swap(&ready, &state.columns[1])
    swap(&currents, &state.columns[3])
    return try moment.spikes(found, failure)
  }

  /// The membrane and its synapses as kernels take them.
  func law(through moment: NetworkMoment) -> networks_currents {
    networks_currents(
      membrane: membrane.law(through: moment), synaptic_rate: 1 / synapticTimeConstant)
  }
}
