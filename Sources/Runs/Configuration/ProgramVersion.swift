// SPDX-License-Identifier: GPL-3.0-or-later

/// The program version that files record.
package enum ProgramVersion {
  package static let current = "0.2.0"
}
