// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import CNetworks
internal import SpikeTrains

/// The synapses that end in a block of neurons with exponential currents, whose arrivals are added up as they are handed out.
///
/// Two sums and a bound take nearly every neuron through nearly every window. The arrivals of the few that may fire are
/// then collected, and those from outside drawn once more. Arrivals are added in the order in which their spikes were
/// fired, which neither blocks nor threads nor a new start decide.
struct SummedSynapses: @unchecked Sendable {
  let model: ExponentialCurrentNeurons
  /// Those whose delays differ, then for each part of the block those of one delay.
  fileprivate let synapses: [networks_synapses]
  /// The place in the block of the first target of each.
  fileprivate let firsts: [UInt32]
  /// Where those of one delay begin, part after part.
  private let beginnings: [Int]

  /// `nil` for other models, for synapses that are drawn when a source fires, and where windows are so long that
  /// exponentials leave the numbers.
  init?(of model: any NeuronModel, _ parts: [IncomingSynapses], windowDuration: Double) {
    guard let model = model as? ExponentialCurrentNeurons,
      parts.allSatisfy(\.procedural.isEmpty),
      windowDuration <= 100 * model.synapticTimeConstant,
      windowDuration <= 100 * model.membrane.membraneTimeConstant
    else { return nil }
    self.model = model
    var synapses = parts.flatMap(\.bundled.synapses)
    var firsts = parts.flatMap(\.bundled.firsts)
    var beginnings: [Int] = []
    for part in parts {
      beginnings.append(synapses.count)
      synapses += part.stored
      firsts += part.stored.map { _ in UInt32(part.first) }
    }
    (self.synapses, self.firsts, self.beginnings) = (synapses, firsts, beginnings)
  }

  /// The same spikes as bundles.
  fileprivate func bundles(of volleys: [networks_volley]) -> [networks_bundle] {
    var bundles: [networks_bundle] = []
    bundles.reserveCapacity(volleys.count * beginnings.count)
    for beginning in beginnings {
      for volley in volleys {
        let place = beginning + Int(volley.projection)
        guard let offsets = synapses[place].offsets else { continue }
        let (first, end) = (offsets[Int(volley.source)], offsets[Int(volley.source) + 1])
        guard first < end else { continue }
        bundles.append(
          networks_bundle(
            time: volley.time, projection: UInt32(place), first: first, count: end - first))
      }
    }
    return bundles
  }
}

/// Memory for sums, in the hands of one thread at a time.
final class SummingMemory: @unchecked Sendable {
  fileprivate var summing = networks_summing()

  deinit { networks_summing_free(&summing) }

  /// Hands on what an input sends to each of some neurons.
  fileprivate func draw(
    _ arrivals: Arrivals, weight: Double, place: Int, rates: (slow: Double, fast: Double),
    windowDuration: Double
  ) -> networks_outside {
    let count = arrivals.neurons.count
    guard let counts = summing.outside_counts, let sums = summing.outside_sums else {
      fatalError("no memory was reserved for inputs")
    }
    let (slow, fast) = (sums + 2 * place * count, sums + (2 * place + 1) * count)
    arrivals.growthSums(
      rates: rates, windowDuration: windowDuration, counts: counts + place * count, slow: slow,
      fast: fast)
    return networks_outside(
      weight: weight, counts: UnsafePointer(counts + place * count), membranes: UnsafePointer(slow),
      synapses: UnsafePointer(fast))
  }

  /// The neurons whose arrivals were collected, and these.
  fileprivate func collected(_ count: Int) -> (neurons: [Int], arrivals: NeuronArrivals) {
    var arrivals = NeuronArrivals(neuronCount: count)
    arrivals.offsets = Array(UnsafeBufferPointer(start: summing.offsets, count: count + 1))
    arrivals.rowTimes = Array(UnsafeBufferPointer(start: summing.times, count: summing.rows))
    arrivals.rowWeights = Array(UnsafeBufferPointer(start: summing.weights, count: summing.rows))
    arrivals.entries = Array(UnsafeBufferPointer(start: summing.entries, count: summing.rows))
    return (
      UnsafeBufferPointer(start: summing.watched, count: count).map { Int($0) }, arrivals
    )
  }
}

extension NetworkPlan {
  /// Takes a block of neurons with exponential currents through a window; hands back its spikes, in any order.
  func advance(
    _ block: inout NeuronBlock, through moment: NetworkMoment, adding summed: SummedSynapses,
    _ delivery: WindowDelivery, from parts: [IncomingSynapses], _ memory: SummingMemory
  ) throws(NetworkError) -> [Spike] {
    let count = block.neurons.count
    let inputs = inputs[block.population.index]
    guard networks_summing_reserve(&memory.summing, count, inputs.count) == 0 else {
      fatalError("no memory is left for what arrives at \(count) neurons")
    }
    let law = summed.model.law(through: moment)
    let outside = inputs.enumerated().map { place, input in
      memory.draw(
        input.steadyArrivals(at: moment), weight: input.weight, place: place,
        rates: (law.membrane.rate, law.synaptic_rate), windowDuration: moment.duration)
    }
    delivery.takeFresh(&block, from: parts)
    let volleys = summed.bundles(of: delivery.volleys[block.population.index])
    let drives = block.state.columns[2]
    // Taken out for as long as the kernel uses them, which spares a copy.
    var (potentials, ready, currents): ([Double], [Double], [Double]) = ([], [], [])
    swap(&potentials, &block.state.columns[0])
    swap(&ready, &block.state.columns[1])
    swap(&currents, &block.state.columns[3])
    func settle(_ bundles: UnsafeBufferPointer<networks_bundle>) -> Int {
      withUnsafePointer(to: law) { law in
        guard
          networks_scatter(
            INSTRUCTION_SET_BEST, law, bundles.baseAddress, bundles.count, summed.synapses,
            summed.firsts, memory.summing.sums) == 0
        else { fatalError("no memory is left for \(bundles.count) spikes") }
        let watched = networks_settle(
          INSTRUCTION_SET_BEST, law, memory.summing.sums, outside, inputs.count, count, &potentials,
          ready, &currents, drives, memory.summing.watched)
        guard
          watched == 0
            || networks_collect(
              &memory.summing, bundles.baseAddress, bundles.count, summed.synapses, summed.firsts,
              watched) == 0
        else { fatalError("no memory is left for \(bundles.count) spikes") }
        return watched
      }
    }
    let watched =
      block.line?.deliver(in: moment.window) { bundles in
        volleys.isEmpty
          ? settle(UnsafeBufferPointer(bundles))
          : (Array(bundles) + volleys).withUnsafeBufferPointer(settle)
      } ?? volleys.withUnsafeBufferPointer(settle)
    swap(&potentials, &block.state.columns[0])
    swap(&ready, &block.state.columns[1])
    swap(&currents, &block.state.columns[3])
    guard watched > 0 else { return [] }
    return try watch(memory.collected(watched), of: &block, through: moment, summed.model)
  }

  /// Takes the neurons that may fire from arrival to arrival.
  private func watch(
    _ watched: (neurons: [Int], arrivals: NeuronArrivals), of block: inout NeuronBlock,
    through moment: NetworkMoment, _ model: ExponentialCurrentNeurons
  ) throws(NetworkError) -> [Spike] {
    var (neurons, arrivals) = watched
    arrivals.outside = outsideArrivals(at: moment, of: neurons)
    var state = PopulationState(
      columns: block.state.columns.map { column in neurons.map { column[$0] } })
    let part = NetworkMoment(
      population: moment.population, neurons: 0..<neurons.count, window: moment.window,
      duration: moment.duration, seed: moment.seed, trial: moment.trial)
    let first = moment.neurons.lowerBound
    let spikes: [Spike]
    do throws(NetworkError) {
      spikes = try model.spikes(of: &state, through: part, receiving: arrivals)
    } catch .tooManySpikes(let population, let neuron, let time) {
      throw .tooManySpikes(population: population, neuron: first + neurons[neuron], time: time)
    }
    // All but the drives, which stay.
    for column in [0, 1, 3] {
      for (place, neuron) in neurons.enumerated() {
        block.state.columns[column][neuron] = state.columns[column][place]
      }
    }
    return spikes.map { Spike(time: $0.time, neuron: first + neurons[$0.neuron]) }
  }
}
