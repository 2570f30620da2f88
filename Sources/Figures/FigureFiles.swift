// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// The names of a picture, its script and its data, which stand side by side.
struct FigureFiles: Sendable, Equatable {
  let folder: String
  let picture: String
  let format: PictureFormat
  let script: String
  let data: String

  init(picture path: String) throws(FigureError) {
    let name = PathParts(path).name
    guard let format = PictureFormat(fileName: name), name.count > 4, !path.hasSuffix("/") else {
      throw .unknownSuffix(path: path)
    }
    guard !path.unicodeScalars.contains(where: GnuplotText.isControl) else {
      throw .unusableName(path: path)
    }
    let folder = PathParts(path).folder
    let stem = (name as NSString).deletingPathExtension
    self.folder = folder.isEmpty ? "." : folder
    self.picture = name
    self.format = format
    script = "\(stem).gp"
    data = "\(stem).dat"
  }

  /// Where one of the three files ends up.
  func path(of name: String) -> String { "\(folder)/\(name)" }

  /// The whole script.
  ///
  /// Names begin with `./`: gnuplot takes `|name` and `<name` for commands to run.
  func script(for drawing: Drawing) -> String {
    let head = [
      "reset",
      "set encoding utf8",
      "data = \(GnuplotText.quoted("./\(data)"))",
      format.terminal(width: drawing.width, height: drawing.height),
      "set output \(GnuplotText.quoted("./\(picture)"))",
    ]
    return EarlierFiles.script(
      (head + drawing.commands + ["set output"]).joined(separator: "\n") + "\n")
  }
}

extension FileError {
  /// The same refusal under the name that the user gave, not that of a passing file.
  func named(_ path: String) -> FileError {
    .cannotWrite(path: path, reason: reason)
  }
}
