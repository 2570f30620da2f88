// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeRaster {
  /// Joins the successive parts of one recording.
  ///
  /// Each part must begin exactly where the one before it ends, so that the whole was observed
  /// without gap.
  ///
  /// - Returns: `nil` when there are no parts.
  /// - Throws: ``SpikeTrainError/differentIntervals(_:_:)`` when two parts do not adjoin,
  ///   ``SpikeTrainError/differentNeuronCounts(_:_:)`` when their neurons differ in number.
  /// - Complexity: O(parts · neurons + spikes).
  public init?(concatenating parts: [SpikeRaster]) throws(SpikeTrainError) {
    guard let first = parts.first, let last = parts.last else { return nil }
    for (earlier, later) in zip(parts, parts.dropFirst()) {
      guard later.interval.lowerBound == earlier.interval.upperBound else {
        throw .differentIntervals(earlier.interval, later.interval)
      }
      guard later.neuronCount == earlier.neuronCount else {
        throw .differentNeuronCounts(earlier.neuronCount, later.neuronCount)
      }
    }
    var times: [Double] = []
    var offsets = [0]
    times.reserveCapacity(parts.reduce(0) { $0 + $1.spikeCount })
    offsets.reserveCapacity(first.offsets.count)
    for neuron in 0..<first.neuronCount {
      for part in parts { times += part.times(of: neuron) }
      offsets.append(times.count)
    }
    self.init(
      validTimes: times, offsets: offsets,
      interval: first.interval.lowerBound..<last.interval.upperBound)
  }
}
