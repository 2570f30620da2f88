// SPDX-License-Identifier: GPL-3.0-or-later

/// Spike times, offsets or intervals that do not describe an observation of spikes.
///
/// `neuron` is `nil` where the fault lies in a lone train.
public enum SpikeTrainError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An observation interval has an infinite bound.
  case infiniteInterval(Range<Double>)
  /// A spike time is NaN or infinite.
  case timeNotFinite(time: Double, index: Int, neuron: Int?)
  /// A spike time is smaller than the one before it.
  case unsorted(time: Double, previous: Double, index: Int, neuron: Int?)
  /// A spike time lies outside the observation interval.
  case outsideInterval(time: Double, interval: Range<Double>, index: Int, neuron: Int?)
  /// Offsets do not begin at 0, decrease, or do not end at the number of spikes.
  case badOffset(offset: Int, index: Int, spikeCount: Int)
  /// There are no offsets at all; a raster of no neurons has the single offset 0.
  case noOffsets
  /// Trains, rasters or trials that must share a shape in time do not.
  case differentIntervals(Range<Double>, Range<Double>)
  /// Rasters that must have the same neurons do not.
  case differentNeuronCounts(Int, Int)
  /// A requested time range was not observed.
  case notObserved(range: Range<Double>, interval: Range<Double>)
  /// A requested neuron does not exist.
  case noSuchNeuron(neuron: Int, neuronCount: Int)
  /// A bin width does not divide an interval into a reasonable number of bins.
  case badBinWidth(Double)
  /// A parameter of a statistic is outside its domain.
  case invalidParameter(String, value: Double, remedy: String)

  public var description: String {
    switch self {
    case .infiniteInterval(let interval):
      "the observation interval \(seconds(interval)) is not finite: both ends must be finite."
    case .timeNotFinite(let time, let index, let neuron):
      "spike \(index)\(of(neuron)) is at \(time) s: spike times must be finite."
    case .unsorted(let time, let previous, let index, let neuron):
      "spike \(index)\(of(neuron)) at \(time) s comes after one at \(previous) s: "
        + "sort the times of each neuron."
    case .outsideInterval(let time, let interval, let index, let neuron):
      "spike \(index)\(of(neuron)) at \(time) s lies outside the observation interval "
        + "\(seconds(interval)), whose end is excluded: widen the interval or drop the spike."
    case .badOffset(let offset, let index, let spikeCount):
      "offset \(index) is \(offset): offsets start at 0, never decrease and end at the number "
        + "of spikes, \(spikeCount)."
    case .noOffsets:
      "the list of offsets is empty: give one more than there are neurons, starting with 0."
    case .differentIntervals(let first, let second):
      "the observation intervals \(seconds(first)) and \(seconds(second)) do not match: "
        + "trains of one raster share an interval, parts of a recording follow each other "
        + "without gaps, and trials all last equally long."
    case .differentNeuronCounts(let first, let second):
      "rasters of \(first) and of \(second) neurons cannot be combined: they must have the "
        + "same neurons."
    case .notObserved(let range, let interval):
      "the time range \(seconds(range)) was not observed: choose one inside \(seconds(interval))."
    case .noSuchNeuron(let neuron, let neuronCount):
      "neuron \(neuron) does not exist: the raster has \(neuronCount) neurons, counted from 0."
    case .badBinWidth(let width):
      "\(width) s is not a valid bin width: it must be finite, above 0 and long enough to make at "
        + "most 10 million bins."
    case .invalidParameter(let name, let value, let remedy):
      "\(value) is not a valid \(name): \(remedy)."
    }
  }

  /// Refuses what is not finite and above 0.
  static func check(positive value: Double, _ name: String) throws(SpikeTrainError) {
    guard value > 0, value.isFinite else {
      throw .invalidParameter(name, value: value, remedy: "use a finite number above 0")
    }
  }

  private func of(_ neuron: Int?) -> String {
    neuron.map { " of neuron \($0)" } ?? ""
  }

  private func seconds(_ interval: Range<Double>) -> String {
    "\(interval.lowerBound)..<\(interval.upperBound) s"
  }
}
