// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness
internal import Ranks
internal import SpikeTrains

/// The synapses of a plastic projection with the neurons of this rank, which send through ``PlasticityState`` instead of with all others.
struct PlasticSynapses: Sendable {
  let projection: Projection
  let plasticity: SynapticPlasticity
  /// The synapses of source s are those from `offsets[s]` on, before `offsets[s + 1]`.
  let offsets: [Int]
  private let targets: [UInt32]
  private let weights: [Double]
  private let delays: [Double]
  /// Which neurons this rank has.
  let share: Range<Int>
  /// Of all ranks.
  private(set) var longestDelay: Double
  private(set) var count: Int
  /// The synapses of target t are `incoming[starts[t] ..< starts[t + 1]]`.
  private let starts: [Int]
  private let incoming: [(source: UInt32, synapse: UInt32)]

  /// The plastic projections of a network, in their order.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)`` when a drawn weight is none that its rule can keep.
  static func all(
    of network: Network, _ share: NetworkShare, seed: SeedSequence
  ) throws(NetworkError) -> [PlasticSynapses] {
    var found: [PlasticSynapses] = []
    for projection in network.projections {
      guard let plasticity = projection.plasticity else { continue }
      var synapses = PlasticSynapses(
        projection, plasticity, seed, targets: share.neurons(of: projection.target.index))
      if let weight = synapses.weightOutOfRange {
        throw .invalidParameter(
          "weight of the plastic projection \(projection.label)", value: weight,
          remedy: "use weights from 0 to the rule's maximum")
      }
      if share.ranks.count > 1 {
        let own = [Double(synapses.count), synapses.longestDelay]
        let all = try NetworkError.ofRanks { () throws(RankError) in
          try share.ranks.gatherAll(own, tag: "plastic synapses \(projection.label)")
        }.filter { $0.count == 2 }
        synapses.count = Int(all.reduce(0) { $0 + $1[0] })
        synapses.longestDelay = all.map { $0[1] }.max() ?? 0
      }
      found.append(synapses)
    }
    return found
  }

  private init(
    _ projection: Projection, _ plasticity: SynapticPlasticity, _ seed: SeedSequence,
    targets own: Range<Int>
  ) {
    self.projection = projection
    self.plasticity = plasticity
    share = own
    let drawn = DrawnPlasticSynapses(projection, seed, targets: own)
    let count = drawn.sources.count
    offsets = Self.offsets(of: drawn.sources, among: projection.source.neuronCount)
    var places = offsets
    var order = [Int](repeating: 0, count: count)
    for (synapse, source) in drawn.sources.enumerated() {
      order[places[Int(source)]] = synapse
      places[Int(source)] += 1
    }
    targets = order.map { drawn.targets[$0] }
    weights = order.map { drawn.weights[$0] }
    delays = order.map { drawn.delays[$0] }
    longestDelay = delays.max() ?? 0
    self.count = count
    guard WeightRule(plasticity) != nil else {
      (starts, incoming) = ([0], [])
      return
    }
    // They were drawn target after target.
    starts = Self.offsets(of: drawn.targets, among: projection.target.neuronCount)
    var found = [(source: UInt32, synapse: UInt32)](repeating: (0, 0), count: count)
    for (place, synapse) in order.enumerated() {
      found[synapse] = (drawn.sources[synapse], UInt32(place))
    }
    incoming = found
  }

  /// Where the synapses of each neuron begin, when they are put in the order of these.
  private static func offsets(of neurons: [UInt32], among count: Int) -> [Int] {
    var offsets = [Int](repeating: 0, count: count + 1)
    for neuron in neurons { offsets[Int(neuron) + 1] += 1 }
    for neuron in 1...count { offsets[neuron] += offsets[neuron - 1] }
    return offsets
  }

  /// The first weight that the rule cannot keep, if any.
  var weightOutOfRange: Double? {
    plasticity.maximumWeight.flatMap { maximum in weights.first { !(0...maximum).contains($0) } }
  }

  /// Before any spike.
  var initialState: PlasticityState {
    PlasticityState(
      weights: plasticity.maximumWeight == nil ? [] : weights,
      sources: projection.source.neuronCount, targets: projection.target.neuronCount)
  }

  /// Whether a state may be that of these synapses.
  func fits(_ state: PlasticityState) -> Bool {
    state.weights.count == (plasticity.maximumWeight == nil ? 0 : count)
      && state.sources.count == projection.source.neuronCount
      && state.targets.count == projection.target.neuronCount
      && state.pending.allSatisfy { $0.target < projection.target.neuronCount }
  }

  /// All synapses, source after source.
  func synapses(in state: PlasticityState) -> [PlasticSynapse] {
    (0..<offsets.count - 1).flatMap { source in
      (offsets[source]..<offsets[source + 1]).map { synapse in
        PlasticSynapse(
          source: source, target: Int(targets[synapse]), delay: delays[synapse],
          weight: state.weights.isEmpty ? weights[synapse] : state.weights[synapse])
      }
    }
  }

  /// Lets the synapses see what both sides fired in a window, in order of time.
  func see(
    sources: [Spike], targets fired: [Spike], in window: Range<Double>,
    _ state: inout PlasticityState
  ) {
    guard let rule = WeightRule(plasticity) else {
      if case .shortTerm(let rule) = plasticity { send(sources, by: rule, &state) }
      return
    }
    for spike in fired { enter(spike, rule, &state) }
    for spike in sources { send(spike, rule, from: window.lowerBound, &state) }
    for target in 0..<starts.count - 1 {
      guard let last = state.targets[target].last, last.time + longestDelay >= window.lowerBound
      else { continue }
      for (source, synapse) in incoming[starts[target]..<starts[target + 1]] {
        potentiate(
          Int(synapse), from: Int(source), to: target, until: window.upperBound,
          since: window.lowerBound, rule, &state)
      }
      // One spike that all synapses have seen stays: traces go on from it.
      let seen = state.targets[target].prefix { $0.time + longestDelay < window.upperBound }.count
      state.targets[target].removeFirst(max(0, seen - 1))
    }
  }

  /// Adds a spike to the traces of a target.
  private func enter(_ spike: Spike, _ rule: WeightRule, _ state: inout PlasticityState) {
    var trace = state.targets[spike.neuron].last ?? PlasticityState.Trace()
    let time = spike.time - trace.time
    trace.fast = WeightRule.decayed(trace.fast, time, rule.target.fast) + 1
    trace.slow = WeightRule.decayed(trace.slow, time, rule.target.slow) + 1
    trace.time = spike.time
    state.targets[spike.neuron].append(trace)
  }

  /// Changes the weights of a source that fires, and sends them.
  private func send(
    _ spike: Spike, _ rule: WeightRule, from start: Double, _ state: inout PlasticityState
  ) {
    let source = spike.neuron
    var trace = state.sources[source]
    let since = spike.time - trace.time
    let slow = WeightRule.decayed(trace.slow, since, rule.source.slow)
    for synapse in offsets[source]..<offsets[source + 1] {
      let (target, delay) = (Int(targets[synapse]), delays[synapse])
      potentiate(
        synapse, from: source, to: target, until: spike.time.nextUp, since: start, rule, &state)
      if let before = state.targets[target].last(where: { $0.time + delay < spike.time }) {
        let fast = WeightRule.decayed(
          before.fast, spike.time - (before.time + delay), rule.target.fast)
        state.weights[synapse] = rule.depressed(
          state.weights[synapse], target: fast, source: slow)
      }
      state.pending.append(
        PlasticityState.Event(
          time: spike.time + delay, target: targets[synapse], weight: state.weights[synapse]))
    }
    trace.fast = WeightRule.decayed(trace.fast, since, rule.source.fast) + 1
    (trace.slow, trace.time) = (slow + 1, spike.time)
    state.sources[source] = trace
  }

  /// Lets a synapse see its target's spikes that reach it before a time, and not before its source's last spike.
  private func potentiate(
    _ synapse: Int, from source: Int, to target: Int, until end: Double, since start: Double,
    _ rule: WeightRule, _ state: inout PlasticityState
  ) {
    let trace = state.sources[source]
    guard trace.fast > 0 else { return }
    let (delay, first) = (delays[synapse], max(start, trace.time.nextUp))
    for spike in state.targets[target] where spike.time + delay >= first {
      let time = spike.time + delay
      guard time < end else { return }
      let fast = WeightRule.decayed(trace.fast, time - trace.time, rule.source.fast)
      state.weights[synapse] = rule.potentiated(
        state.weights[synapse], source: fast, target: spike.slow - 1)
    }
  }

  /// Sends fixed weights times what short-term plasticity makes of each spike.
  private func send(
    _ spikes: [Spike], by rule: ShortTermPlasticity, _ state: inout PlasticityState
  ) {
    for spike in spikes {
      var trace = state.sources[spike.neuron]
      (trace.fast, trace.slow) =
        trace.time == -.infinity
        ? (rule.utilization, 1)
        : rule.next(trace.fast, trace.slow, after: spike.time - trace.time)
      trace.time = spike.time
      state.sources[spike.neuron] = trace
      for synapse in offsets[spike.neuron]..<offsets[spike.neuron + 1] {
        state.pending.append(
          PlasticityState.Event(
            time: spike.time + delays[synapse], target: targets[synapse],
            weight: weights[synapse] * (trace.fast * trace.slow)))
      }
    }
  }

  /// Takes out what arrives before the end of a window, times from its beginning.
  func arrivals(
    in window: Int, of duration: Double, _ state: inout PlasticityState
  ) -> OutsideArrivals? {
    let (start, end) = (Double(window) * duration, Double(window + 1) * duration)
    let due = state.pending.filter { $0.time < end }
    guard !due.isEmpty else { return nil }
    state.pending.removeAll { $0.time < end }
    let sorted = due.sorted { ($0.target, $0.time, $0.weight) < ($1.target, $1.time, $1.weight) }
    var counts = [UInt32](repeating: 0, count: projection.target.neuronCount)
    for event in sorted { counts[Int(event.target)] += 1 }
    var arrivals = OutsideArrivals(
      times: sorted.map { min(max($0.time - start, 0), duration.nextDown) }, counts: counts,
      weight: 0)
    arrivals.weights = sorted.map(\.weight)
    return arrivals
  }
}
