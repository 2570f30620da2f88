// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import SpikeTrains

/// A spike on its way to some synapses of its neuron, all of which it reaches at one time.
private struct Volley {
  /// Seconds from the beginning of the window.
  var time: Double
  var projection: Int
  var synapses: Range<Int>
}

extension NetworkRun {
  /// The earliest spike that arrives in window w or later with a given delay: w's beginning minus the delay.
  ///
  /// Never later than the beginning of window w − 1, so that rounding cannot let a spike arrive in the window in
  /// which it was fired; and the longer the delay the earlier. So every spike arrives once.
  func border(of window: Int, delay: Double) -> Double {
    min(
      Double(window) * network.windowDuration - delay,
      Double(window - 1) * network.windowDuration)
  }

  /// What arrives at a population from the network, in a window.
  ///
  /// Spikes are put in order of time once for all neurons; then each goes to its targets, which so find theirs in
  /// order too. Those of one instant are in order of weight, so that not even the last digit of a sum depends on
  /// the order in which projections were connected.
  ///
  /// - Complexity: O(arrivals), and a sort of the spikes where delays differ or times agree.
  func arrivals(at population: Population, in window: Int) -> NeuronArrivals {
    var volleys: [Volley] = []
    for projection in incoming[population.index] {
      gather(&volleys, along: projection, in: window)
    }
    var arrivals = NeuronArrivals(neuronCount: population.neuronCount)
    guard !volleys.isEmpty else { return arrivals }
    sort(&volleys)
    var counts = [UInt32](repeating: 0, count: population.neuronCount)
    for volley in volleys {
      synapses[volley.projection].targets.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        networks_count(base + volley.synapses.lowerBound, volley.synapses.count, &counts)
      }
    }
    var ends = counts
    var total: UInt64 = 0
    for (neuron, count) in counts.enumerated() {
      ends[neuron] = UInt32(truncatingIfNeeded: total)
      total += UInt64(count)
      arrivals.offsets[neuron + 1] = total
    }
    guard total <= UInt64(UInt32.max) else {
      fatalError("\(total) spikes arrive at \(population) in one window")
    }
    enter(volleys, &arrivals, &ends, total: Int(total))
    if zip(volleys, volleys.dropFirst()).contains(where: { $0.time == $1.time }) {
      arrivals.sortInstantsByWeight()
    }
    return arrivals
  }

  /// The spikes of a projection that arrive in a window.
  private func gather(_ volleys: inout [Volley], along projection: Int, in window: Int) {
    let synapses = synapses[projection]
    let spikes = state.traveling[network.projections[projection].source.index]
    let (start, duration) = (Double(window) * network.windowDuration, network.windowDuration)
    let (shortest, longest) = (synapses.delays.lowerBound, synapses.delays.upperBound)
    let from = spikes.firstIndex(notBefore: border(of: window, delay: longest))
    let to = spikes.firstIndex(notBefore: border(of: window + 1, delay: shortest))
    func place(_ spike: Spike, _ delay: Double) -> Double {
      min(max(spike.time + delay - start, 0), duration.nextDown)
    }
    for spike in spikes[from..<max(from, to)] {
      guard !synapses.delaysOfEach.isEmpty else {
        let range = synapses.range(of: spike.neuron)
        if !range.isEmpty {
          volleys.append(
            Volley(time: place(spike, shortest), projection: projection, synapses: range))
        }
        continue
      }
      let first = synapses.firstSynapse(of: spike.neuron) {
        border(of: window, delay: $0) <= spike.time
      }
      let end = synapses.firstSynapse(of: spike.neuron) {
        border(of: window + 1, delay: $0) <= spike.time
      }
      for synapse in first..<max(first, end) {
        volleys.append(
          Volley(
            time: place(spike, synapses.delaysOfEach[synapse]), projection: projection,
            synapses: synapse..<synapse + 1))
      }
    }
  }

  /// In order of time; simultaneous ones as they were gathered.
  private func sort(_ volleys: inout [Volley]) {
    let isSorted = zip(volleys, volleys.dropFirst()).allSatisfy { $0.time <= $1.time }
    guard !isSorted else { return }
    let order = volleys.indices.sorted { (volleys[$0].time, $0) < (volleys[$1].time, $1) }
    volleys = order.map { volleys[$0] }
  }

  /// Enters every volley with each of its targets.
  private func enter(
    _ volleys: [Volley], _ arrivals: inout NeuronArrivals, _ ends: inout [UInt32], total: Int
  ) {
    var (times, weights): ([Double], [Double]) = ([], [])
    arrivals.entries = [UInt32](unsafeUninitializedCapacity: total) { entries, filled in
      for volley in volleys {
        let synapses = synapses[volley.projection]
        let (first, count) = (volley.synapses.lowerBound, volley.synapses.count)
        let row = UInt32(times.count)
        synapses.targets.withUnsafeBufferPointer {
          guard let base = $0.baseAddress else { return }
          if synapses.weights.isEmpty {
            networks_enter(base + first, count, row, &ends, entries.baseAddress)
          } else {
            networks_enter_each(base + first, count, row, &ends, entries.baseAddress)
          }
        }
        if synapses.weights.isEmpty {
          times.append(volley.time)
          weights.append(synapses.weight)
        } else {
          times += repeatElement(volley.time, count: count)
          weights += synapses.weights[volley.synapses]
        }
      }
      filled = total
    }
    arrivals.rowTimes = times
    arrivals.rowWeights = weights
  }
}
