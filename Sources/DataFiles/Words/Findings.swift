// SPDX-License-Identifier: GPL-3.0-or-later

/// What was found in a file or folder.
package protocol Findings: Encodable {
  /// For people.
  var text: String { get }
}

extension Findings {
  /// For machines.
  package var json: String { get throws { try JSONText.encode(self) } }
}
