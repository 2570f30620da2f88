// SPDX-License-Identifier: GPL-3.0-or-later

/// How often each neuron fired in each trial.
///
/// Shape `[trials, neurons]`, row-major: all neurons of trial 0, then of trial 1, ….
public struct SpikeCounts: Hashable, Sendable {
  /// The counts, trial after trial; none is negative.
  public let values: [Int]
  /// How many trials there are.
  public let trialCount: Int
  /// How many neurons there are.
  public let neuronCount: Int

  /// Creates counts of shape `[trials, neurons]`.
  ///
  /// - Precondition: `values` has `trials · neurons` entries, none negative.
  public init(_ values: [Int], trials: Int, neurons: Int) {
    guard trials >= 0 && neurons >= 0 && values.count == trials * neurons else {
      fatalError("\(values.count) counts for the shape [\(trials), \(neurons)]")
    }
    guard (values.allSatisfy { $0 >= 0 }) else {
      fatalError("a spike count of \(values.min() ?? 0) is below 0")
    }
    self.values = values
    trialCount = trials
    neuronCount = neurons
  }

  /// Counts the spikes of rasters, one raster a trial.
  ///
  /// - Throws: ``SpikeTrainError/differentNeuronCounts(_:_:)`` when the rasters differ in neurons.
  /// - Complexity: O(trials · neurons).
  public init(_ trials: [SpikeRaster]) throws(SpikeTrainError) {
    let neurons = trials.first?.neuronCount ?? 0
    var values: [Int] = []
    values.reserveCapacity(trials.count * neurons)
    for raster in trials {
      guard raster.neuronCount == neurons else {
        throw .differentNeuronCounts(neurons, raster.neuronCount)
      }
      for neuron in 0..<neurons { values.append(raster.spikeCount(of: neuron)) }
    }
    self.init(values, trials: trials.count, neurons: neurons)
  }

  /// How often `neuron` fired in `trial`.
  ///
  /// - Precondition: Both lie inside the shape.
  public subscript(trial: Int, neuron: Int) -> Int {
    guard trial >= 0 && trial < trialCount && neuron >= 0 && neuron < neuronCount else {
      fatalError("[\(trial), \(neuron)] of counts of shape [\(trialCount), \(neuronCount)]")
    }
    return values[trial * neuronCount + neuron]
  }

  /// The counts of one neuron over all trials, shape `[trials]`.
  ///
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  public func counts(of neuron: Int) -> [Int] {
    (0..<trialCount).map { self[$0, neuron] }
  }

  /// All spikes of all neurons in all trials.
  public var total: Int { values.reduce(0, +) }

  /// Checks that the shape fits the values and that no count is negative.
  ///
  /// - Returns: Whether both hold; they do for every value made through the initializers.
  public func checkInvariants() -> Bool {
    values.count == trialCount * neuronCount && values.allSatisfy { $0 >= 0 }
  }
}
