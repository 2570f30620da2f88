// SPDX-License-Identifier: GPL-3.0-or-later

/// The spikes of many neurons observed together.
///
/// All times sit in one array, neuron after neuron; neuron n owns
/// ```
/// times[offsets[n] ..< offsets[n + 1]]
/// ```
/// which costs 8 bytes a spike and 8 bytes a neuron, however many neurons are silent.
///
/// Shape: `offsets` has `neuronCount + 1` entries, the first 0, the last `spikeCount`.
public struct SpikeRaster: Hashable, Sendable {
  /// Spike times of neuron 0, then of neuron 1, …, in seconds; non-decreasing within a neuron.
  public let times: [Double]
  /// Where each neuron's times begin, and after the last neuron where they end.
  public let offsets: [Int]
  /// When the neurons were observed, in seconds; the end is excluded.
  public let interval: Range<Double>

  /// Creates a raster from times and offsets that may come from anywhere.
  ///
  /// - Throws: ``SpikeTrainError`` naming the first fault and its neuron.
  /// - Complexity: O(neurons + spikes).
  public init(
    times: [Double], offsets: [Int], interval: Range<Double>
  ) throws(SpikeTrainError) {
    self.init(validTimes: times, offsets: offsets, interval: interval)
    try checkInvariants()
  }

  /// Creates a raster from times that the caller has made and vouches for.
  ///
  /// Use it for draws; times from files or people go through the throwing initializer.
  ///
  /// - Precondition: What ``checkInvariants()`` checks; a fault traps with its sentence.
  /// - Complexity: O(neurons + spikes), a small part of the cost of drawing them.
  public init(drawnTimes times: [Double], offsets: [Int], interval: Range<Double>) {
    self.init(validTimes: times, offsets: offsets, interval: interval)
    do {
      try checkInvariants()
    } catch {
      fatalError("\(error)")
    }
  }

  /// Creates a raster of neurons 0, 1, … from their trains.
  ///
  /// - Throws: ``SpikeTrainError/differentIntervals(_:_:)`` when a train was not observed during
  ///   `interval`.
  /// - Complexity: O(neurons + spikes).
  public init(_ trains: [SpikeTrain], interval: Range<Double>) throws(SpikeTrainError) {
    try SpikeTrain.check(interval: interval)
    var times: [Double] = []
    var offsets = [0]
    times.reserveCapacity(trains.reduce(0) { $0 + $1.spikeCount })
    offsets.reserveCapacity(trains.count + 1)
    for train in trains {
      guard train.interval == interval else {
        throw .differentIntervals(interval, train.interval)
      }
      times += train.times
      offsets.append(times.count)
    }
    self.init(validTimes: times, offsets: offsets, interval: interval)
  }

  /// Creates a raster from those of the same neurons in stretches of time that follow each other.
  ///
  /// - Precondition: `rasters` is not empty.
  /// - Complexity: O(rasters · neurons + spikes).
  package init(consecutive rasters: [SpikeRaster], interval: Range<Double>) {
    guard rasters.count > 1 else {
      self = rasters[0]
      return
    }
    var times: [Double] = []
    var offsets = [0]
    times.reserveCapacity(rasters.reduce(0) { $0 + $1.spikeCount })
    offsets.reserveCapacity(rasters[0].offsets.count)
    for neuron in 0..<rasters[0].neuronCount {
      for raster in rasters { times += raster.times(of: neuron) }
      offsets.append(times.count)
    }
    self.init(validTimes: times, offsets: offsets, interval: interval)
  }

  init(validTimes times: [Double], offsets: [Int], interval: Range<Double>) {
    self.times = times
    self.offsets = offsets
    self.interval = interval
  }

  /// How many neurons were observed, silent ones included.
  public var neuronCount: Int { offsets.count - 1 }

  /// How many spikes there are.
  public var spikeCount: Int { times.count }

  /// How long the neurons were observed, in seconds.
  public var duration: Double { interval.upperBound - interval.lowerBound }

  /// The train of one neuron.
  ///
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  /// - Complexity: O(spikes of the neuron); ``times(of:)`` copies nothing.
  public subscript(neuron: Int) -> SpikeTrain {
    SpikeTrain(validTimes: Array(times(of: neuron)), interval: interval)
  }

  /// The spike times of one neuron as a view of ``times``.
  ///
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  /// - Complexity: O(1).
  public func times(of neuron: Int) -> ArraySlice<Double> {
    guard neuron >= 0 && neuron < neuronCount else {
      fatalError("neuron \(neuron) of a raster of \(neuronCount) neurons")
    }
    return times[offsets[neuron]..<offsets[neuron + 1]]
  }

  /// How many spikes one neuron fired.
  ///
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  public func spikeCount(of neuron: Int) -> Int { times(of: neuron).count }

  /// Checks offsets, order, and that every spike lies inside a finite interval.
  ///
  /// - Throws: ``SpikeTrainError`` naming the first fault and its neuron.
  /// - Complexity: O(neurons + spikes).
  public func checkInvariants() throws(SpikeTrainError) {
    try SpikeTrain.check(interval: interval)
    guard !offsets.isEmpty else { throw .noOffsets }
    var previous = 0
    for (index, offset) in offsets.enumerated() {
      let starts = index > 0 || offset == 0
      guard starts, offset >= previous, offset <= times.count else {
        throw .badOffset(offset: offset, index: index, spikeCount: times.count)
      }
      previous = offset
    }
    guard previous == times.count else {
      throw .badOffset(offset: previous, index: offsets.count - 1, spikeCount: times.count)
    }
    for neuron in 0..<neuronCount {
      try SpikeTrain.check(times: times(of: neuron), interval: interval, neuron: neuron)
    }
  }
}
