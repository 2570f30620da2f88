// SPDX-License-Identifier: GPL-3.0-or-later

internal import Figures
internal import Runs

extension FilePlan {
  /// Refuses outputs that would destroy something, and pictures when gnuplot is missing.
  static func check(
    runs: [String] = [], reads: [Use] = [], writes: [Use] = [], draws: [Use] = [],
    trains: Use? = nil
  ) throws {
    try requireSafe(runs: runs, reads: reads, writes: writes, draws: draws, trains: trains)
    if draws.contains(where: { $0.path != nil }) { try Gnuplot.requireInstalled() }
  }
}
