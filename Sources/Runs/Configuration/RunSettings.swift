// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles

/// The contents of a run's `config.json`: everything that decides its bits.
package protocol RunSettings: Codable, Equatable, Sendable {
  /// The seed of all randomness in the run.
  var seed: UInt64 { get }
  /// The version of the seed contract its random numbers follow.
  var streamVersion: Int { get }
  /// The name of the program that wrote them.
  var program: String { get }
  /// The version of that program.
  var programVersion: String { get }
  /// What it learns from.
  var data: StimulusFile.Identity { get set }
  /// What it is measured on.
  var heldOut: StimulusFile.Identity? { get set }
  /// The total number of steps.
  var steps: Int { get set }
  /// Data per step.
  var batch: Int { get }

  /// What stored settings say, with the usual value of what is younger than them.
  static func completed(_ stored: [String: JSONValue]) throws -> [String: JSONValue]

  /// The command that begins and goes on with such a run.
  var command: String { get }
  /// The arguments of `interspike` that ask for these settings.
  var commandLine: [String] { get }

  /// The same settings with every path as `change` makes it.
  func changingPaths(_ change: (String) -> String) -> Self

  /// Throws when held-out data differ in size from the training data.
  func requireSize(of heldOut: StimulusFile.Identity) throws(RunError)

  /// Returns the same settings if all are valid.
  func checked() throws(RunError) -> Self
}

extension RunSettings {
  package static func completed(_ stored: [String: JSONValue]) -> [String: JSONValue] { stored }

  /// Settings from a `config.json`, whichever version of the program wrote it.
  package init(stored text: String) throws {
    let stored = try JSONText.decode([String: JSONValue].self, from: text)
    let completed = JSONValue.object(try Self.completed(stored))
    self = try JSONText.decode(
      Self.self, from: JSONText.encode(completed, spellingNonFinite: true))
  }
}

/// How a setting is refused that cannot be.
package enum RunRange {
  /// - Parameter name: the setting by its name on the command line, such as `--beta-start`.
  package static func require(
    _ holds: Bool, _ name: String, _ value: some CustomStringConvertible,
    _ allowed: @autoclosure () -> RunError.Message
  ) throws(RunError) {
    guard !holds else { return }
    throw RunError(
      .settings, RunError.Message(naming: name) + " is \(value); it must be " + allowed() + ".")
  }
}
