// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

extension Gnuplot {
  /// Throws at once when the plotting program is not on the PATH.
  package static func requireInstalled() throws(FigureError) {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    guard
      folders.split(separator: ":").contains(where: {
        FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot")
      })
    else { throw .missingProgram("gnuplot") }
  }
}
