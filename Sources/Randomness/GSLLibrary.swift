// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGSL

/// The GNU Scientific Library.
package enum GSLLibrary {
  /// Its version, such as 2.7.1.
  package static let version = GSL_VERSION
}
