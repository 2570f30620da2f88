// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
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

  /// Throws at once what drawing a picture would throw in the end: a file beside it is not ours, or its folder is missing.
  ///
  /// - Parameter folder: whether the folder must be there already.
  package static func requireWritable(
    _ picture: String, existing folder: Bool
  ) throws(FigureError) {
    let names = try FigureFiles(picture: picture)
    try EarlierFiles.requireOwn(names)
    if folder, !FileManager.default.fileExists(atPath: names.folder) {
      throw .file(.missingFolder(of: picture))
    }
  }
}
