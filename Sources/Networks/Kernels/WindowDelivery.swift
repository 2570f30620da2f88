// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Randomness
internal import SpikeTrains
internal import Synchronization

/// What arrives in a window, for all blocks.
struct WindowDelivery: Sendable {
  let window: Int
  let seed: SeedSequence
  let trial: Int
  /// For each population the spikes that arrive there over synapses of one delay, in order of time.
  let volleys: [[networks_volley]]
  /// For each population whether some of them arrive at one instant over synapses whose weights differ.
  let coincide: [Bool]
  /// Of each population the spikes that delay lines have to take in, window after window in which they were fired.
  let fresh: [[[Spike]]]
  let duration: Double
  /// Of each population what plastic synapses send there, if any do.
  var plastic: [OutsideArrivals?] = []

  /// What arrives at a block from the network.
  ///
  /// Spikes are in order of time, those of one instant in order of weight, and each goes to its targets, which so find
  /// theirs in order too. So not even the last digit of a sum depends on the order in which projections were connected.
  ///
  /// - Complexity: O(arrivals), and a sort of each neuron's where times agree and weights or delays differ.
  func arrivals(
    at block: inout NeuronBlock, from parts: [IncomingSynapses], _ buffers: inout DeliveryBuffers
  ) -> NeuronArrivals {
    var arrivals = NeuronArrivals(neuronCount: block.neurons.count)
    let population = block.population.index
    guard block.line != nil || !volleys[population].isEmpty else { return arrivals }
    takeFresh(&block, from: parts)
    func enter(_ bundles: UnsafeBufferPointer<networks_bundle>, _ coincide: Bool) -> Bool {
      buffers.enter(
        volleys[population], bundles, from: parts, with: &arrivals, neurons: block.neurons.count)
      return coincide || !bundles.isEmpty && !volleys[population].isEmpty
    }
    let differ =
      block.line?.deliver(in: window, duration: duration, enter)
      ?? enter(UnsafeBufferPointer(start: nil, count: 0), false)
    if differ || coincide[population] { arrivals.sortByTimeAndWeight() }
    return arrivals
  }

  /// Puts the spikes of the last window on their way to a block over delays that differ.
  func takeFresh(_ block: inout NeuronBlock, from parts: [IncomingSynapses]) {
    guard block.line != nil else { return }
    for fresh in fresh {
      var place = 0
      for part in parts {
        for delayed in part.delayed {
          block.line?.take(
            fresh[delayed.source], along: delayed.synapses, at: place, window: window,
            duration: duration)
          place += 1
        }
      }
    }
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
  /// These synapses as kernels read them, and for each projection the place in the block of its first target.
  let bundled: (synapses: [networks_synapses], firsts: [UInt32])
  /// Those that are drawn whenever their source fires, with their place in `stored`, where they are blank too.
  let procedural: [(place: Int, procedure: TargetProcedure, weight: Double)]
  /// What `stored` points to.
  private let owners: [SynapseBlock]

  init(_ projections: [(Synapses, Projection)], block: Int, first: Int) {
    self.first = first
    owners = projections.flatMap { $0.0.blocks.isEmpty ? [] : [$0.0.blocks[block]] }
    stored = projections.map { synapses, _ in
      synapses.hasOneDelay && !synapses.blocks.isEmpty
        ? synapses.blocks[block].stored : networks_synapses()
    }
    delayed = projections.filter { !$0.0.hasOneDelay }.map {
      ($0.1.source.index, $0.0.blocks[block])
    }
    bundled = (
      synapses: delayed.map(\.synapses.stored),
      firsts: [UInt32](repeating: UInt32(first), count: delayed.count)
    )
    procedural = projections.enumerated().filter { !$0.element.0.procedures.isEmpty }.map {
      ($0.offset, $0.element.0.procedures[block], $0.element.1.weights.common ?? 0)
    }
  }

  /// All synapses that the volleys of a window reach, those that are drawn with memory of `drawn` from `next` on.
  fileprivate func reached(
    by volleys: [networks_volley], _ drawn: inout [DrawnTargets], _ next: inout Int
  ) -> [networks_synapses] {
    var synapses = stored
    for (place, procedure, weight) in procedural {
      if next == drawn.count { drawn.append(DrawnTargets()) }
      synapses[place] = drawn[next].draw(procedure, of: place, volleys, weight: weight)
      next += 1
    }
    return synapses
  }
}

/// Memory for what arrives at a block, used again for the next.
struct DeliveryBuffers: Sendable {
  private var entries: [UInt32] = []
  private var counts: [UInt32] = []
  private var drawn: [DrawnTargets] = []
  /// Memory for arrivals that are added up.
  let summing = SummingMemory()

  /// Takes memory back.
  mutating func keep(_ arrivals: inout NeuronArrivals) {
    if arrivals.entries.count > entries.count { swap(&arrivals.entries, &entries) }
  }

  /// Enters volleys and bundles with their targets.
  fileprivate mutating func enter(
    _ volleys: [networks_volley], _ bundles: UnsafeBufferPointer<networks_bundle>,
    from parts: [IncomingSynapses], with arrivals: inout NeuronArrivals, neurons: Int
  ) {
    if counts.count >= neurons {
      counts.withUnsafeMutableBufferPointer { $0[..<neurons].update(repeating: 0) }
    } else {
      counts = [UInt32](repeating: 0, count: neurons)
    }
    swap(&arrivals.entries, &entries)
    var next = 0
    let reached = parts.map { ($0.first, $0.reached(by: volleys, &drawn, &next)) }
    let bundled =
      parts.count == 1
      ? parts[0].bundled
      : (
        synapses: parts.flatMap(\.bundled.synapses), firsts: parts.flatMap(\.bundled.firsts)
      )
    counts.withUnsafeMutableBufferPointer { counts in
      guard let places = counts.baseAddress else { return }
      var rows = 0
      for (first, synapses) in reached {
        networks_count(volleys, volleys.count, synapses, places + first, &rows)
      }
      networks_count_bundles(
        bundles.baseAddress, bundles.count, bundled.synapses, bundled.firsts, places, &rows)
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
            for (first, synapses) in reached {
              networks_enter(
                volleys, volleys.count, synapses, places + first, entries.baseAddress,
                times.baseAddress, weights.baseAddress, &row)
            }
            networks_enter_bundles(
              bundles.baseAddress, bundles.count, bundled.synapses, bundled.firsts, places,
              entries.baseAddress, times.baseAddress, weights.baseAddress, &row)
          }
          (filled, alsoFilled) = (row, row)
        }
      }
      arrivals.rowWeights = weights
    }
  }
}

/// Memory of the threads of a run and its copies, each part of it in the hands of one thread at a time.
final class DeliveryMemory: Sendable {
  private let spare = Mutex<[DeliveryBuffers]>([])

  func take() -> DeliveryBuffers { spare.withLock { $0.popLast() } ?? DeliveryBuffers() }

  func give(_ buffers: DeliveryBuffers) { spare.withLock { $0.append(buffers) } }
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
    let found = network.populations.map { population in
      share.neurons(of: population.index).isEmpty ? ([], false) : volleys(to: population, state)
    }
    return WindowDelivery(
      window: state.window, seed: SeedSequence(state.seed), trial: state.trial,
      volleys: found.map(\.0), coincide: found.map(\.1),
      fresh: byWindow(fresh, before: state.window), duration: network.windowDuration)
  }

  /// The spikes of each population by the window in which they were fired, so that a run that continues takes them in like
  /// one that never stopped.
  private func byWindow(_ spikes: [[Spike]], before window: Int) -> [[[Spike]]] {
    let duration = network.windowDuration
    let last = Double(window - 1) * duration
    guard spikes.contains(where: { ($0.first?.time ?? last) < last }) else { return [spikes] }
    var windows: [[[Spike]]] = []
    var rest = spikes.map { $0[...] }
    while let first = rest.compactMap(\.first?.time).min() {
      var next = (first / duration).rounded(.down)
      while next * duration <= first { next += 1 }
      windows.append(rest.map { Array($0.prefix { $0.time < next * duration }) })
      rest = rest.map { $0.drop { $0.time < next * duration } }
    }
    return windows
  }

  /// The spikes that arrive at a population over synapses of one delay, in order of time, and whether some of one
  /// instant have weights that differ from synapse to synapse.
  private func volleys(
    to population: Population, _ state: NetworkState
  ) -> (volleys: [networks_volley], coincide: Bool) {
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
    // Synapses whose weights differ come after all others of their instant.
    let weights = incoming[population.index].map {
      network.projections[$0].weights.common ?? .infinity
    }
    var other = volleys
    networks_sort_volleys(&volleys, volleys.count, weights, &other)
    guard weights.contains(.infinity) else { return (volleys, false) }
    let coincide = zip(volleys, volleys.dropFirst()).contains {
      $0.time == $1.time && weights[Int($1.projection)] == .infinity
    }
    return (volleys, coincide)
  }
}
