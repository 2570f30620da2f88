// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// Neurons of a population that go through a window together: the unit of cache and of threads.
///
/// Which neurons these are decides nothing: within a window every neuron is on its own.
struct NeuronBlock: Sendable {
  /// Whose neurons they are.
  let population: Population
  /// Which neurons.
  let neurons: Range<Int>
  /// What they hold.
  var state: PopulationState
  /// What is on its way to them over delays that differ.
  var line: DelayLine?
  /// What they fired in the last window, in order of time.
  var fired: [Spike] = []

  /// Neurons of a population, block by block.
  static func ranges(of neurons: Range<Int>, size: Int) -> [Range<Int>] {
    stride(from: neurons.lowerBound, to: neurons.upperBound, by: size).map {
      $0..<min($0 + size, neurons.upperBound)
    }
  }

  /// How many neurons a block has in a network of so many.
  ///
  /// Few enough that what a spike touches in a block stays in the second cache (1 MB: 16,384 neurons, of each the cache
  /// line in which its next arrival is entered), and that a dozen threads find work; enough that a spike, which costs
  /// every block a look, finds tens of targets there.
  static func size(inNetworkOf neurons: Int) -> Int { min(max(neurons / 8, 512), 8192) }
}
