// SPDX-License-Identifier: GPL-3.0-or-later

public import Ranks

/// A recurrent network of spiking neurons, as a plan: populations, projections between them and inputs.
///
/// ```swift
/// var network = try Network(windowDuration: 0.0015)
/// let cells = try network.add(
///   LeakyIntegrateAndFire(
///     neurons: 1000, membraneTimeConstant: 0.02, threshold: 20, reset: 10, refractoryTime: 0.002),
///   named: "cells")
/// try network.drive(cells, with: PoissonInput(hertz: 20_000, weight: 0.1))
/// try network.connect(
///   cells, to: cells, .fixedInDegree(100), weights: .constant(-0.5), delays: .constant(0.0015))
/// var run = try network.run(seed: 7)
/// while let slice = try run.next(before: 1) { print(slice[cells].count) }
/// ```
///
/// Time goes by in windows no longer than the shortest delay: whatever is fired in one arrives in a later one, so
/// within a window every neuron is on its own and moves on exact times, from arrival to arrival. The windows are
/// also those of the seed contract: another duration, other spikes of the same law.
///
/// > Reference: A. Morrison, S. Straube, H. E. Plesser and M. Diesmann, Neural Comput. 19 (2007) 47–79,
/// > doi:10.1162/neco.2007.19.1.47; J. Hanuschkin et al., Front. Neuroinform. 4 (2010) 113,
/// > doi:10.3389/fninf.2010.00113.
public struct Network: Sendable {
  /// The duration of the windows in seconds.
  public let windowDuration: Double
  /// The populations, in the order in which they were added.
  public private(set) var populations: [Population] = []
  /// The projections, in the order in which they were connected.
  public private(set) var projections: [Projection] = []
  private(set) var models: [any NeuronModel] = []
  private(set) var inputs: [AddressedInput] = []
  private(set) var currents: [AddressedCurrent] = []

  /// A network without neurons.
  ///
  /// - Parameter windowDuration: in seconds; at most the shortest delay.
  /// - Throws: ``NetworkError/invalidWindow(_:)``.
  public init(windowDuration: Double) throws(NetworkError) {
    guard windowDuration > 0, windowDuration.isFinite else {
      throw .invalidWindow(windowDuration)
    }
    self.windowDuration = windowDuration
  }

  /// Adds a population.
  ///
  /// Its name is part of the address of its draws: renaming it changes them.
  ///
  /// - Throws: ``NetworkError`` when there are no neurons, the name is empty or taken, or the windows are too long
  ///   for the model.
  public mutating func add(
    _ model: some NeuronModel, named name: String
  ) throws(NetworkError) -> Population {
    guard model.neuronCount >= 1, model.neuronCount <= Int(Int32.max) else {
      throw .invalidNeuronCount(model.neuronCount, population: name)
    }
    guard !name.isEmpty, !name.contains("/"), !populations.contains(where: { $0.name == name })
    else { throw .invalidName(name) }
    try model.check(windowDuration: windowDuration)
    let population = Population(
      index: populations.count, name: name, neuronCount: model.neuronCount)
    populations.append(population)
    models.append(model)
    return population
  }

  /// Connects a population to another, or to itself.
  ///
  /// - Parameters:
  ///   - source: who sends.
  ///   - target: who receives.
  ///   - rule: which neurons send to which.
  ///   - weights: what an arriving spike adds to the membrane, in the target's unit.
  ///   - delays: how long a spike travels, in seconds; at least a window.
  ///   - excluding: synapses that the rule does not make; by default it makes all.
  ///   - plasticity: how the synapses change with the spikes they see; by default they do not.
  /// - Throws: ``NetworkError`` when a population is none of this network, a rule or a value is outside its domain,
  ///   there would be too many synapses,
  ///   or a delay of all of them is shorter than a window. Delays that are drawn are checked when a run begins.
  public mutating func connect(
    _ source: Population, to target: Population, _ rule: ConnectionRule, weights: SynapticValues,
    delays: SynapticValues, excluding: SynapseExclusions = [],
    plasticity: SynapticPlasticity? = nil
  ) throws(NetworkError) {
    try check(source)
    try check(target)
    try rule.check(sources: source, targets: target, excluding: excluding)
    try weights.check(
      "weight", rule: rule, sources: source.neuronCount, targets: target.neuronCount)
    try delays.check(
      "delay", rule: rule, sources: source.neuronCount, targets: target.neuronCount)
    let before = projections.count { $0.source == source && $0.target == target }
    let label = "\(source.name)/\(target.name)/\(before)"
    if let delay = delays.common, delay < windowDuration {
      throw .delayTooShort(delay, window: windowDuration, projection: label)
    }
    if let maximum = plasticity?.maximumWeight, let weight = weights.common,
      !(0...maximum).contains(weight)
    {
      throw .invalidParameter(
        "weight of the plastic projection \(label)", value: weight,
        remedy: "use weights from 0 to the rule's maximum \(maximum)")
    }
    let projection = Projection(
      source: source, target: target, rule: rule, weights: weights, delays: delays,
      excluding: excluding, plasticity: plasticity, label: label)
    if rule.isProcedural {
      for (name, values) in [("weights", weights), ("delays", delays)] where values.common == nil {
        throw .proceduralValues(name, projection: label)
      }
      guard plasticity == nil else { throw .proceduralPlasticity(projection: label) }
    }
    guard rule.isProcedural || projection.expectedSynapseCount <= Double(UInt32.max) else {
      throw .tooManySynapses(Int(projection.expectedSynapseCount), projection: label)
    }
    projections.append(projection)
  }

  /// Sends independent Poisson spikes from outside to every neuron of a population.
  ///
  /// - Throws: ``NetworkError`` when the population is none of this network, the rates are not one for all or one
  ///   for each neuron, or a neuron would receive more than a million spikes in a window.
  public mutating func drive(
    _ target: Population, with input: PoissonInput
  ) throws(NetworkError) {
    try check(target)
    guard input.rates.width == 1 || input.rates.width == target.neuronCount else {
      throw .differentCounts(
        "rates for an input to \(target)", input.rates.width, expected: target.neuronCount)
    }
    for hertz in input.hertz where hertz * windowDuration > 1e6 {
      throw .invalidParameter(
        "input rate in Hz", value: hertz,
        remedy: "use at most \(1e6 / windowDuration), which is a million spikes per window")
    }
    let before = inputs.count { $0.target == target }
    inputs.append(
      AddressedInput(input: input, target: target, label: "\(target.name)/\(before)"))
  }

  /// Drives the neurons of a population with a current, besides what ``NetworkRun/setDrive(_:of:)`` sets.
  ///
  /// - Throws: ``NetworkError`` when the population is none of this network, its neurons take no currents, the values are
  ///   not one for all or one for each neuron, or noise changes more than a thousand times in a window.
  public mutating func drive(
    _ target: Population, with current: CurrentInput
  ) throws(NetworkError) {
    try check(target)
    guard models[target.index].takesCurrents else { throw .takesNoCurrent(target.name) }
    try current.check(target, windowDuration: windowDuration)
    let before = currents.count { $0.target == target }
    currents.append(
      AddressedCurrent(
        current: current, target: target, label: "\(target.name)/current/\(before)"))
  }

  /// How many spikes from outside arrive at all neurons together, in Hz; where rates change, in the mean over steps.
  public var outsideRate: Double {
    inputs.reduce(0) { sum, input in
      let rates = input.input.rates
      let mean = rates.values.reduce(0, +) / Double(rates.stepCount)
      return sum + (rates.width == 1 ? mean * Double(input.target.neuronCount) : mean)
    }
  }

  /// The population of a name.
  public func population(named name: String) -> Population? {
    populations.first { $0.name == name }
  }

  /// Draws the synapses and begins a run at time 0.
  ///
  /// - Parameters:
  ///   - seed: decides every draw of the run.
  ///   - trial: another repetition with the same synapses.
  ///   - connectivitySeed: decides the synapses; by default the seed.
  ///   - threads: how many threads may work, also while synapses are drawn; what they draw does not depend on it.
  ///   - ranks: the processes that run it together, each of them some neurons with the synapses that end there; every
  ///     one gets all spikes, which do not depend on how many there are.
  /// - Throws: ``NetworkError`` when `trial` is not in 0..<2³², a drawn delay is shorter than a window or there are too many synapses.
  public func run(
    seed: UInt64, trial: Int = 0, connectivitySeed: UInt64? = nil, threads: Int = 1,
    ranks: any Ranks = LocalRanks()
  ) throws(NetworkError) -> NetworkRun {
    guard trial >= 0, trial < 1 << 32 else {
      throw .invalidParameter("trial", value: Double(trial), remedy: "use 0 to 2^32 - 1")
    }
    return try NetworkRun(
      of: self,
      from: NetworkState(
        of: self, seed: seed, trial: trial, connectivitySeed: connectivitySeed ?? seed),
      threads: threads, ranks: ranks)
  }

  /// Goes on from a saved state, bit for bit as if there had been no interruption.
  ///
  /// The order in which projections were connected, and the drives of now, may be others.
  ///
  /// - Throws: ``NetworkError/otherNetwork(_:)``, saying what differs, when the state was saved by a network of other
  ///   windows, populations, constants of neurons, projections or inputs, or its draws come from another version of
  ///   the streams.
  public func run(
    resuming state: NetworkState, threads: Int = 1, ranks: any Ranks = LocalRanks()
  ) throws(NetworkError) -> NetworkRun {
    try NetworkRun(of: self, from: state, threads: threads, ranks: ranks)
  }

  func check(_ population: Population) throws(NetworkError) {
    guard populations.indices.contains(population.index),
      populations[population.index] == population
    else { throw .unknownPopulation(population.name) }
  }
}
