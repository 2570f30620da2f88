// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Foundation
internal import Randomness
public import SpikeTrains

/// A network on its way through time: a sequence of windows that you take one after another.
///
/// ```swift
/// var run = try network.run(seed: 7)
/// var rates = RateMonitor(of: cells, windowsPerBin: 100)
/// while let slice = try run.next(before: 10) {
///   rates.observe(slice)
///   if Task.isCancelled { break }
///   if slice.window.isMultiple(of: 1000) { try run.state.write(to: "network.safetensors") }
/// }
/// ```
///
/// To stop, `break`; progress, monitors and checkpoints are what the loop does between two windows. To continue, ask
/// for the next window again, or call ``Network/run(resuming:)`` with a ``state`` you kept. A run is a value: a copy
/// goes its own way from here on.
public struct NetworkRun: Sendable {
  /// The network.
  public let network: Network
  /// Where it stands.
  public private(set) var state: NetworkState
  /// The synapses of each projection.
  let synapses: [Synapses]
  /// The projections that end at each population.
  let incoming: [[Int]]
  /// The inputs of each population, with the log of the counts they send in a window.
  private let inputs: [[(input: AddressedInput, logRates: [Float])]]
  /// How far back the projections of each population reach, in seconds; `nil` where there are none.
  private let reaches: [Double?]

  init(of network: Network, from state: NetworkState) throws(NetworkError) {
    try state.check(network)
    self.network = network
    self.state = state
    let seed = SeedSequence(state.connectivitySeed)
    var synapses: [Synapses] = []
    for projection in network.projections {
      synapses.append(
        try Synapses(of: projection, seed: seed, windowDuration: network.windowDuration))
    }
    self.synapses = synapses
    incoming = network.populations.map { population in
      network.projections.indices.filter { network.projections[$0].target == population }
    }
    reaches = network.populations.map { population in
      network.projections.indices.filter { network.projections[$0].source == population }
        .map { synapses[$0].delays.upperBound }.max()
    }
    inputs = network.populations.map { population in
      network.inputs.filter { $0.target == population }.map { input in
        let hertz = input.input.hertz
        let logRates = (0..<population.neuronCount).map {
          Float(log(hertz[hertz.count == 1 ? 0 : $0] * network.windowDuration))
        }
        return (input, logRates)
      }
    }
  }

  /// When the next window begins, in seconds.
  public var time: Double { state.time }

  /// How many synapses the network has.
  public var synapseCount: Int { synapses.reduce(0) { $0 + $1.targets.count } }

  /// Goes through the next window, if it ends by `end` seconds, up to rounding; else gives `nil`.
  ///
  /// - Throws: ``NetworkError/tooManySpikes(population:neuron:time:)``,
  ///   ``NetworkError/invalidMembrane(_:population:neuron:time:)``, and ``NetworkError/noWindowLeft(time:)`` after
  ///   2³² − 1 windows; the run then cannot continue.
  /// - Complexity: O(neurons + arrivals).
  public mutating func next(before end: Double = .infinity) throws(NetworkError) -> NetworkSlice? {
    let (window, duration) = (state.window, network.windowDuration)
    let slice = NetworkMoment(
      population: Population(index: 0, name: "", neuronCount: 0), window: window,
      duration: duration, seed: SeedSequence(state.seed), trial: state.trial)
    guard slice.end <= end * (1 + 1e-12) else { return nil }
    guard window < 1 << 32 - 1 else { throw .noWindowLeft(time: state.time) }
    var spikes: [[Spike]] = []
    for population in network.populations {
      let moment = NetworkMoment(
        population: population, window: window, duration: duration, seed: slice.seed,
        trial: slice.trial)
      var arrivals = arrivals(at: population, in: window)
      arrivals.outside = outsideArrivals(at: moment)
      var fired = try network.models[population.index].spikes(
        of: &state.populations[population.index].state, through: moment, receiving: arrivals)
      fired.sort()
      spikes.append(fired)
    }
    state.window += 1
    for (index, fired) in spikes.enumerated() {
      guard let reach = reaches[index] else { continue }
      let horizon = border(of: window + 1, delay: reach)
      let arrived = state.traveling[index].prefix { $0.time < horizon }.count
      state.traveling[index].removeFirst(arrived)
      state.traveling[index] += fired
    }
    return NetworkSlice(window: window, interval: slice.start..<slice.end, spikes: spikes)
  }

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
    try network.check(population)
    guard values.count == population.neuronCount else {
      throw .differentCounts(
        "drives of \(population)", values.count, expected: population.neuronCount)
    }
    for value in values { try NetworkError.check(finite: value, "drive of \(population)") }
    guard
      let column = state.populations[population.index].variables.firstIndex(of: "drive")
    else { throw .unknownPopulation(population.name) }
    state.populations[population.index].state.columns[column] = values
  }

  /// The values of a variable of a population at the beginning of the next window, one a neuron.
  ///
  /// - Throws: ``NetworkError/unknownPopulation(_:)`` when there is no such population or variable.
  public func values(
    of variable: String, in population: Population
  ) throws(NetworkError) -> [Double] {
    try network.check(population)
    guard let values = state.populations[population.index][variable: variable] else {
      throw .unknownPopulation("\(population.name) with the variable \(variable)")
    }
    return values
  }

  private func outsideArrivals(at moment: NetworkMoment) -> OutsideArrivals? {
    var all: OutsideArrivals?
    for (input, logRates) in inputs[moment.population.index] {
      let drawn: ArrivalTrains
      do {
        drawn = try Arrivals(
          logRates: logRates, trials: .consecutive(moment.trial..<moment.trial + 1),
          neurons: .consecutive(0..<logRates.count), seed: moment.seed,
          purpose: Purpose("network/input/\(input.label)"), window: moment.window
        ).trains(windowDuration: moment.duration)
      } catch {
        fatalError("rates were checked when the input was added: \(error)")
      }
      let arrivals = OutsideArrivals(
        times: drawn.times, counts: drawn.counts, weight: input.input.weight)
      all = all?.merged(with: arrivals) ?? arrivals
    }
    return all
  }
}

/// What a network did in a window.
public struct NetworkSlice: Hashable, Sendable {
  /// Which window it was, from 0.
  public let window: Int
  /// When it was, in seconds.
  public let interval: Range<Double>
  /// The spikes of each population, in order of time.
  public let spikes: [[Spike]]

  /// The spikes of a population, in order of time.
  public subscript(population: Population) -> [Spike] { spikes[population.index] }

  /// What happened before a time, in seconds.
  ///
  /// - Precondition: the window begins before it.
  public func before(_ end: Double) -> NetworkSlice {
    NetworkSlice(
      window: window, interval: interval.lowerBound..<min(end, interval.upperBound),
      spikes: spikes.map { spikes in spikes.filter { $0.time < end } })
  }

  /// The spikes of a population, neuron after neuron: what a `SpikeSpool` takes on the way to a file.
  ///
  /// ```swift
  /// while let slice = try run.next(before: 100) { try spool.append(slice.windowSpikes(of: cells)) }
  /// ```
  /// - Complexity: O(n log n) for n spikes.
  public func windowSpikes(of population: Population) -> WindowSpikes {
    let spikes = self[population].sorted { ($0.neuron, $0.time) < ($1.neuron, $1.time) }
    var (places, counts): ([UInt32], [UInt32]) = ([], [])
    for spike in spikes {
      if places.last == UInt32(spike.neuron) {
        counts[counts.count - 1] += 1
      } else {
        places.append(UInt32(spike.neuron))
        counts.append(1)
      }
    }
    return WindowSpikes(
      counts: SparseCounts(
        places: places, counts: counts, trials: 1, neurons: population.neuronCount),
      times: spikes.map(\.time), interval: interval)
  }
}
