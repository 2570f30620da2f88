// SPDX-License-Identifier: GPL-3.0-or-later

/// How `ffmpeg` is given a file so that it opens this file and no other.
package enum FfmpegInput {
  /// A file as `ffmpeg` opens it.
  package static func url(of path: String) -> String {
    isPattern(path) ? "file:/dev/stdin" : "file:\(path)"
  }

  /// Whether `ffmpeg` could take a name for that of many files; such a one it gets as its standard input.
  package static func isPattern(_ path: String) -> Bool { path.contains("%") }
}
