// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// What a loop may look at and change between two windows.
extension NetworkRun {
  /// Sets what steadily drives the neurons of a population from the next window on; one value each.
  ///
  /// For ``LeakyIntegrateAndFire`` what a steady current adds to the potential a neuron tends to, R·I; for
  /// ``PoissonNeurons`` the change of the membrane in a unit of time.
  ///
  /// - Throws: ``NetworkError`` when the population is none of this network, has no drive, or the values are not
  ///   finite or not one for each neuron.
  public mutating func setDrive(
    _ values: [Double], of population: Population
  ) throws(NetworkError) {
    try setValues(values, of: "drive", in: population)
  }

  /// The values of a variable of a population at the beginning of the next window, one a neuron; every rank has to ask.
  ///
  /// - Throws: ``NetworkError/unknownPopulation(_:)`` when there is no such population or variable,
  ///   ``NetworkError/ranks(_:)``.
  public func values(
    of variable: String, in population: Population
  ) throws(NetworkError) -> [Double] {
    try network.check(population)
    guard
      let column = progress.populations[population.index].variables.firstIndex(of: variable)
    else { throw .unknownPopulation("\(population.name) with the variable \(variable)") }
    let own = network.populations.map { other in
      other == population
        ? [blocks.filter { $0.population == other }.flatMap { $0.state.columns[column] }] : []
    }
    return try gathered(own, "\(variable) of \(population.name)")[population.index][0]
  }

  /// Sets a variable of the neurons of a population, one value each, from the next window on; every rank sets all of them.
  ///
  /// ``NeuronModel/variables`` says which there are, such as `potential`. A neuron whose potential is at its threshold or
  /// above fires as the window begins.
  ///
  /// ```swift
  /// try run.setValues([Double](repeating: -65, count: cells.neuronCount), of: "potential", in: cells)
  /// ```
  /// - Throws: ``NetworkError`` when there is no such population or variable, or the values are not finite or not one for
  ///   each neuron.
  public mutating func setValues(
    _ values: [Double], of variable: String, in population: Population
  ) throws(NetworkError) {
    try network.check(population)
    guard values.count == population.neuronCount else {
      throw .differentCounts(
        "values of \(variable) of \(population)", values.count, expected: population.neuronCount)
    }
    for value in values { try NetworkError.check(finite: value, "\(variable) of \(population)") }
    let variables = progress.populations[population.index].variables
    guard let column = variables.firstIndex(of: variable) else {
      throw .unknownPopulation("\(population.name) with the variable \(variable)")
    }
    for place in blocks.indices where blocks[place].population == population {
      blocks[place].state.columns[column] = Array(values[blocks[place].neurons])
    }
  }

  /// Sets the weights of a plastic projection, one for each synapse in the order of ``plasticSynapses(of:)``; every rank sets
  /// all of them.
  ///
  /// Traces stay, and spikes on their way keep the weight they were sent with.
  ///
  /// - Throws: ``NetworkError`` when there is no plastic projection of this label or its rule changes no weights, when the
  ///   weights are not one for each synapse or a weight is outside the rule's 0 to maximum; ``NetworkError/ranks(_:)``.
  public mutating func setWeights(
    _ weights: [Double], of projection: Projection
  ) throws(NetworkError) {
    guard let synapses = plan.plastic.first(where: { $0.projection == projection }),
      let maximum = synapses.plasticity.maximumWeight
    else {
      throw .unknownPopulation(
        "\(projection.source.name) with a projection \(projection.label) whose weights change")
    }
    guard weights.count == synapses.count else {
      throw .differentCounts(
        "weights of the projection \(projection.label)", weights.count, expected: synapses.count)
    }
    if let weight = weights.first(where: { !(0...maximum).contains($0) }) {
      throw .invalidParameter(
        "weight of the plastic projection \(projection.label)", value: weight,
        remedy: "use weights from 0 to the rule's maximum \(maximum)")
    }
    var whole = synapses.initialState
    whole.weights = weights
    let own = try synapses.part(of: whole, ranks).weights
    progress.plasticity[projection.label, default: synapses.initialState].weights = own
  }

  /// Refuses spikes that cannot be fired in a window.
  func check(
    _ given: [(population: Population, spikes: [Spike])], in window: Range<Double>
  ) throws(NetworkError) {
    for (population, spikes) in given {
      try network.check(population)
      for spike in spikes {
        guard window.contains(spike.time) else {
          throw .invalidParameter(
            "time in seconds of a given spike of \(population.name)", value: spike.time,
            remedy: "use \(window.lowerBound) to before \(window.upperBound), the next window")
        }
        guard spike.neuron >= 0, spike.neuron < population.neuronCount else {
          throw .invalidParameter(
            "neuron of a given spike of \(population.name)", value: Double(spike.neuron),
            remedy: "use 0 to \(population.neuronCount - 1)")
        }
      }
    }
  }
}
