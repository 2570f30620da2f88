// SPDX-License-Identifier: GPL-3.0-or-later

/// The times between successive spikes of one neuron.
///
/// ```
/// Iᵢ = tᵢ₊₁ − tᵢ,   i = 0 … spikes − 2
/// ```
/// The waits before the first and after the last spike do not count as intervals: the observation cut
/// them. Intervals may be 0. Those of several trains may be pooled by joining their values, which
/// suits ``coefficientOfVariation`` but not the local measures ``cv2`` and ``localVariation``.
public struct InterspikeIntervals: Hashable, Sendable {
  /// The intervals in order of time, in seconds.
  public let values: [Double]

  /// Creates intervals from their lengths in seconds.
  ///
  /// - Precondition: Each is finite and not negative.
  public init(_ values: [Double]) {
    for value in values {
      guard value.isFinite && value >= 0 else {
        fatalError("\(value) s is not an interval: it is finite, at least 0")
      }
    }
    self.values = values
  }

  /// Takes the intervals of a train; a train of fewer than two spikes has none.
  ///
  /// - Complexity: O(spikes).
  public init(_ train: SpikeTrain) {
    self.init(zip(train.times, train.times.dropFirst()).map { $1 - $0 })
  }

  /// The mean interval in seconds, or `nil` when there is no interval.
  public var mean: Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

extension SpikeTrain {
  /// The times between successive spikes, in seconds.
  public var interspikeIntervals: InterspikeIntervals { InterspikeIntervals(self) }
}
