// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Neurons that remember their past, drawn spike by spike from time 0.
///
/// Spike i of neuron n is made from the draws at (seed, trial, n, i). A stretch of time that begins late
/// costs the spikes before it too, which is what having a past means.
///
/// ```swift
/// let law = try RefractoryIntervals(outputRate: 40, deadTime: 0.002)
/// let population = EventPopulation(renewing: [law, law, law])
/// for spike in population.spikes(in: 0..., seed: 7) { … }
/// ```
///
/// - Complexity: a raster O(spikes since time 0); a stream O(log neurons) a spike, in memory O(neurons).
public struct EventPopulation<Source: SpikeSource>: SpikeProcess {
  /// Each neuron as it is at time 0.
  public let sources: [Source]

  /// A population of sources, one a neuron.
  public init(sources: [Source]) { self.sources = sources }

  public var neuronCount: Int { sources.count }

  public func spikes(in interval: Range<Double>, trial: Int, seed: SeedSequence) -> EventSpikes<
    Source
  > {
    guard interval.lowerBound >= 0 else {
      fatalError("spikes of \(interval) s: use an interval from 0 on")
    }
    return EventSpikes(sources: sources, interval: interval, trial: trial, key: Self.key(seed))
  }

  public func raster(
    of neurons: Range<Int>, in interval: Range<Double>, trial: Int, seed: SeedSequence
  ) -> SpikeRaster {
    check(neurons, interval)
    let key = Self.key(seed)
    var times: [Double] = []
    var offsets = [0]
    for neuron in neurons {
      var follower = SourceFollower(
        source: sources[neuron], neuron: neuron, trial: trial, key: key)
      var time = follower.next()
      while time < interval.upperBound {
        if time >= interval.lowerBound { times.append(time) }
        time = follower.next()
      }
      offsets.append(times.count)
    }
    return SpikeRaster(drawnTimes: times, offsets: offsets, interval: interval)
  }

  private static func key(_ seed: SeedSequence) -> PhiloxKey {
    seed.key(for: "simulation/events")
  }
}

/// A source on its way through time.
struct SourceFollower<Source: SpikeSource>: Sendable {
  var source: Source
  let neuron: Int
  let trial: Int
  let key: PhiloxKey
  private var event = 0
  private var last = 0.0

  init(source: Source, neuron: Int, trial: Int, key: PhiloxKey) {
    self.source = source
    self.neuron = neuron
    self.trial = trial
    self.key = key
  }

  mutating func next() -> Double {
    guard event < 1 << 32 else {
      fatalError("neuron \(neuron) has fired 2^32 spikes, which uses up all its addresses")
    }
    var draws = PhiloxDraws(key: key, neuron, trial, event)
    let time = source.next(using: &draws)
    guard time >= last else {
      fatalError("spike \(event) of neuron \(neuron) at \(time) s comes before the last, \(last) s")
    }
    event += 1
    last = time
    return time
  }
}

/// The spikes of sources in order of time.
///
/// A binary heap holds the next spike of every neuron that has one.
public struct EventSpikes<Source: SpikeSource>: Sequence, Sendable {
  let sources: [Source]
  let interval: Range<Double>
  let trial: Int
  let key: PhiloxKey

  public func makeIterator() -> Iterator { Iterator(self) }

  /// Draws spike after spike.
  public struct Iterator: IteratorProtocol {
    private let end: Double
    private var upcoming: [Spike] = []
    private var followers: [SourceFollower<Source>] = []

    init(_ spikes: EventSpikes) {
      end = spikes.interval.upperBound
      followers.reserveCapacity(spikes.sources.count)
      for (neuron, source) in spikes.sources.enumerated() {
        var follower = SourceFollower(
          source: source, neuron: neuron, trial: spikes.trial, key: spikes.key)
        var time = follower.next()
        while time < spikes.interval.lowerBound { time = follower.next() }
        if time < end { upcoming.append(Spike(time: time, neuron: neuron)) }
        followers.append(follower)
      }
      for parent in stride(from: upcoming.count / 2 - 1, through: 0, by: -1) {
        sink(upcoming[parent], from: parent)
      }
    }

    public mutating func next() -> Spike? {
      guard let spike = upcoming.first else { return nil }
      let time = followers[spike.neuron].next()
      if time < end {
        sink(Spike(time: time, neuron: spike.neuron), from: 0)
      } else if let last = upcoming.popLast(), !upcoming.isEmpty {
        sink(last, from: 0)
      }
      return spike
    }

    /// Puts a spike where one has gone, or below, earlier ones moving up.
    private mutating func sink(_ spike: Spike, from start: Int) {
      upcoming.withUnsafeMutableBufferPointer { heap in
        var parent = start
        while true {
          var child = 2 * parent + 1
          if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
          guard child < heap.count, heap[child] < spike else { break }
          heap[parent] = heap[child]
          parent = child
        }
        heap[parent] = spike
      }
    }
  }
}
