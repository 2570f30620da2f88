// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A folder in the Zarr format, in which some programs keep NWB.
public enum ZarrFolder {
  /// Whether the folder at `path` has the marks of Zarr, version 2 or 3.
  public static func isZarr(_ path: String) -> Bool {
    [".zgroup", ".zattrs", ".zmetadata", ".zarray", "zarr.json"].contains {
      FileManager.default.fileExists(atPath: "\(path)/\($0)")
    }
  }

  /// What such a folder is and how it becomes a file that is read here.
  public static let found =
    "it is a folder in the Zarr format; convert it to HDF5, for example with hdmf-zarr: "
    + "`NWBHDF5IO(\"session.nwb\", \"w\").export(src_io=NWBZarrIO(\"FOLDER\", \"r\"))`, or save "
    + "an array with numpy.save"
}
