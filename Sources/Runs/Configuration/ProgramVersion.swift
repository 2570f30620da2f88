// SPDX-License-Identifier: GPL-3.0-or-later

/// The version that files name as their maker.
package enum ProgramVersion {
  package static let current = "0.1.0"
}
