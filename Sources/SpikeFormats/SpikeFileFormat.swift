// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// The kinds of file that hold spikes.
public enum SpikeFileFormat: String, CaseIterable, Codable, Sendable {
  /// Neurodata Without Borders, in HDF5.
  case nwb = "NWB"
  /// Events of a Neuromorphic Intermediate Representation, in HDF5.
  case nir = "NIRData"
  /// Spikes of the SONATA format, in HDF5.
  case sonata = "SONATA"
  /// Text, one spike a line, with or without our header.
  case csv = "CSV"
  /// A NumPy array of records.
  case npy = "NPY"

  /// The kind in which a file of this name is written: `.nwb`, `.nirdata`, `.h5`, `.csv` or `.npy`; `nil` for other names.
  ///
  /// `-`, standard output, gets CSV.
  public init?(named path: String) {
    let name = path == TextOutput.standardOutput ? ".csv" : path.lowercased()
    let suffixes: [(String, Self)] = [
      (".nwb", .nwb), (".nirdata", .nir), (".h5", .sonata), (".csv", .csv), (".npy", .npy),
    ]
    guard let found = suffixes.first(where: { name.hasSuffix($0.0) }) else { return nil }
    self = found.1
  }

  /// The most neurons that are read from a file that is not NWB: their offsets take 160 MB.
  public static let mostNeurons = 10_000_000

  /// As many first bytes as tell the kind: comments may come before the columns of a table.
  static let startLength = 1 << 16

  /// The kind of the file at `path`, told by its first bytes and not by its name.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - selection: names the columns of a table that does not.
  /// - Throws: ``SpikeFileError/file(_:)`` when it cannot be read;
  ///   ``SpikeFileError/notThisFormat(path:expected:found:)`` when it is of no known kind;
  ///   ``SpikeFileError/refused(path:reason:)`` when it is a table whose columns are not clear.
  public init(of path: String, choosing selection: SpikeSelection = .none) throws(SpikeFileError) {
    guard !ZarrFolder.isZarr(path) else {
      throw .notThisFormat(path: path, expected: "a file of spikes", found: ZarrFolder.found)
    }
    let start = try rethrowing(
      FileReading.start(of: path, count: Self.startLength), as: SpikeFileError.file)
    let kind = FileKind(start: start)
    if kind == .hdf5 {
      self = try Self.layout(ofHDF5: path)
    } else if kind == .npy {
      self = .npy
    } else if CSVReader.hasOurMark(start) {
      self = .csv
    } else if kind == .matlab {
      throw .notThisFormat(
        path: path, expected: "a file of spikes",
        found: "it is a MATLAB file (.mat); write its spikes as NWB with MatNWB, or as CSV with "
          + "`writetable` in two columns, time and neuron")
    } else if let kind {
      throw .notThisFormat(
        path: path, expected: "a file of spikes",
        found: "it is \(kind.name). \(kind.remedy.dropLast())")
    } else if try PlainTable(start: start, columns: selection.columns, path: path) != nil {
      self = .csv
    } else {
      throw .notThisFormat(
        path: path, expected: "a file of spikes",
        found:
          "its first bytes do not match HDF5, NPY or Interspike's CSV, \(PlainTable.firstLines)"
      )
    }
  }

  /// Whether a file's first bytes are those of HDF5, told without the HDF5 library.
  ///
  /// - Throws: ``SpikeFileError/file(_:)`` when it cannot be read.
  public static func isHDF5(_ path: String) throws(SpikeFileError) -> Bool {
    guard !ZarrFolder.isZarr(path) else { return false }
    let start = try rethrowing(
      FileReading.start(of: path, count: startLength), as: SpikeFileError.file)
    return FileKind(start: start) == .hdf5
  }

  /// Whether a file is one of MATLAB's, which begin with a text even where HDF5 follows.
  public static func isMATLAB(_ path: String) -> Bool {
    (try? FileReading.start(of: path, count: startLength)).map { FileKind(start: $0) } == .matlab
  }

  /// Which kind of HDF5; what cannot be opened is left to the reader of NWB, which says why.
  private static func layout(ofHDF5 path: String) throws(SpikeFileError) -> SpikeFileFormat {
    guard let file = try? HDF5File(opening: path) else { return .nwb }
    if (try? file.text("__type__", of: "/")) == NIRDataWriter.rootType { return .nir }
    if SONATAReader.recognizes(file) { return .sonata }
    return .nwb
  }

  /// Throws when the file is of another kind.
  static func require(_ format: SpikeFileFormat, at path: String) throws(SpikeFileError) {
    let found = try SpikeFileFormat(of: path)
    guard found == format else {
      throw .notThisFormat(
        path: path, expected: "an \(format.rawValue) file", found: "it is \(found.rawValue)")
    }
  }
}
