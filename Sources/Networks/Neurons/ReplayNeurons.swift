// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// Neurons that fire given spikes, each at its own time: a recording that drives a network.
///
/// ```swift
/// let retina = try network.add(
///   ReplayNeurons(SpikeRaster(contentsOf: "raster.nwb")), named: "retina")
/// try network.connect(
///   retina, to: cells, .oneToOne, weights: .constant(25), delays: .constant(0.001))
/// ```
/// Time 0 of the network is time 0 of the spikes, unless they are shifted. Without a shift their times are kept to the
/// last bit. Whatever reaches these neurons changes nothing, and after the last spike they are silent.
///
/// - Complexity: O(spikes of the window) a window, and a sort of all spikes once.
public struct ReplayNeurons: NeuronModel {
  /// The spikes, as they were given.
  public let raster: SpikeRaster
  /// What is added to their times, in seconds.
  public let shift: Double
  /// All spikes in order of time, shifted.
  private let spikes: [Spike]

  /// Neurons that fire the spikes of a raster, one for each of its neurons.
  ///
  /// - Parameters:
  ///   - raster: the spikes.
  ///   - shift: what is added to their times, in seconds: −2 to begin with what was recorded after 2 s.
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)`` when the shift is not finite, or the first spike would
  ///   come before time 0, where networks begin.
  public init(_ raster: SpikeRaster, shiftedBy shift: Double = 0) throws(NetworkError) {
    try NetworkError.check(finite: shift, "shift in seconds")
    var spikes: [Spike] = []
    spikes.reserveCapacity(raster.spikeCount)
    for neuron in 0..<raster.neuronCount {
      for time in raster.times(of: neuron) {
        spikes.append(Spike(time: time + shift, neuron: neuron))
      }
    }
    spikes.sort()
    if let first = spikes.first, first.time < 0 {
      throw .invalidParameter(
        "time in seconds of the first spike to replay", value: first.time,
        remedy: "a network begins at 0, so shift the spikes by at least \(shift - first.time) s "
          + "or leave the earlier ones out")
    }
    (self.raster, self.shift, self.spikes) = (raster, shift, spikes)
  }

  /// Neurons that fire only what ``NetworkRun/next(before:firing:)`` is given.
  ///
  /// - Throws: ``NetworkError/invalidNeuronCount(_:population:)`` when there are no neurons.
  public init(neurons: Int) throws(NetworkError) {
    guard neurons >= 1, neurons <= Int(Int32.max) else {
      throw .invalidNeuronCount(neurons, population: "given spikes")
    }
    try self.init(
      SpikeRaster(
        drawnTimes: [], offsets: [Int](repeating: 0, count: neurons + 1), interval: 0..<1))
  }

  public var neuronCount: Int { raster.neuronCount }

  /// `fired`: how many of its spikes a neuron has fired.
  public var variables: [String] { ["fired"] }

  /// Which spikes they are.
  public var constants: [String: String] {
    [
      "times": words(for: raster.times),
      "neurons": words(for: raster.offsets.map { Double($0) }), "shift": words(for: shift),
    ]
  }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    PopulationState(columns: [[Double](repeating: 0, count: neuronCount)])
  }

  public func check(windowDuration: Double) throws(NetworkError) {}

  public func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    let fired = Array(
      spikes[spikes.firstIndex(notBefore: moment.start)..<spikes.firstIndex(notBefore: moment.end)])
    for spike in fired { state.columns[0][spike.neuron] += 1 }
    return fired
  }
}
