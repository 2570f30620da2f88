// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import SpikeTrains

/// Firing rates while a stream runs: averages in which the past fades.
///
/// ```
/// r ← r + (1 − e^{−Δ/τ})·(spikes/Δ − r)          Δ: from the end of the frame before to the end of this one
/// ```
/// in spikes per second and neuron; the first frame is the first average. Dropped frames have no spikes and
/// no weight: the rates are those of the time that was looked at.
///
/// ```swift
/// var rates = LiveRates(timeConstant: 0.5)
/// for try await moment in stream { rates.add(moment) }
/// ```
public struct LiveRates: Sendable, Equatable {
  /// τ, in seconds.
  public let timeConstant: Double
  /// The average over all neurons of all patches; nil before the first frame.
  public private(set) var population: Double?
  /// The average over patches for each neuron of the model; empty before the first frame.
  public private(set) var byNeuron: [Double] = []

  /// Rates that forget with a time constant in seconds; 0 forgets everything but the last frame.
  ///
  /// - Precondition: `timeConstant` is finite and not negative.
  public init(timeConstant: Double) {
    guard timeConstant >= 0 && timeConstant.isFinite else {
      fatalError("\(timeConstant) s is not a valid time constant")
    }
    self.timeConstant = timeConstant
  }

  /// Takes in one frame.
  ///
  /// - Complexity: O(neurons that fired).
  public mutating func add(_ moment: FrameInference) {
    let duration = moment.interval.upperBound - moment.interval.lowerBound
    let (patches, neurons) = (moment.state.patchCount, moment.state.neuronsPerPatch)
    var spikes = [Int](repeating: 0, count: neurons)
    moment.forEachTrain { _, neuron, times in spikes[neuron] += times.count }
    let exposure = duration * Double(patches)
    let weight = byNeuron.isEmpty ? 1 : 1 - Foundation.exp(-duration / timeConstant)
    if byNeuron.isEmpty { byNeuron = [Double](repeating: 0, count: neurons) }
    for neuron in spikes.indices {
      byNeuron[neuron] += weight * (Double(spikes[neuron]) / exposure - byNeuron[neuron])
    }
    let now = Double(spikes.reduce(0, +)) / (exposure * Double(neurons))
    population = population.map { $0 + weight * (now - $0) } ?? now
  }
}
