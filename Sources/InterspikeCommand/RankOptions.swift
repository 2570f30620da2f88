// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser

/// How the processes that a launcher started together work together.
struct RankOptions: ParsableArguments {
  @Flag(help: "mpirun: at the end, say how long ranks computed, exchanged bytes, and waited.")
  var timing = false
  @Option(help: "mpirun: seconds to wait for other ranks, 0 for ever; usually half an hour.")
  var patience: Double?

  func validate() throws {
    guard let patience, !(0...1e9).contains(patience) else { return }
    try refuse("--patience", patience, "0 to 1e9 seconds")
  }
}
