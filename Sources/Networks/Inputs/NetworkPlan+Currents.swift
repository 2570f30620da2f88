// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

extension NetworkPlan {
  /// Takes neurons through a window, part by part where their currents change within it.
  func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    let model = network.models[moment.population.index]
    let currents = currents[moment.population.index]
    guard !currents.isEmpty, let column = model.variables.firstIndex(of: "drive") else {
      return try model.spikes(of: &state, through: moment, receiving: arrivals)
    }
    let steady = state.columns[column]
    defer { state.columns[column] = steady }
    let changes = Set(currents.flatMap { $0.changes(in: moment) }).sorted()
    let borders = [moment.start] + changes + [moment.end]
    var spikes: [Spike] = []
    for (begin, end) in zip(borders, borders.dropFirst()) {
      var drives = steady
      for current in currents {
        current.add(at: begin + (end - begin) / 2, in: moment, to: &drives)
      }
      state.columns[column] = drives
      guard !changes.isEmpty else {
        return try model.spikes(of: &state, through: moment, receiving: arrivals)
      }
      let part = NetworkMoment(begin..<end, of: moment)
      spikes += try model.spikes(
        of: &state, through: part,
        receiving: arrivals.part(
          from: begin == moment.start ? -.infinity : begin - moment.start,
          to: end == moment.end ? .infinity : end - moment.start, beginning: begin - moment.start,
          neurons: moment.neurons.count))
    }
    return spikes
  }
}

extension NeuronArrivals {
  /// What arrives in a part of the window, with times from the beginning of the part.
  fileprivate func part(
    from first: Double, to end: Double, beginning: Double, neurons: Int
  ) -> NeuronArrivals {
    var (times, weights): ([Double], [Double]) = ([], [])
    var counts = [UInt32](repeating: 0, count: neurons)
    for neuron in 0..<neurons {
      forEachArrival(of: neuron) { time, weight in
        guard time >= first, time < end else { return }
        times.append(max(0, time - beginning))
        weights.append(weight)
        counts[neuron] += 1
      }
    }
    var part = NeuronArrivals(neuronCount: neurons)
    var outside = OutsideArrivals(times: times, counts: counts, weight: 0)
    outside.weights = weights
    part.outside = outside
    return part
  }
}
