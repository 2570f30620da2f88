// SPDX-License-Identifier: GPL-3.0-or-later

extension NWBReader {
  /// Checks that the file says it is NWB and has a units table with spikes.
  static func requireUnits(in file: borrowing HDF5File) throws(SpikeFileError) {
    let path = file.path
    guard try file.text("neurodata_type", of: "/") == "NWBFile" else {
      throw .notThisFormat(
        path: path, expected: "an NWB file",
        found: "it is HDF5 whose root does not have the type NWBFile")
    }
    guard file.holds("/units/spike_times"), file.holds("/units/spike_times_index") else {
      throw .notThisFormat(
        path: path, expected: "an NWB file with spikes",
        found: "it has no units table with spike times")
    }
  }

  /// Where the values of each row begin, and after the last row where they end.
  static func offsets(
    of column: String, rows: Int, in file: borrowing HDF5File
  ) throws(SpikeFileError) -> [Int] {
    // Signed, since HDF5 would turn the -1 of a damaged file into a harmless 0.
    let index = try HDF5Column<Int64>(opening: "\(column)_index", in: file)
    var offsets = [0]
    for (row, end) in try index.readAll().enumerated() {
      guard end <= Int64(rows), end >= Int64(offsets[row]) else {
        throw .damaged(
          path: file.path,
          reason: "row \(row) of \(column) ends at \(end), after \(offsets[row]) of \(rows) values")
      }
      offsets.append(Int(end))
    }
    guard offsets.last == rows else {
      throw .damaged(
        path: file.path,
        reason: "the rows of \(column) end at \(offsets.last ?? 0) of \(rows) values")
    }
    return offsets
  }

  /// The observation intervals of the first neuron, and from the earliest start to the latest end
  /// of all neurons.
  static func observation(
    in file: borrowing HDF5File
  ) throws(SpikeFileError) -> (stretches: [Range<Double>], hull: Range<Double>?) {
    guard file.holds("/units/obs_intervals"), file.holds("/units/obs_intervals_index") else {
      return ([], nil)
    }
    let column = try HDF5Column<Double>(opening: "/units/obs_intervals", in: file, width: 2)
    let offsets = try offsets(of: "/units/obs_intervals", rows: column.rowCount, in: file)
    var stretches: [Range<Double>] = []
    var hull: Range<Double>?
    // All neurons times all stretches may be many; a block at a time bounds the memory.
    for block in stride(from: 0, to: column.rowCount, by: 65_536) {
      let rows = block..<min(block + 65_536, column.rowCount)
      let bounds = try column.read(rows)
      for row in rows {
        let (start, stop) = (bounds[2 * (row - block)], bounds[2 * (row - block) + 1])
        guard start.isFinite, stop.isFinite, start < stop else {
          throw .damaged(
            path: file.path,
            reason: "observation interval \(row) lasts from \(start) s to \(stop) s")
        }
        let known = hull ?? start..<stop
        hull = min(known.lowerBound, start)..<max(known.upperBound, stop)
        if offsets.count > 1, row < offsets[1] { stretches.append(start..<stop) }
      }
    }
    return (stretches, hull)
  }

  /// The trials table as presentations; `nil` without one.
  static func trials(
    in file: borrowing HDF5File
  ) throws(SpikeFileError) -> [Presentation]? {
    let table = "/intervals/trials"
    guard file.holds("\(table)/start_time"), file.holds("\(table)/stop_time") else { return nil }
    let starts = try HDF5Column<Double>(opening: "\(table)/start_time", in: file).readAll()
    let stops = try HDF5Column<Double>(opening: "\(table)/stop_time", in: file).readAll()
    let stimuli = try numbering("\(table)/stimulus", rows: starts.count, in: file)
    let trials = try numbering("\(table)/trial", rows: starts.count, in: file)
    guard stops.count == starts.count else {
      throw .damaged(
        path: file.path, reason: "\(starts.count) trials start and \(stops.count) stop")
    }
    return starts.indices.map {
      Presentation(
        start: starts[$0], stop: stops[$0], stimulus: Int(stimuli[$0]), trial: Int(trials[$0]))
    }
  }

  /// A column of ours in a trials table; zeros where another program wrote none or text.
  private static func numbering(
    _ name: String, rows: Int, in file: borrowing HDF5File
  ) throws(SpikeFileError) -> [Int64] {
    let absent = [Int64](repeating: 0, count: rows)
    guard file.holds(name) else { return absent }
    do {
      let numbers = try HDF5Column<Int64>(opening: name, in: file).readAll()
      return numbers.count == rows ? numbers : absent
    } catch .damaged {
      return absent
    }
  }
}
