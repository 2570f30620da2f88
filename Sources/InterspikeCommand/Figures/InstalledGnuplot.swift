// SPDX-License-Identifier: GPL-3.0-or-later

internal import Figures
internal import Foundation

extension Gnuplot {
  /// Whether the plotting program is on the search path.
  static var isInstalled: Bool {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return folders.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot")
    }
  }
}
