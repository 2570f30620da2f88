// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness
internal import Ranks
internal import SpikeTrains

/// What stays as it is while a network runs: its synapses, its inputs, and how its neurons are cut into blocks.
struct NetworkPlan: Sendable {
  let network: Network
  /// Which of its neurons this rank has.
  let share: NetworkShare
  /// The synapses of each projection.
  let synapses: [Synapses]
  /// How far back the projections of each population reach, in seconds; `nil` where there are none.
  let reaches: [Double?]
  /// Of each population the projections that end there, but for plastic ones, in an order that does not depend on that in
  /// which they were connected.
  let incoming: [[Int]]
  /// Of each population the longest delay of synapses whose delays differ; `nil` where there are none.
  let longestDelays: [Double?]
  /// Whose neurons each block has, and which.
  private let places: [(population: Population, neurons: Range<Int>)]
  /// The synapses that end in each block.
  let parts: [[IncomingSynapses]]
  /// The same where arrivals are added up as they are handed out.
  private let summed: [SummedSynapses?]
  /// The plastic projections.
  let plastic: [PlasticSynapses]
  /// Memory of threads.
  private let memory = DeliveryMemory()
  /// The inputs of each population.
  let inputs: [[OutsideInput]]
  /// The currents of each population.
  let currents: [[CurrentSource]]

  /// Draws the synapses of this rank's neurons.
  init(
    of network: Network, connectivitySeed seed: SeedSequence, threads: Int, ranks: any Ranks
  ) throws(NetworkError) {
    self.network = network
    let projections = network.projections
    let share = NetworkShare(of: network, among: ranks)
    self.share = share
    let synapses = try Synapses.all(of: network, share, seed: seed, threads: threads)
    self.synapses = synapses
    let incoming = network.populations.map { population in
      projections.indices.filter {
        projections[$0].target == population && projections[$0].plasticity == nil
      }.sorted { projections[$0].label < projections[$1].label }
    }
    plastic = try PlasticSynapses.all(of: network, share, seed: seed)
    self.incoming = incoming
    reaches = network.populations.map { population in
      projections.indices.filter { projections[$0].source == population }
        .map { synapses[$0].delays.upperBound }.max()
    }
    longestDelays = incoming.map { incoming in
      incoming.filter { !synapses[$0].hasOneDelay }.map { synapses[$0].delays.upperBound }.max()
    }
    let places = network.populations.flatMap { population in
      share.places(of: population.index).map { (population: population, neurons: $0) }
    }
    self.places = places
    parts = places.map { population, neurons in
      let incoming = incoming[population.index]
      return share.blocks(of: population.index).enumerated().filter {
        $0.element.overlaps(neurons)
      }.map { block, targets in
        IncomingSynapses(
          incoming.map {
            (synapses[$0], projections[$0])
          }, block: block, first: targets.lowerBound - neurons.lowerBound)
      }
    }
    inputs = network.populations.map { population in
      network.inputs.filter { $0.target == population }.map {
        OutsideInput($0, windowDuration: network.windowDuration)
      }
    }
    currents = network.populations.map { population in
      network.currents.filter { $0.target == population }.map { CurrentSource($0) }
    }
    let (plastic, inputs, currents) = (plastic, inputs, currents)
    summed = zip(places, parts).map { place, parts in
      let population = place.population
      guard inputs[population.index].allSatisfy(\.isSteady), currents[population.index].isEmpty,
        !plastic.contains(where: { $0.projection.target == population })
      else { return nil }
      return SummedSynapses(
        of: network.models[population.index], parts, windowDuration: network.windowDuration)
    }
  }

  /// The neurons of a state, block by block.
  func blocks(holding state: NetworkState) -> [NeuronBlock] {
    places.map { population, neurons in
      let columns = state.populations[population.index].state.columns
      return NeuronBlock(
        population: population, neurons: neurons,
        state: PopulationState(columns: columns.map { Array($0[neurons]) }),
        line: longestDelays[population.index].map {
          DelayLine(longest: $0, windowDuration: network.windowDuration)
        })
    }
  }

  /// The earliest spike that arrives in window w or later with a given delay: w's beginning minus the delay.
  ///
  /// Never later than the beginning of window w − 1, so that rounding cannot let a spike arrive in the window in
  /// which it was fired; and the longer the delay the earlier. So every spike arrives once.
  func border(of window: Int, delay: Double) -> Double {
    min(
      Double(window) * network.windowDuration - delay,
      Double(window - 1) * network.windowDuration)
  }

  /// Takes a block through a window.
  func advance(
    _ block: inout NeuronBlock, at place: Int, _ delivery: WindowDelivery
  ) throws(NetworkError) {
    let moment = NetworkMoment(
      population: block.population, neurons: block.neurons, window: delivery.window,
      duration: network.windowDuration, seed: delivery.seed, trial: delivery.trial)
    var buffers = memory.take()
    if let summed = summed[place] {
      block.fired = try advance(
        &block, through: moment, adding: summed, delivery, from: parts[place], buffers.summing)
    } else {
      var arrivals = delivery.arrivals(at: &block, from: parts[place], &buffers)
      arrivals.outside = delivery.adding(outsideArrivals(at: moment), at: moment)
      block.fired = try spikes(of: &block.state, through: moment, receiving: arrivals)
      buffers.keep(&arrivals)
    }
    block.fired.sort()
    memory.give(buffers)
  }

  /// What comes from outside to all neurons of the moment, or to those at some places.
  func outsideArrivals(at moment: NetworkMoment, of places: [Int]? = nil) -> OutsideArrivals? {
    var all: OutsideArrivals?
    for input in inputs[moment.population.index] {
      let arrivals = input.arrivals(at: moment, of: places)
      all = all?.merged(with: arrivals) ?? arrivals
    }
    return all
  }
}
