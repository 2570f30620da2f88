// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeTrain {
  /// The SPIKE distance: how far the spikes of two trains are from each other on their own scale of time; 0 to 1.
  ///
  /// ```
  /// S(t) = (S₁ I₂ + S₂ I₁) / (2 Ī²),   Ī = (I₁ + I₂)/2,    D = the mean of S over the observation
  /// Sₙ   from spike to spike of train n: linear between their distances to the nearest spike of the other
  /// Iₙ   the interval of train n around t
  /// ```
  /// Before the first and after the last spike Sₙ stays, and the interval is the longer one of the wait and its
  /// neighbor; an empty train counts as spikes at both ends, spikes of one instant as one. These are the edges of
  /// PySpike 0.9, whose values these are. S is linear between spikes, so the mean is a sum of trapezia, without
  /// sampling.
  ///
  /// - Parameter other: the other train, observed at the same time.
  /// - Returns: `nil` when the observation has no length.
  /// - Throws: ``SpikeTrainError/differentIntervals(_:_:)``.
  /// - Complexity: O(spikes of both).
  /// > Reference: T. Kreuz, D. Chicharro, C. Houghton, R. G. Andrzejak and F. Mormann, J. Neurophysiol. 109 (2013)
  /// > 1457–1472, doi:10.1152/jn.00873.2012.
  public func spikeDistance(to other: SpikeTrain) throws(SpikeTrainError) -> Double? {
    guard interval == other.interval else { throw .differentIntervals(interval, other.interval) }
    guard duration > 0 else { return nil }
    let pair = (SpikeSurroundings(self), SpikeSurroundings(other))
    let (first, second) = (pair.0.stretches(beside: pair.1), pair.1.stretches(beside: pair.0))
    var (i, j, sum) = (0, 0, 0.0)
    var time = interval.lowerBound
    while i < first.count, j < second.count {
      let end = min(first[i].end, second[j].end)
      if end > time {
        sum +=
          (end - time) / 2
          * (first[i].dissimilarity(at: time, second[j])
            + first[i].dissimilarity(at: end, second[j]))
        time = end
      }
      if first[i].end <= end { i += 1 } else { j += 1 }
    }
    return sum / duration
  }
}

/// A part of a train without spikes inside.
private struct Stretch {
  let start: Double
  let end: Double
  /// Iₙ.
  let interval: Double
  /// Sₙ at both ends.
  let distances: (start: Double, end: Double)

  /// S, with the stretch of the other train.
  func dissimilarity(at time: Double, _ other: Stretch) -> Double {
    let mean = (interval + other.interval) / 2
    return (distance(at: time) * other.interval + other.distance(at: time) * interval)
      / (2 * mean * mean)
  }

  private func distance(at time: Double) -> Double {
    guard distances.start != distances.end else { return distances.start }
    return (distances.start * (end - time) + distances.end * (time - start)) / (end - start)
  }
}

/// A train with spikes to either side of its observation.
private struct SpikeSurroundings {
  let interval: Range<Double>
  let times: [Double]
  /// Before the first spike and after the last.
  let edges: (before: Double, after: Double)

  init(_ train: SpikeTrain) {
    interval = train.interval
    // Of one instant only the first counts.
    let distinct = train.times.enumerated().filter { $0 == 0 || train.times[$0 - 1] < $1 }.map(\.1)
    times = distinct.isEmpty ? [interval.lowerBound, interval.upperBound] : distinct
    let last = times.count - 1
    edges =
      times.count == 1
      ? (interval.lowerBound, interval.upperBound)
      : (
        min(interval.lowerBound, times[0] - (times[1] - times[0])),
        max(interval.upperBound, times[last] + (times[last] - times[last - 1]))
      )
  }

  /// The stretches before, between and after its spikes.
  func stretches(beside other: SpikeSurroundings) -> [Stretch] {
    let distances = other.distances(of: times)
    let last = times.count - 1
    let before = Stretch(
      start: interval.lowerBound, end: times[0], interval: times[0] - edges.before,
      distances: (distances[0], distances[0]))
    let between = (0..<last).map {
      Stretch(
        start: times[$0], end: times[$0 + 1], interval: times[$0 + 1] - times[$0],
        distances: (distances[$0], distances[$0 + 1]))
    }
    let after = Stretch(
      start: times[last], end: interval.upperBound, interval: edges.after - times[last],
      distances: (distances[last], distances[last]))
    return [before] + between + [after]
  }

  /// How far each of some times, in order, is from the nearest spike or edge.
  private func distances(of spikes: [Double]) -> [Double] {
    let all = [edges.before] + times + [edges.after]
    var nearest = 0
    return spikes.map { time in
      while nearest + 1 < all.count,
        (all[nearest + 1] - time).magnitude <= (all[nearest] - time).magnitude
      {
        nearest += 1
      }
      return (all[nearest] - time).magnitude
    }
  }
}
