// SPDX-License-Identifier: GPL-3.0-or-later

/// One spike of one neuron.
///
/// Spikes order by time; simultaneous spikes order by neuron, so that the order is total and
/// repeatable.
public struct Spike: Hashable, Sendable, Comparable {
  /// When the neuron fired, in seconds.
  public var time: Double
  /// Which neuron fired, counted from 0.
  public var neuron: Int

  /// Creates a spike of `neuron` at `time` seconds.
  public init(time: Double, neuron: Int) {
    self.time = time
    self.neuron = neuron
  }

  public static func < (left: Spike, right: Spike) -> Bool {
    left.time == right.time ? left.neuron < right.neuron : left.time < right.time
  }
}
