// SPDX-License-Identifier: GPL-3.0-or-later

internal import COneDNN

/// The library that multiplies matrices.
package enum OneDNNLibrary {
  /// Its version, such as 2.6.3.
  package static var version: String {
    guard let found = dnnl_version()?.pointee else { return "unknown" }
    return "\(found.major).\(found.minor).\(found.patch)"
  }
}
