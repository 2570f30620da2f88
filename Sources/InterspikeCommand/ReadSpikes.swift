// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import SpikeFormats

/// The hidden command `interspike read-spikes summary|spikes FILE`: reads an HDF5 file in a process that may
/// crash, on behalf of the one that started it.
struct ReadSpikes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read-spikes", abstract: "Read spikes for another process.", shouldDisplay: false)

  @Argument var asked: String
  @Argument var path: String
  @OptionGroup var selection: SelectionOptions

  func run() throws {
    guard let question = GuardedSpikeReader.Question(rawValue: asked) else {
      throw Refusal(.usage, "'\(asked)' is not something to ask of a file: use summary or spikes.")
    }
    Foundation.exit(
      GuardedSpikeReader.answer(question, about: path, choosing: selection.selection))
  }
}

extension GuardedSpikeReader {
  /// Reads with this very program.
  static var own: GuardedSpikeReader {
    GuardedSpikeReader(helper: [CellProcess.program, "read-spikes"])
  }
}
