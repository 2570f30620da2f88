// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeTrain {
  /// The Victor–Purpura distance: the least cost of turning one train into another.
  ///
  /// ```
  /// to add or to remove a spike costs 1, to move it by Δt costs q·|Δt|
  /// ```
  /// With q = 0 it is the difference of the counts; two spikes further apart than 2/q are not worth moving.
  ///
  /// - Parameters:
  ///   - other: the other train.
  ///   - cost: q in 1/s, finite.
  /// - Throws: ``SpikeTrainError/invalidParameter(_:value:remedy:)`` when q is negative or not finite.
  /// - Complexity: O(product of the numbers of spikes) in time, O(spikes) in memory.
  /// > Reference: J. D. Victor and K. P. Purpura, J. Neurophysiol. 76 (1996) 1310–1326,
  /// > doi:10.1152/jn.1996.76.2.1310.
  public func victorPurpuraDistance(
    to other: SpikeTrain, costPerSecond cost: Double
  ) throws(SpikeTrainError) -> Double {
    guard cost >= 0, cost.isFinite else {
      throw .invalidParameter(
        "cost of moving a spike by a second", value: cost,
        remedy: "use a finite number, at least 0")
    }
    // costs[j]: from the spikes of `self` so far to the first j of `other`.
    var costs = (0...other.spikeCount).map { Double($0) }
    for time in times {
      var diagonal = costs[0]
      costs[0] += 1
      for (place, target) in other.times.enumerated() {
        let moved = diagonal + cost * (time - target).magnitude
        diagonal = costs[place + 1]
        costs[place + 1] = min(moved, min(costs[place], costs[place + 1]) + 1)
      }
    }
    return costs[other.spikeCount]
  }
}
