// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// Reads the units table of a Neurodata Without Borders file, neuron by neuron.
///
/// Reads files of other programs too: offsets of any integer width, times of any floating-point
/// width, with or without observation intervals. Memory holds the offsets and what is asked for.
///
/// > Warning: Files that are cut off, of another kind or contradict themselves are refused, but the
/// > HDF5 library trusts the addresses inside a file: version 1.10.8 has been seen to crash on one
/// > with a forged address. Open files from people you trust.
public struct NWBReader: ~Copyable {
  /// How many neurons the units table has.
  public let neuronCount: Int
  /// How many spikes they fired.
  public let spikeCount: Int
  /// When which stimulus was shown; without a trials table, one for every observed stretch.
  public let presentations: [Presentation]
  /// What the recording was made from, when the file is one of ours.
  public let provenance: Provenance?
  private let file: HDF5File
  private let spikeTimes: HDF5Column<Double>
  private let offsets: [Int]
  private let observed: Range<Double>?

  /// Opens a file.
  ///
  /// - Throws: ``SpikeFileError/notThisFormat(path:expected:found:)`` when it is no NWB file or has no
  ///   units; ``SpikeFileError/damaged(path:reason:)`` when its tables contradict each other;
  ///   ``SpikeFileError/unreadable(path:action:reason:)`` when HDF5 cannot open it, for example
  ///   because it is cut off.
  public init(path: String) throws(SpikeFileError) {
    try SpikeFileFormat.require(.nwb, at: path)
    let file = try HDF5File(opening: path)
    try Self.requireUnits(in: file)
    let spikeTimes = try HDF5Column<Double>(opening: "/units/spike_times", in: file)
    let offsets = try Self.offsets(of: "/units/spike_times", rows: spikeTimes.rowCount, in: file)
    let (stretches, observation) = try Self.observation(in: file)
    let provenance = try file.text(at: "/general/notes").flatMap { Provenance(encoded: $0) }
    let presentations = try Self.trials(in: file)
    self.file = file
    self.spikeTimes = spikeTimes
    self.offsets = offsets
    self.provenance = provenance
    neuronCount = offsets.count - 1
    spikeCount = offsets.last ?? 0
    observed = observation
    self.presentations =
      presentations ?? stretches.map { Presentation(start: $0.lowerBound, stop: $0.upperBound) }
  }

  /// The spike times of one neuron, in seconds.
  ///
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  /// - Throws: ``SpikeFileError/badSpikes(path:fault:)`` when they are not finite or not sorted.
  public func times(of neuron: Int) throws(SpikeFileError) -> [Double] {
    precondition(
      neuron >= 0 && neuron < neuronCount, "neuron \(neuron) of a file of \(neuronCount) neurons")
    let times = try spikeTimes.read(offsets[neuron]..<offsets[neuron + 1])
    var previous = -Double.infinity
    for (index, time) in times.enumerated() {
      guard time.isFinite else {
        throw .badSpikes(
          path: file.path, fault: .timeNotFinite(time: time, index: index, neuron: neuron))
      }
      guard time >= previous else {
        throw .badSpikes(
          path: file.path,
          fault: .unsorted(time: time, previous: previous, index: index, neuron: neuron))
      }
      previous = time
    }
    return times
  }

  /// The spike times of one neuron during `window`, in seconds.
  public func times(
    of neuron: Int, during window: Range<Double>
  ) throws(SpikeFileError) -> [Double] {
    try times(of: neuron).filter { window.contains($0) }
  }

  /// One number per neuron, such as the column `rate`.
  ///
  /// - Throws: ``SpikeFileError/damaged(path:reason:)`` when there is no such column of real numbers.
  public func column(_ name: String) throws(SpikeFileError) -> [Double] {
    let column = try HDF5Column<Double>(opening: "/units/\(name)", in: file)
    guard column.rowCount == neuronCount else {
      throw .damaged(
        path: file.path,
        reason: "the column \(name) has \(column.rowCount) rows for \(neuronCount) neurons")
    }
    return try column.readAll()
  }

  /// When the neurons were observed, in seconds; the end is excluded.
  ///
  /// The file's observation intervals, widened where spikes lie outside them; without any, from 0
  /// to just after the last spike.
  ///
  /// - Complexity: O(neurons) reads of two times.
  public func interval() throws(SpikeFileError) -> Range<Double> {
    var start = observed?.lowerBound ?? 0
    var end = observed?.upperBound ?? 0.0.nextUp
    for neuron in 0..<neuronCount where offsets[neuron + 1] > offsets[neuron] {
      let first = try spikeTimes.read(offsets[neuron]..<offsets[neuron] + 1)[0]
      let last = try spikeTimes.read(offsets[neuron + 1] - 1..<offsets[neuron + 1])[0]
      if first.isFinite, first < start { start = first }
      if last.isFinite, last >= end { end = last.nextUp }
    }
    return start..<end
  }

  /// The spikes of some neurons, all by default, during a window, all of it by default.
  ///
  /// - Precondition: the neurons exist.
  /// - Throws: ``SpikeFileError/badSpikes(path:fault:)`` when times are not finite or not sorted.
  public func raster(
    of neurons: Range<Int>? = nil, during window: Range<Double>? = nil
  ) throws(SpikeFileError) -> SpikeRaster {
    let neurons = neurons ?? 0..<neuronCount
    let interval: Range<Double>
    if let window { interval = window } else { interval = try self.interval() }
    var times: [Double] = []
    var ends = [0]
    for neuron in neurons {
      times += try self.times(of: neuron, during: interval)
      ends.append(times.count)
    }
    do {
      return try SpikeRaster(times: times, offsets: ends, interval: interval)
    } catch {
      throw .badSpikes(path: file.path, fault: error)
    }
  }
}
