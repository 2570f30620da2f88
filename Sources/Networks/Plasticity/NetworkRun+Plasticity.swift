// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

extension NetworkRun {
  /// What plastic synapses send to each population in a window.
  mutating func plasticArrivals(in window: Int) -> [OutsideArrivals?] {
    guard !plan.plastic.isEmpty else { return [] }
    var all = [OutsideArrivals?](repeating: nil, count: network.populations.count)
    for synapses in plan.plastic {
      guard
        let arrivals = synapses.arrivals(
          in: window, of: network.windowDuration,
          &progress.plasticity[synapses.projection.label, default: synapses.initialState])
      else { continue }
      let target = synapses.projection.target.index
      all[target] = all[target]?.merged(with: arrivals) ?? arrivals
    }
    return all
  }

  /// Lets plastic synapses see what was fired in a window.
  mutating func learn(from spikes: [[Spike]], in window: Range<Double>) {
    for synapses in plan.plastic {
      synapses.see(
        sources: spikes[synapses.projection.source.index],
        targets: spikes[synapses.projection.target.index], in: window,
        &progress.plasticity[synapses.projection.label, default: synapses.initialState])
    }
  }

  /// The synapses of a plastic projection with their weights of now, source after source; every rank has to ask.
  ///
  /// - Throws: ``NetworkError/unknownPopulation(_:)`` when there is no plastic projection of this label,
  ///   ``NetworkError/ranks(_:)``.
  public func plasticSynapses(
    of projection: Projection
  ) throws(NetworkError) -> [PlasticSynapse] {
    guard let synapses = plan.plastic.first(where: { $0.projection == projection }) else {
      throw .unknownPopulation(
        "\(projection.source.name) with the plastic projection \(projection.label)")
    }
    return try synapses.gatheredSynapses(
      in: progress.plasticity[projection.label, default: synapses.initialState], ranks)
  }
}

extension WindowDelivery {
  /// The same, with what plastic synapses send to each population.
  func carrying(_ plastic: [OutsideArrivals?]) -> WindowDelivery {
    var delivery = self
    delivery.plastic = plastic
    return delivery
  }

  /// What comes from outside to a block, with what plastic synapses send there.
  func adding(_ outside: OutsideArrivals?, at moment: NetworkMoment) -> OutsideArrivals? {
    guard !plastic.isEmpty, let all = plastic[moment.population.index] else { return outside }
    let own = all.of(moment.neurons)
    return outside?.merged(with: own) ?? own
  }
}

extension OutsideArrivals {
  /// Those of some neurons, counted from the first of these.
  fileprivate func of(_ neurons: Range<Int>) -> OutsideArrivals {
    let range = Int(starts[neurons.lowerBound])..<Int(starts[neurons.upperBound])
    var part = OutsideArrivals(
      times: Array(times[range]), counts: neurons.map { UInt32(self.range(of: $0).count) },
      weight: commonWeight)
    if !weights.isEmpty { part.weights = Array(weights[range]) }
    return part
  }
}
