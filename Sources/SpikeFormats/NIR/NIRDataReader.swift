// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// Reads the events of one observable of a file that ``NIRDataWriter`` or `nir.write_data` wrote.
///
/// > Warning: The HDF5 library trusts what a file says: flipped bits have made version 1.10.8 crash
/// > and hang. Open files from people you trust, or let ``GuardedSpikeReader`` read them in a process of
/// > its own.
///
/// Sample s becomes the presentation that lasts from s·t_max to (s + 1)·t_max.
public struct NIRDataReader: Sendable {
  /// The spikes, in seconds.
  public let raster: SpikeRaster
  /// When which sample was recorded.
  public let presentations: [Presentation]
  /// What the recording was made from, when the file says so.
  public let provenance: Provenance?

  /// Reads a file.
  ///
  /// `observable` is the name of the events as `node/observable`; it may be left out when there is only one. An event
  /// at t_max itself is moved to just before it, into its sample.
  ///
  /// - Throws: ``SpikeFileError`` when the file is of another kind, has no such events, or contradicts itself.
  public init(path: String, observable: String? = nil) throws(SpikeFileError) {
    try self.init(path: path, choosing: SpikeSelection(part: observable))
  }

  /// Reads the observable that is meant; columns and a sampling rate are refused.
  init(path: String, choosing selection: SpikeSelection) throws(SpikeFileError) {
    try SpikeFileFormat.require(.nir, at: path)
    let file = try HDF5File(opening: path)
    try selection.refuseColumns(of: "NIRData", in: path)
    try SpikeSelection.refuse(samplingRate: selection.samplingRate, forTimesIn: "s", in: path)
    let group = try Self.events(named: selection.part, in: file)
    let number = try file.number("n_neurons", of: group) ?? .nan
    let duration = try file.number("t_max", of: group) ?? .nan
    guard number >= 1, number < 0x1p53, number == number.rounded() else {
      throw .damaged(path: path, reason: "\(group) gives \(number) as n_neurons")
    }
    try RasterAssembly.require(Int(number), in: path)
    guard duration > 0, duration.isFinite else {
      throw .damaged(path: path, reason: "\(group) gives \(duration) as t_max")
    }
    let width = try HDF5Column<Int64>.width(of: group + "/idx", in: file)
    let neurons = try HDF5Column<Int64>(
      opening: group + "/idx", in: file, width: width, isMatrix: true)
    let times = try HDF5Column<Double>(
      opening: group + "/time", in: file, width: width, isMatrix: true)
    guard neurons.rowCount == times.rowCount, neurons.rowCount >= 1 else {
      throw .damaged(
        path: path,
        reason: "\(group) has \(neurons.rowCount) rows of idx and \(times.rowCount) of time")
    }
    let (places, instants) = (try neurons.readAll(), try times.readAll())
    if let event = places.firstIndex(where: { $0 < -1 || $0 >= Int64(number) }) {
      let neuron = (places[event] == .max ? neurons.written(at: event) : nil) ?? "\(places[event])"
      throw .damaged(
        path: path,
        reason: "event \(event % width) of sample \(event / width) belongs to neuron \(neuron) of "
          + "\(Int(number)), counted from 0")
    }
    HDF5Watch.pause()
    let assembled = try Self.spikes(
      places, instants, width: width, duration: duration, path: path)
    raster = try assembled.raster(
      neuronCount: Int(number), interval: 0..<Double(times.rowCount) * duration)
    presentations = Presentation.sequence(
      stimuli: times.rowCount, trials: 1, duration: duration)
    provenance = try file.text(NIRDataWriter.provenanceAttribute, of: "/").flatMap {
      Provenance(encoded: $0)
    }
  }

  /// All events, sample after sample and in each in order of time; padding is dropped.
  private static func spikes(
    _ neurons: [Int64], _ times: [Double], width: Int, duration: Double, path: String
  ) throws(SpikeFileError) -> RasterAssembly {
    var assembly = RasterAssembly(path: path)
    for row in 0..<(width == 0 ? 0 : neurons.count / width) {
      let events = (row * width..<(row + 1) * width).filter { neurons[$0] != -1 }
      if let odd = events.first(where: { !(times[$0] >= 0 && times[$0] <= duration) }) {
        throw .damaged(
          path: path,
          reason:
            "an event of sample \(row) is at \(times[odd]) s, outside 0 to t_max = \(duration) s")
      }
      for event in events.sorted(by: { times[$0] < times[$1] }) {
        // An event may be at t_max itself, and the sum may round up to it: the end of a sample is excluded.
        let time = min(
          Double(row) * duration + times[event], (Double(row + 1) * duration).nextDown)
        try assembly.append(
          time: time, neuron: Int(clamping: neurons[event]), place: "event \(event)")
      }
    }
    return assembly
  }

  /// The group of the events that are meant.
  private static func events(
    named name: String?, in file: borrowing HDF5File
  ) throws(SpikeFileError) -> String {
    var parts = SpikePart(name, of: "observable", in: file.path)
    var (chosen, grids): (String?, [String]) = (nil, [])
    for node in try file.members(of: "/nodes") {
      let observables = "/nodes/\(node)/observables"
      guard file.holds(observables) else { continue }
      for observable in try file.members(of: observables) {
        let type = try file.text("__type__", of: "\(observables)/\(observable)")
        let path = "\(node)/\(observable)"
        if type == "TimeGriddedData" { grids.append(path) }
        guard type == "EventData" || type == "ValuedEventData" else { continue }
        if parts.wants(path) { chosen = chosen ?? path }
      }
    }
    if chosen == nil, let grid = grids.first(where: { $0 == name ?? $0 }) {
      throw .refused(
        path: file.path,
        reason:
          "\(grid) is TimeGriddedData, values on a time grid rather than events. In Python, turn "
          + "it into nir.EventData: the idx and time of each place where it is true.")
    }
    try parts.settle()
    guard let path = chosen else {
      throw .notThisFormat(
        path: file.path, expected: "a file with one group of events", found: "it holds no events")
    }
    let steps = path.split(separator: "/", maxSplits: 1)
    return "/nodes/\(steps[0])/observables/\(steps[1])"
  }
}
