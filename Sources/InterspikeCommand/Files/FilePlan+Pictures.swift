// SPDX-License-Identifier: GPL-3.0-or-later

internal import Figures
internal import Runs

extension FilePlan {
  /// Refuses outputs that would destroy something, and pictures that could not be drawn in the end.
  static func check(
    runs: [String] = [], reads: [Use] = [], writes: [Use] = [], draws: [Use] = [],
    trains: Use? = nil
  ) throws {
    try requireSafe(runs: runs, reads: reads, writes: writes, draws: draws, trains: trains)
    for case (let option, let picture?) in draws {
      // A command creates the folder of -o itself.
      try Gnuplot.requireWritable(picture, existing: option != "-o")
      try Gnuplot.requireInstalled()
    }
  }
}
