// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// Reads the spikes of one population of a SONATA file.
///
/// ```
/// /spikes/<population>/timestamps     numbers, unit in the attribute `units`: ms where it is missing
/// /spikes/<population>/node_ids       whole numbers from 0
/// ```
/// A file of the first version, with `timestamps` and `gids` in `/spikes` itself, is read too. The file does not
/// say when observation ended or which neurons stayed silent.
///
/// > Reference: Dai et al., 2020, PLoS Computational Biology 16, e1007696; the SONATA developer guide.
public struct SONATAReader: Sendable {
  /// The spikes, in seconds.
  public let raster: SpikeRaster
  /// The population; nil in a file that names none.
  public let population: String?
  /// How the numbers were understood, such as `timestamps in ms, node_ids`.
  public let columns: String

  /// Reads a file; `population` may be left out when there is only one.
  ///
  /// - Throws: ``SpikeFileError`` when the file is of another kind or damaged, and
  ///   ``SpikeFileError/refused(path:reason:)`` when it holds several populations and none is named.
  public init(path: String, population: String? = nil) throws(SpikeFileError) {
    try self.init(path: path, choosing: SpikeSelection(part: population))
  }

  /// Reads the population that is meant; columns and a sampling rate are refused.
  init(path: String, choosing selection: SpikeSelection) throws(SpikeFileError) {
    let population = selection.part
    let file = try HDF5File(opening: path)
    guard Self.recognizes(file) else {
      throw .notThisFormat(
        path: path, expected: "a SONATA file of spikes",
        found: "it does not have /spikes with timestamps")
    }
    try selection.refuseColumns(of: "SONATA", in: path)
    let group: String
    if file.holds("/spikes/timestamps") {
      if let population {
        throw .refused(
          path: path,
          reason: "it is SONATA of the first version, which names no populations, so there is no "
            + "'\(population)' in it. Leave out --part.")
      }
      group = "/spikes"
      self.population = nil
    } else {
      var parts = SpikePart(population, of: "population", in: path)
      var chosen: String?
      for name in try file.members(of: "/spikes")
      where file.holds("/spikes/\(name)/timestamps") && parts.wants(name) {
        chosen = chosen ?? name
      }
      try parts.settle()
      guard let chosen else {
        throw .damaged(path: path, reason: "/spikes has no population with timestamps")
      }
      group = "/spikes/\(chosen)"
      self.population = chosen
    }
    let isFirstVersion = file.holds("\(group)/gids") && !file.holds("\(group)/node_ids")
    let identity = isFirstVersion ? "gids" : "node_ids"
    let times = try HDF5Column<Double>(opening: "\(group)/timestamps", in: file)
    let neurons = try HDF5Column<Int64>(opening: "\(group)/\(identity)", in: file)
    guard times.rowCount == neurons.rowCount else {
      throw .damaged(
        path: path,
        reason: "\(group) has \(times.rowCount) timestamps but \(neurons.rowCount) \(identity)")
    }
    let unit = try Self.unit(of: "\(group)/timestamps", in: file)
    guard case .columns(let layout) = SpikeColumns.reading(["timestamps [\(unit)]", identity])
    else { throw Self.unknown("'\(unit)'", of: "\(group)/timestamps", in: path) }
    let seconds = try layout.secondsPerUnit(at: selection.samplingRate, in: path)
    var assembly = RasterAssembly(path: path, spikeCapacity: times.rowCount)
    let (instants, nodes) = (try times.readAll(), try neurons.readAll())
    for (row, (time, neuron)) in zip(instants, nodes).enumerated() {
      guard time.isFinite else {
        throw .damaged(path: path, reason: "a spike of neuron \(neuron) is at \(time) \(unit)")
      }
      let written = neuron == .max ? neurons.written(at: row) : nil
      try assembly.append(
        time: seconds(time), neuron: Int(clamping: neuron), written: written,
        place: "row \(row) of \(identity)")
    }
    raster = try assembly.raster(neuronCount: nil, interval: nil, sorting: true)
    columns = "timestamps in \(unit), \(identity)"
  }

  /// The unit of times; milliseconds where the file names none.
  private static func unit(
    of timestamps: String, in file: borrowing HDF5File
  ) throws(SpikeFileError) -> String {
    guard file.notes("units", of: timestamps) else { return "ms" }
    guard let text = try file.text("units", of: timestamps) else {
      throw unknown("something other than one text", of: timestamps, in: file.path)
    }
    // Fortran and MATLAB fill texts up with spaces.
    return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func unknown(
    _ unit: String, of timestamps: String, in path: String
  ) -> SpikeFileError {
    .refused(
      path: path,
      reason:
        "\(timestamps) gives its unit as \(unit); 's', 'ms', 'us' and 'ns' are read. Correct the "
        + "attribute 'units', for example with h5py.")
  }

  /// Whether a file has spikes where SONATA has them.
  static func recognizes(_ file: borrowing HDF5File) -> Bool {
    if file.holds("/spikes/timestamps") { return true }
    guard file.holds("/spikes"), let names = try? file.members(of: "/spikes") else { return false }
    return names.contains { file.holds("/spikes/\($0)/timestamps") }
  }
}
