// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// The library behind NWB files.
package enum HDF5Library {
  /// Its version, such as 1.10.8.
  package static var version: String {
    var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
    // The first call decides whether the library closes files at exit.
    interspike_h5_silence()
    guard H5get_libversion(&major, &minor, &release) >= 0 else { return "unknown" }
    return "\(major).\(minor).\(release)"
  }
}
