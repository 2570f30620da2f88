// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Runs

extension Refusal {
  /// Refuses the first word of a command line when it should name a subcommand but does not.
  ///
  /// Without this, a command with a default subcommand would complain about that one's options instead.
  static func requireSubcommands(
    _ arguments: some Sequence<String>, of root: any ParsableCommand.Type
  ) throws(Refusal) {
    var command: any ParsableCommand.Type = root
    var path = [root._commandName]
    for word in arguments {
      if word == "help", path.count == 1 { continue }
      let subcommands = command.configuration.subcommands
      guard !subcommands.isEmpty, !word.hasPrefix("-") else { return }
      let called = subcommands.first {
        $0._commandName == word || $0.configuration.aliases.contains(word)
      }
      guard let next = called else {
        let shown = subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        throw Refusal(.usage, sentence(on: word, among: shown, of: path))
      }
      command = next
      path.append(next._commandName)
    }
  }

  private static func sentence(
    on word: String, among names: [String], of path: [String]
  ) -> String {
    let candidates = NearestName.candidates(for: word, among: names).map { "'\($0)'" }
    let remedy =
      candidates.isEmpty
      ? ". `\(path.joined(separator: " ")) --help` lists them all."
      : "; did you mean \(candidates.joined(separator: " or "))?"
    let place = path.count == 1 ? "" : " of \(path.joined(separator: " "))"
    return "unknown subcommand '\(word)'\(place)\(remedy)"
  }
}
