// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Randomness
internal import SpikeTrains

/// What arrives in a window, for all blocks.
struct WindowDelivery: Sendable {
  let window: Int
  let seed: SeedSequence
  let trial: Int
  /// For each population the spikes that arrive there over synapses of one delay, in order of time.
  let volleys: [[networks_volley]]
  /// For each population whether some of them arrive at one instant.
  let coincide: [Bool]
  /// Of each population the spikes that delay lines have to take in.
  let fresh: [[Spike]]
  let duration: Double

  /// What arrives at a block from the network.
  ///
  /// Spikes are in order of time, and each goes to its targets, which so find theirs in order too. Those of one instant
  /// are put in order of weight, so that not even the last digit of a sum depends on the order in which projections
  /// were connected.
  ///
  /// - Complexity: O(arrivals), and a sort of each neuron's where delays differ or times agree.
  func arrivals(
    at block: inout NeuronBlock, from parts: [IncomingSynapses], _ moment: NetworkMoment
  ) -> NeuronArrivals {
    var arrivals = block.buffers.arrivals(of: block.neurons.count)
    let population = block.population.index
    guard block.line != nil || !volleys[population].isEmpty else { return arrivals }
    for part in parts {
      for delayed in part.delayed {
        block.line?.take(
          fresh[delayed.source], along: delayed.synapses, first: part.first, window: window,
          duration: duration)
      }
    }
    var buffers = DeliveryBuffers()
    swap(&buffers, &block.buffers)
    defer { swap(&buffers, &block.buffers) }
    func enter(_ single: UnsafeBufferPointer<networks_arrival>) -> Bool {
      buffers.enter(
        volleys[population], single, from: parts, with: &arrivals, neurons: block.neurons.count)
      return !single.isEmpty
    }
    let differ =
      block.line?.deliver(in: window, enter) ?? enter(UnsafeBufferPointer(start: nil, count: 0))
    if differ || coincide[population] { arrivals.sortByTimeAndWeight() }
    return arrivals
  }
}

/// The synapses that end in a block of neurons, or in a part of it.
struct IncomingSynapses: @unchecked Sendable {
  /// The place in the block of the first target.
  let first: Int
  /// Of each projection; those whose delays differ are blank here.
  let stored: [networks_synapses]
  /// Those whose delays differ, with the population their spikes come from.
  let delayed: [(source: Int, synapses: SynapseBlock)]
  /// What `stored` points to.
  private let owners: [SynapseBlock]

  init(_ projections: [(SynapseBlock, source: Int, hasOneDelay: Bool)], first: Int) {
    self.first = first
    owners = projections.map(\.0)
    stored = projections.map { $0.hasOneDelay ? $0.0.stored : networks_synapses() }
    delayed = projections.filter { !$0.hasOneDelay }.map { ($0.source, $0.0) }
  }
}

/// Memory that a block uses in every window.
struct DeliveryBuffers: Sendable {
  private var offsets: [UInt64] = []
  private var entries: [UInt32] = []
  private var counts: [UInt32] = []

  /// Nothing arrives, in memory of the window before.
  mutating func arrivals(of neurons: Int) -> NeuronArrivals {
    guard offsets.count == neurons + 1 else { return NeuronArrivals(neuronCount: neurons) }
    var arrivals = NeuronArrivals(neuronCount: 0)
    swap(&arrivals.offsets, &offsets)
    swap(&arrivals.entries, &entries)
    arrivals.offsets.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    return arrivals
  }

  /// Takes memory back.
  mutating func keep(_ arrivals: inout NeuronArrivals) {
    swap(&arrivals.offsets, &offsets)
    swap(&arrivals.entries, &entries)
  }

  /// Enters volleys and single arrivals with their targets.
  fileprivate mutating func enter(
    _ volleys: [networks_volley], _ single: UnsafeBufferPointer<networks_arrival>,
    from parts: [IncomingSynapses], with arrivals: inout NeuronArrivals, neurons: Int
  ) {
    if counts.count == neurons {
      counts.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    } else {
      counts = [UInt32](repeating: 0, count: neurons)
    }
    counts.withUnsafeMutableBufferPointer { counts in
      guard let places = counts.baseAddress else { return }
      var rows = single.count
      for part in parts {
        networks_count(volleys, volleys.count, part.stored, places + part.first, &rows)
      }
      networks_count_single(single.baseAddress, single.count, places)
      let total = networks_places(places, neurons, places, &arrivals.offsets)
      guard total <= UInt64(UInt32.max), rows <= Int(UInt32.max) else {
        fatalError("\(total) spikes arrive at a block of \(neurons) neurons in one window")
      }
      if arrivals.entries.count < Int(total) {
        // Some more, so that memory is not asked for again in every window that is a little busier.
        let room = Int(total) + Int(total) / 4
        arrivals.entries = [UInt32](unsafeUninitializedCapacity: room) { $1 = room }
      }
      var weights: [Double] = []
      arrivals.rowTimes = [Double](unsafeUninitializedCapacity: rows) { times, filled in
        weights = [Double](unsafeUninitializedCapacity: rows) { weights, alsoFilled in
          var row = 0
          arrivals.entries.withUnsafeMutableBufferPointer { entries in
            for part in parts {
              networks_enter(
                volleys, volleys.count, part.stored, places + part.first, entries.baseAddress,
                times.baseAddress, weights.baseAddress, &row)
            }
            networks_enter_single(
              single.baseAddress, single.count, places, entries.baseAddress, times.baseAddress,
              weights.baseAddress, &row)
          }
          (filled, alsoFilled) = (row, row)
        }
      }
      arrivals.rowWeights = weights
    }
  }
}

extension NeuronArrivals {
  /// Puts the entries of each neuron in order of time, and those of one instant in order of weight.
  mutating func sortByTimeAndWeight() {
    guard
      networks_sort_entries(&entries, offsets, offsets.count - 1, rowTimes, rowWeights) == 0
    else { fatalError("no memory is left to sort what arrives at \(offsets.count - 1) neurons") }
  }
}

extension NetworkPlan {
  /// What arrives in the next window of a state.
  func delivery(of state: NetworkState, fresh: [[Spike]]) -> WindowDelivery {
    let volleys = network.populations.map { self.volleys(to: $0, state) }
    return WindowDelivery(
      window: state.window, seed: SeedSequence(state.seed), trial: state.trial, volleys: volleys,
      coincide: volleys.map { volleys in
        volleys.withUnsafeBufferPointer { volleys in
          volleys.indices.dropFirst().contains { volleys[$0 - 1].time == volleys[$0].time }
        }
      }, fresh: fresh, duration: network.windowDuration)
  }

  /// The spikes that arrive at a population over synapses of one delay, in order of time.
  private func volleys(to population: Population, _ state: NetworkState) -> [networks_volley] {
    var volleys: [networks_volley] = []
    let (window, duration) = (state.window, network.windowDuration)
    let (start, last) = (Double(window) * duration, duration.nextDown)
    for (place, projection) in incoming[population.index].enumerated()
    where synapses[projection].hasOneDelay {
      let spikes = state.traveling[network.projections[projection].source.index]
      let delay = synapses[projection].delays.lowerBound
      let from = spikes.firstIndex(notBefore: border(of: window, delay: delay))
      let to = spikes.firstIndex(notBefore: border(of: window + 1, delay: delay))
      guard from < to else { continue }
      volleys.reserveCapacity(volleys.count + to - from)
      spikes.withUnsafeBufferPointer { spikes in
        for spike in spikes[from..<to] {
          volleys.append(
            networks_volley(
              time: min(max(spike.time + delay - start, 0), last), projection: UInt32(place),
              source: UInt32(spike.neuron)))
        }
      }
    }
    var other = volleys
    networks_sort_volleys(&volleys, volleys.count, &other)
    return volleys
  }
}
