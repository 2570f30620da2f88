// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeTrain {
  /// The number of spikes over the time observed, in Hz.
  ///
  /// - Returns: `nil` when the observation has no length.
  /// - Complexity: O(1).
  public var meanFiringRate: Double? {
    duration > 0 ? Double(spikeCount) / duration : nil
  }
}

extension SpikeRaster {
  /// The mean firing rate of each neuron, in Hz; shape `[neurons]`.
  ///
  /// - Returns: `nil` when the observation has no length.
  /// - Complexity: O(neurons).
  public var meanFiringRates: [Double]? {
    guard duration > 0 else { return nil }
    return (0..<neuronCount).map { Double(spikeCount(of: $0)) / duration }
  }
}
