// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// The kinds of file that hold spikes.
public enum SpikeFileFormat: String, CaseIterable, Sendable {
  /// Neurodata Without Borders, in HDF5.
  case nwb = "NWB"
  /// Events of a Neuromorphic Intermediate Representation, in HDF5.
  case nir = "NIRData"
  /// Text, one spike a line, with or without our header.
  case csv = "CSV"
  /// A NumPy array of records.
  case npy = "NPY"

  /// The kind of the file at `path`, told by its first bytes and not by its name.
  ///
  /// - Throws: ``SpikeFileError/file(_:)`` when it cannot be read;
  ///   ``SpikeFileError/notThisFormat(path:expected:found:)`` when it is of no known kind.
  public init(of path: String) throws(SpikeFileError) {
    guard !ZarrFolder.isZarr(path) else {
      throw .notThisFormat(path: path, expected: "a file of spikes", found: ZarrFolder.found)
    }
    let start = try Self.firstBytes(of: path)
    if start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) {
      let type = try? HDF5File(opening: path).text("__type__", of: "/")
      self = type == NIRDataWriter.rootType ? .nir : .nwb
    } else if start.starts(with: [0x93] + Array("NUMPY".utf8)) {
      self = .npy
    } else if start.starts(with: CSVWriter.mark.utf8) || CSVBody.plainColumns(start) != nil {
      self = .csv
    } else if start.starts(with: Self.matlabMark) {
      throw .notThisFormat(
        path: path, expected: "a file of spikes",
        found: "it is a MATLAB file (.mat); write its spikes as NWB with MatNWB, or as CSV with "
          + "`writetable` in two columns, time and neuron")
    } else {
      throw .notThisFormat(
        path: path, expected: "a file of spikes",
        found: start.isEmpty
          ? "it is empty"
          : "its first bytes are those of neither HDF5, NPY nor our CSV, \(CSVBody.firstLines)")
    }
  }

  private static let matlabMark = Array("MATLAB ".utf8)

  /// Whether a file is one of MATLAB's, which begin with a text even where HDF5 follows.
  public static func isMATLAB(_ path: String) -> Bool {
    (try? firstBytes(of: path))?.starts(with: matlabMark) == true
  }

  /// Throws when the file is of another kind.
  static func require(_ format: SpikeFileFormat, at path: String) throws(SpikeFileError) {
    let found = try SpikeFileFormat(of: path)
    guard found == format else {
      throw .notThisFormat(
        path: path, expected: "an \(format.rawValue) file", found: "it is \(found.rawValue)")
    }
  }

  private static func firstBytes(of path: String) throws(SpikeFileError) -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .file(.cannotOpen(path: path, reason: String(cString: strerror(errno))))
    }
    do {
      return Array(try handle.read(upToCount: 32) ?? Data())
    } catch {
      throw .file(.cannotRead(path: path, reason: "it is not a regular file"))
    }
  }
}
