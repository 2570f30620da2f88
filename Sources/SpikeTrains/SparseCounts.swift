// SPDX-License-Identifier: GPL-3.0-or-later

/// How often each neuron fired in each trial, those that were silent left out.
///
/// Entry i says that neuron `places[i] % neuronCount` fired `counts[i]` times in trial
/// `places[i] / neuronCount`. It costs 8 bytes for a neuron that fired and nothing for a silent one.
///
/// The shape it represents: [trials, neurons]; ``SpikeCounts`` is the same with every zero.
public struct SparseCounts: Hashable, Sendable {
  /// How many trials there are.
  public let trialCount: Int
  /// How many neurons there are.
  public let neuronCount: Int
  /// trial · neurons + neuron of each that fired, rising.
  public let places: [UInt32]
  /// How often each of them fired, at least once.
  public let counts: [UInt32]

  /// Counts of those that fired.
  ///
  /// - Precondition: `places` rise and lie in the shape, with one count above 0 each; the shape holds
  ///   fewer than 2³² entries.
  public init(places: [UInt32], counts: [UInt32], trials: Int, neurons: Int) {
    self.init(uncheckedPlaces: places, counts: counts, trials: trials, neurons: neurons)
    guard checkInvariants() else {
      fatalError(
        "\(places.count) places and \(counts.count) counts do not ascend within the shape "
          + "[\(trials), \(neurons)]")
    }
  }

  /// Counts that are vouched for, or checked next.
  package init(uncheckedPlaces places: [UInt32], counts: [UInt32], trials: Int, neurons: Int) {
    trialCount = trials
    neuronCount = neurons
    self.places = places
    self.counts = counts
  }

  /// Leaves out the zeros of counts.
  public init(_ dense: SpikeCounts) {
    let fired = dense.values.indices.filter { dense.values[$0] > 0 }
    self.init(
      places: fired.map { UInt32($0) }, counts: fired.map { UInt32(dense.values[$0]) },
      trials: dense.trialCount, neurons: dense.neuronCount)
  }

  /// How often `neuron` fired in `trial`.
  ///
  /// - Precondition: Both lie inside the shape.
  /// - Complexity: O(log entries).
  public subscript(trial: Int, neuron: Int) -> Int {
    guard trial >= 0 && trial < trialCount && neuron >= 0 && neuron < neuronCount else {
      fatalError("[\(trial), \(neuron)] of counts of shape [\(trialCount), \(neuronCount)]")
    }
    let place = UInt32(trial * neuronCount + neuron)
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == place ? Int(counts[low]) : 0
  }

  /// All spikes of all neurons in all trials.
  public var total: Int { counts.reduce(0) { $0 + Int($1) } }

  /// How many entries are not 0.
  public var activeCount: Int { places.count }

  /// The same counts with every zero.
  public var dense: SpikeCounts {
    var values = [Int](repeating: 0, count: trialCount * neuronCount)
    for (place, count) in zip(places, counts) { values[Int(place)] = Int(count) }
    return SpikeCounts(values, trials: trialCount, neurons: neuronCount)
  }

  /// Checks that places rise within the shape and no count is 0.
  ///
  /// - Returns: Whether both hold.
  public func checkInvariants() -> Bool {
    let (size, overflows) = trialCount.multipliedReportingOverflow(by: neuronCount)
    guard trialCount >= 0, neuronCount >= 0, !overflows, size < 1 << 32,
      places.count == counts.count, !counts.contains(0)
    else { return false }
    var least = 0
    for place in places {
      guard place >= least else { return false }
      least = Int(place) + 1
    }
    return least <= size
  }
}
