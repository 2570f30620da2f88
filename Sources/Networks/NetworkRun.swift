// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness
public import Ranks
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
/// for the next window again, or call ``Network/run(resuming:threads:ranks:)`` with a ``state`` you kept. A run is a value: a copy
/// goes its own way from here on.
public struct NetworkRun: Sendable {
  /// The network.
  public var network: Network { plan.network }
  /// How many threads may work on a window, at least 1; spikes do not depend on it.
  public var threads: Int {
    didSet {
      guard threads >= 1 else { fatalError("\(threads) threads cannot work: use at least 1") }
    }
  }
  let plan: NetworkPlan
  /// What this rank tells all with the spikes of the next window, and what rank 0 told with those of the last.
  package var notice: UInt32 = 0
  package private(set) var heardNotice: UInt32 = 0
  /// Where it stands, without what the neurons hold.
  var progress: NetworkState
  /// The neurons.
  var blocks: [NeuronBlock]
  /// Of each population the spikes that delay lines have not taken in.
  private var fresh: [[Spike]]

  init(
    of network: Network, from state: NetworkState, threads: Int, ranks: any Ranks
  ) throws(NetworkError) {
    guard threads >= 1 else { fatalError("\(threads) threads cannot work: use at least 1") }
    try state.check(network)
    plan = try NetworkPlan(
      of: network, connectivitySeed: SeedSequence(state.connectivitySeed), threads: threads,
      ranks: ranks)
    progress = state
    for synapses in plan.plastic {
      let label = synapses.projection.label
      guard let saved = state.plasticity[label] else { continue }
      guard synapses.fits(saved) else {
        throw .otherNetwork(
          "the plastic projection \(label) has different synapses")
      }
      progress.plasticity[label] = try synapses.part(of: saved, ranks)
    }
    blocks = plan.blocks(holding: state)
    for index in progress.populations.indices { progress.populations[index].state.columns = [] }
    fresh = state.traveling
    self.threads = threads
  }

  /// The processes that run the network together.
  public var ranks: any Ranks { plan.share.ranks }

  /// Where it stands.
  ///
  /// - Complexity: O(neurons); ``time`` and ``window`` are at hand.
  /// - Precondition: one rank; several ask for ``gatheredState()``.
  public var state: NetworkState {
    guard ranks.count == 1 else {
      fatalError("one of \(ranks.count) ranks does not hold the whole state: use gatheredState()")
    }
    return heldState
  }

  /// The same, with the neurons and the synapses that this rank has.
  var heldState: NetworkState {
    var state = progress
    for index in state.populations.indices {
      state.populations[index].state.columns = state.populations[index].variables.map { _ in [] }
    }
    for block in blocks {
      for (column, values) in block.state.columns.enumerated() {
        state.populations[block.population.index].state.columns[column] += values
      }
    }
    // In an order that ranks do not decide.
    for label in state.plasticity.keys { state.plasticity[label]?.pending.sort() }
    return state
  }

  /// When the next window begins, in seconds.
  public var time: Double { progress.time }

  /// How many windows have gone by: the number of the next.
  public var window: Int { progress.window }

  /// How many synapses the network has, on all ranks.
  public var synapseCount: Int { plan.synapses.reduce(0) { min($0 + $1.count, 1 << 62) } }

  /// How many bytes the synapses take, on this rank.
  public var synapseByteCount: Int {
    plan.synapses.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + $1.byteCount } }
  }

  /// Goes through the next window, if it ends by `end` seconds, up to rounding; else gives `nil`.
  ///
  /// - Throws: ``NetworkError/tooManySpikes(population:neuron:time:)``,
  ///   ``NetworkError/invalidMembrane(_:population:neuron:time:)``, ``NetworkError/noWindowLeft(time:)`` after
  ///   2³² − 1 windows, and ``NetworkError/ranks(_:)``; the run then cannot continue.
  /// - Complexity: O(neurons + arrivals).
  public mutating func next(before end: Double = .infinity) throws(NetworkError) -> NetworkSlice? {
    try next(before: end, firing: [])
  }

  /// The same, while neurons also fire given spikes: those of a source outside, of another program, or of a camera.
  ///
  /// They count as the population's own. They are in the slice, travel along its projections, and synapses learn from
  /// them; the membranes of the neurons do not know of them. ``ReplayNeurons/init(neurons:)`` makes a population that fires
  /// nothing else. Every rank gives all of them.
  ///
  /// ```swift
  /// let slice = try run.next(firing: [(retina, [Spike(time: run.time + 0.0003, neuron: 7)])])
  /// ```
  /// - Parameters:
  ///   - end: as above.
  ///   - given: spikes of populations, each within the next window, in any order; a population may come twice.
  /// - Throws: ``NetworkError`` as above, and for a spike outside the window or of a neuron there is not; nothing has happened
  ///   then.
  public mutating func next(
    before end: Double = .infinity, firing given: [(population: Population, spikes: [Spike])]
  ) throws(NetworkError) -> NetworkSlice? {
    let (window, duration) = (progress.window, network.windowDuration)
    let interval = (start: Double(window) * duration, end: Double(window + 1) * duration)
    guard interval.end <= end * (1 + 1e-12) else { return nil }
    guard window < 1 << 32 - 1 else { throw .noWindowLeft(time: progress.time) }
    try check(given, in: interval.start..<interval.end)
    let plastic = plasticArrivals(in: window)
    let delivery = plan.delivery(of: progress, fresh: fresh).carrying(plastic)
    let plan = plan
    try inBlocks(&blocks, threads: threads) { (place, block) throws(NetworkError) in
      try plan.advance(&block, at: place, delivery)
    }
    var parts: [[[Spike]]] = network.populations.map { _ in [] }
    for place in blocks.indices {
      parts[blocks[place].population.index].append(blocks[place].fired)
      blocks[place].fired = []
    }
    for (population, spikes) in given {
      let own = plan.share.neurons(of: population.index)
      parts[population.index].append(spikes.filter { own.contains($0.neuron) }.sorted())
    }
    let spikes: [[Spike]]
    (spikes, heardNotice) = try plan.share.exchange(
      parts.map(Spike.merged), notice: notice, window: window)
    learn(from: spikes, in: interval.start..<interval.end)
    progress.window += 1
    for (index, fired) in spikes.enumerated() {
      guard let reach = plan.reaches[index] else { continue }
      let horizon = plan.border(of: window + 1, delay: reach)
      let arrived = progress.traveling[index].firstIndex(notBefore: horizon)
      progress.traveling[index].removeFirst(arrived)
      progress.traveling[index] += fired
    }
    fresh = spikes
    return NetworkSlice(
      window: window, interval: interval.start..<interval.end, spikes: spikes)
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
    WindowSpikes(
      sorting: self[population], neurons: population.neuronCount, interval: interval)
  }
}
