// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// The first lines by which a script and its data are known to be ours, and unchanged.
enum EarlierFiles {
  /// How the data begin.
  static let dataHeader = "# Numbers of a picture drawn by Interspike."
  private static let scriptMark = "# Drawn by Interspike, checksum "
  private static let scriptAdvice =
    ". Restyle at will, then run gnuplot on this file in its own folder."

  /// A script under a first line that knows the rest.
  static func script(_ rest: String) -> String { "\(scriptHeader(rest))\n\(rest)" }

  /// Throws when a script or data would be overwritten that others wrote, or that were restyled.
  static func requireOwn(_ names: FigureFiles) throws(FigureError) {
    let (script, data) = (names.path(of: names.script), names.path(of: names.data))
    if let text = try text(of: script) {
      guard text.hasPrefix(scriptMark) else { throw .notOurs(path: script) }
      let end = text.firstIndex(of: "\n") ?? text.endIndex
      guard text[..<end] == scriptHeader(String(text[end...].dropFirst())) else {
        throw .restyled(path: script)
      }
    }
    if let text = try text(of: data), !text.hasPrefix("\(dataHeader)\n") {
      throw .notOurs(path: data)
    }
  }

  private static func scriptHeader(_ rest: String) -> String {
    var checksum = FNV1a()
    checksum.enter(rest)
    return scriptMark + checksum.digits + scriptAdvice
  }

  /// The text of an earlier file; `nil` when there is none.
  private static func text(of path: String) throws(FigureError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return String(decoding: try FileReading.bytes(of: path), as: UTF8.self)
    } catch {
      throw .notOurs(path: path)
    }
  }
}
