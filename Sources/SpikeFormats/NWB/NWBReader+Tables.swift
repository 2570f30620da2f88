// SPDX-License-Identifier: GPL-3.0-or-later

extension NWBReader {
  /// Checks that the file says it is NWB and finds the units table with spikes that is meant.
  ///
  /// - Parameter chosen: its path, its name, or nil for `/units`, or else the only one.
  /// - Returns: the path of the table, and those of others that were not chosen.
  static func unitsTable(
    _ chosen: String?, in file: borrowing HDF5File
  ) throws(SpikeFileError) -> (table: String, others: [String]) {
    guard try file.text("neurodata_type", of: "/") == "NWBFile" else {
      throw .notThisFormat(
        path: file.path, expected: "an NWB file", found: try HDF5Kind.found(in: file))
    }
    let hasUnits = holdsSpikes("/units", in: file)
    // What else a damaged file holds does not hide its units.
    let tables =
      hasUnits
      ? ["/units"] + ((try? processedTables(in: file)) ?? []) : try processedTables(in: file)
    guard !tables.isEmpty || chosen != nil else {
      throw .notThisFormat(
        path: file.path, expected: "an NWB file with spikes", found: absence(in: file))
    }
    guard let chosen else {
      if hasUnits { return ("/units", Array(tables.dropFirst())) }
      var parts = SpikePart(nil, of: "units table", in: file.path)
      for table in tables { _ = parts.wants(table) }
      try parts.settle()
      return (tables[0], [])
    }
    let path = chosen.hasPrefix("/") ? chosen : "/" + chosen
    if tables.contains(path) || holdsSpikes(path, in: file) { return (path, []) }
    let named = tables.filter { $0.hasSuffix(path) }
    if named.count == 1 { return (named[0], []) }
    var parts = SpikePart(chosen, of: "units table", in: file.path)
    for table in tables { _ = parts.wants(table) }
    try parts.settle()
    return (path, [])
  }

  /// Why the units table gives no spikes: a link that leads nowhere, or a column that is missing.
  private static func absence(in file: borrowing HDF5File) -> String {
    let columns = ["/units/spike_times", "/units/spike_times_index"]
    for column in columns {
      if let (link, target) = file.danglingLink(in: column) {
        return
          "\(link) is a link to \(target), which is not there; put that file or object in its place"
      }
    }
    guard file.holds("/units") else { return "it does not have a units table with spike times" }
    let missing = columns.filter { !file.holds($0) }
    return missing.count == 1
      ? "its units table lacks \(missing[0]); write the file again with pynwb or MatNWB"
      : "its units table has no spike times"
  }

  /// Whether a table has the two columns of spikes.
  static func holdsSpikes(_ table: String, in file: borrowing HDF5File) -> Bool {
    file.holds("\(table)/spike_times") && file.holds("\(table)/spike_times_index")
  }

  /// The tables with spikes in the processing modules.
  static func processedTables(in file: borrowing HDF5File) throws(SpikeFileError) -> [String] {
    guard file.holds("/processing") else { return [] }
    var tables: [String] = []
    for module in try file.members(of: "/processing") {
      let group = "/processing/\(module)"
      guard let names = try? file.members(of: group) else { continue }
      tables += names.map { "\(group)/\($0)" }.filter { holdsSpikes($0, in: file) }
    }
    return tables
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
        let written = (end == .max ? index.written(at: row) : nil) ?? "\(end)"
        throw .damaged(
          path: file.path,
          reason:
            "row \(row) of \(column) ends at \(written), after \(offsets[row]) of \(rows) values")
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
        path: file.path, reason: "\(starts.count) trials start but \(stops.count) stop")
    }
    if let odd = starts.indices.first(where: {
      !(starts[$0].isFinite && stops[$0].isFinite && starts[$0] <= stops[$0])
    }) {
      throw .damaged(
        path: file.path, reason: "trial \(odd) lasts from \(starts[odd]) s to \(stops[odd]) s")
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
    } catch .damaged, .refused {
      return absent
    }
  }
}
