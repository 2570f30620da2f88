// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// Reads the units table of a Neurodata Without Borders file, neuron by neuron.
///
/// Reads files of other programs too: offsets of any integer width, times of any number type, columns
/// with a second axis, with or without observation intervals, units in a processing module. Memory
/// holds the offsets and what is asked for. What is odd and does not hide the spikes is named in
/// ``remarks`` and by ``survey()``.
///
/// > Warning: Files that are cut off, of another kind or contradict themselves are refused, but the
/// > HDF5 library trusts the addresses inside a file: flipped bits have made version 1.10.8 crash and
/// > hang. Open files from people you trust, or let ``GuardedSpikeReader`` read them in a process of
/// > its own.
public struct NWBReader: ~Copyable {
  /// How many neurons the units table has.
  public let neuronCount: Int
  /// How many spike times the table has.
  public let spikeCount: Int
  /// When which stimulus was shown; without a trials table, one for every observed stretch of the
  /// first neuron.
  public let presentations: [Presentation]
  /// What the recording was made from, when the file is one of ours.
  public let provenance: Provenance?
  /// The path of the table inside the file, such as `/units`.
  public let unitsTable: String
  /// What is odd about the tables, each a sentence without its full stop; ``survey()`` finds more.
  public let remarks: [String]
  /// Samples per second where whole numbers count them.
  private let samplingRate: Double?
  private let file: HDF5File
  private let spikeTimes: HDF5Column<Double>
  private let offsets: [Int]
  private let observed: Range<Double>?

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - units: the path of the table inside the file, or its name; by default `/units`, or the only one with
  ///     spikes in `/processing`.
  ///   - samplingRate: samples per second, for a file whose times are whole numbers that count samples.
  /// - Throws: ``SpikeFileError/notThisFormat(path:expected:found:)`` when it is no NWB file or has no
  ///   units; ``SpikeFileError/damaged(path:reason:)`` when its tables contradict each other;
  ///   ``SpikeFileError/missingFilter(path:object:filter:)`` when the times are packed in a way that
  ///   is not known here; ``SpikeFileError/unreadable(path:action:reason:)`` when HDF5 cannot open it,
  ///   for example because it is cut off.
  public init(
    path: String, units: String? = nil, samplingRate: Double? = nil
  ) throws(SpikeFileError) {
    try SpikeFileFormat.require(.nwb, at: path)
    let file = try HDF5File(opening: path)
    let (table, others) = try Self.unitsTable(units, in: file)
    let spikeTimes = try HDF5Column<Double>(opening: "\(table)/spike_times", in: file)
    let offsets = try Self.offsets(of: "\(table)/spike_times", rows: spikeTimes.rowCount, in: file)
    var remarks: [String] = []
    if table != "/units" || units != nil { remarks.append("the units come from \(table)") }
    if !others.isEmpty {
      remarks.append(
        "other units tables were left out: \(others.joined(separator: ", ")); --part chooses one")
    }
    if !spikeTimes.holdsIntegers {
      try SpikeSelection.refuse(samplingRate: samplingRate, forTimesIn: "s", in: path)
    } else if let samplingRate {
      remarks.append(
        "the spike times are whole numbers and were read as samples, \(samplingRate) a second")
    } else {
      remarks.append(
        "the spike times are whole numbers and were read as seconds, the unit of NWB; if they count samples, give "
          + "--sampling-rate")
    }
    if samplingRate == nil, let unit = try? file.text("unit", of: "\(table)/spike_times"),
      !["s", "sec", "second", "seconds"].contains(unit.lowercased())
    {
      remarks.append(
        "the spike times give their unit as \(unit), but NWB requires seconds, so they were read as seconds"
      )
    }
    var (stretches, hull): ([Range<Double>], Range<Double>?) = ([], nil)
    var observation = try Self.observation(
      of: table, neuronCount: offsets.count - 1, in: file, noting: &remarks)
    for neuron in 0..<offsets.count - 1 {
      guard let own = try observation?.stretches(of: neuron), let first = own.first,
        let last = own.last
      else { continue }
      if neuron == 0 { stretches = own }
      let known = hull ?? first.lowerBound..<last.upperBound
      hull = min(known.lowerBound, first.lowerBound)..<max(known.upperBound, last.upperBound)
    }
    let provenance = try file.text(at: "/general/notes").flatMap { Provenance(encoded: $0) }
    var presentations: [Presentation]?
    do {
      presentations = try Self.trials(in: file)
    } catch .damaged(_, let reason), .refused(_, let reason) {
      remarks.append("the trials table was left out, because \(reason)")
    } catch .missingFilter(_, _, let filter) {
      remarks.append(
        "the trials table was left out, because this HDF5 library lacks its filter \(filter)")
    }
    self.samplingRate = samplingRate
    self.file = file
    self.spikeTimes = spikeTimes
    self.offsets = offsets
    self.provenance = provenance
    self.remarks = remarks
    unitsTable = table
    neuronCount = offsets.count - 1
    spikeCount = offsets.last ?? 0
    observed = hull
    self.presentations =
      presentations ?? stretches.map { Presentation(start: $0.lowerBound, stop: $0.upperBound) }
  }

  /// Opens a file whose table and sampling rate a selection gives; columns are refused.
  init(path: String, choosing selection: SpikeSelection) throws(SpikeFileError) {
    try selection.refuseColumns(of: "NWB", in: path)
    try self.init(path: path, units: selection.part, samplingRate: selection.samplingRate)
  }

  /// The observation intervals; `nil`, with the reason among the remarks, when they cannot be read.
  private static func observation(
    of table: String, neuronCount: Int, in file: borrowing HDF5File, noting remarks: inout [String]
  ) throws(SpikeFileError) -> NWBObservation? {
    guard file.holds("\(table)/obs_intervals"), file.holds("\(table)/obs_intervals_index") else {
      return nil
    }
    do {
      return try NWBObservation(of: table, neuronCount: neuronCount, in: file)
    } catch .damaged(_, let reason), .refused(_, let reason) {
      remarks.append("the observation intervals were left out, because \(reason)")
    } catch .missingFilter(_, _, let filter) {
      remarks.append(
        "the observation intervals were left out, because this HDF5 library lacks their filter \(filter)"
      )
    }
    return nil
  }

  /// Opens the observation intervals again, for a pass from the first neuron on.
  func openObservation() throws(SpikeFileError) -> NWBObservation? {
    var known: [String] = []
    return try Self.observation(
      of: unitsTable, neuronCount: neuronCount, in: file, noting: &known)
  }

  /// Where the times of one neuron lie in the table.
  func spikeRows(of neuron: Int) -> Range<Int> { offsets[neuron]..<offsets[neuron + 1] }

  /// Times as they are in the table, whichever neurons they belong to.
  func storedTimes(_ rows: Range<Int>) throws(SpikeFileError) -> [Double] {
    let times = try spikeTimes.read(rows)
    return samplingRate.map { rate in times.map { $0 / rate } } ?? times
  }

  /// The spike times of one neuron, in seconds.
  ///
  /// - Precondition: `neuron` is in `0..<neuronCount`.
  /// - Throws: ``SpikeFileError/badSpikes(path:fault:)`` when they are not finite or not sorted.
  public func times(of neuron: Int) throws(SpikeFileError) -> [Double] {
    guard neuron >= 0 && neuron < neuronCount else {
      fatalError("neuron \(neuron) of a file of \(neuronCount) neurons")
    }
    let times = try storedTimes(offsets[neuron]..<offsets[neuron + 1])
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

  /// One number per neuron, such as the column `nominal_rate`.
  ///
  /// - Throws: ``SpikeFileError/damaged(path:reason:)`` when there is no such column of numbers.
  public func column(_ name: String) throws(SpikeFileError) -> [Double] {
    let column = try HDF5Column<Double>(opening: "\(unitsTable)/\(name)", in: file)
    guard column.rowCount == neuronCount else {
      throw .damaged(
        path: file.path,
        reason: "the column \(name) has \(column.rowCount) rows for \(neuronCount) neurons")
    }
    return try column.readAll()
  }

  /// When the neurons were observed, in seconds; the end is excluded.
  ///
  /// The file's observation intervals, widened where spikes lie outside them; without any, from the
  /// first spike to just after the last, and `nil` when there is none.
  ///
  /// - Complexity: O(spikes), since times may begin anew within a neuron.
  public func interval() throws(SpikeFileError) -> Range<Double>? { try survey().interval }

  /// The spikes of some neurons, all by default, during a window, all of it by default.
  ///
  /// - Precondition: the neurons exist.
  /// - Throws: ``SpikeFileError/badSpikes(path:fault:)`` when times are not finite or not sorted,
  ///   ``SpikeFileError/notObserved(path:)`` when there is neither a spike nor an interval.
  public func raster(
    of neurons: Range<Int>? = nil, during window: Range<Double>? = nil
  ) throws(SpikeFileError) -> SpikeRaster {
    var times: [Double] = []
    var ends = [0]
    var span = observed
    for neuron in neurons ?? 0..<neuronCount {
      let train = try self.times(of: neuron)
      if let first = train.first, let last = train.last {
        let known = span ?? first..<last.nextUp
        span =
          min(known.lowerBound, first)..<(last < known.upperBound ? known.upperBound : last.nextUp)
      }
      if let window { times += train.filter(window.contains) } else { times += train }
      ends.append(times.count)
    }
    let whole = neurons == nil || window != nil ? span : try self.interval()
    guard let interval = window ?? whole else { throw .notObserved(path: file.path) }
    do {
      return try SpikeRaster(times: times, offsets: ends, interval: interval)
    } catch {
      throw .badSpikes(path: file.path, fault: error)
    }
  }
}
