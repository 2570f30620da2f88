// SPDX-License-Identifier: GPL-3.0-or-later

/// What `config.json` of a run says: everything that decides its bits.
protocol RunSettings: Codable {
  /// The root of all randomness of the run.
  var seed: UInt64 { get }

  /// The same settings with every path as `change` makes it.
  func changingPaths(_ change: (String) -> String) -> Self

  /// The same settings when each is one; otherwise an error in the words of the command line.
  func checked() throws(Refusal) -> Self
}

/// How a setting is refused that cannot be.
enum RunRange {
  static func require(
    _ holds: Bool, _ name: String, _ value: some CustomStringConvertible, _ allowed: String
  ) throws(Refusal) {
    guard holds else {
      throw Refusal(.usage, "\(name) is \(value); it must be \(allowed).")
    }
  }
}
