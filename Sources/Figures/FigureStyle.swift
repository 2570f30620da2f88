// SPDX-License-Identifier: GPL-3.0-or-later

/// The colors and type sizes that all figures share.
///
/// The colors are those of Okabe and Ito, *Color Universal Design* (2008), which remain distinct
/// for color-blind readers.
enum FigureStyle {
  static let ink = "#222222"
  static let faint = "#c4c4c4"
  static let fainter = "#e4e4e4"
  static let blue = "#0072b2"
  static let vermilion = "#d55e00"
  static let green = "#009e73"
  static let purple = "#aa4499"

  /// A color with a point that tells it apart without colors, filled and open.
  struct Look: Sendable {
    let color: String
    let point: Int
    let openPoint: Int
  }

  /// The looks of the first, the second … of several kinds.
  static func look(_ rank: Int) -> Look { looks[rank % looks.count] }

  private static let looks = [
    Look(color: blue, point: 7, openPoint: 6), Look(color: vermilion, point: 5, openPoint: 4),
    Look(color: green, point: 9, openPoint: 8), Look(color: purple, point: 13, openPoint: 12),
    Look(color: "#e69f00", point: 11, openPoint: 10),
    Look(color: "#56b4e9", point: 15, openPoint: 14),
    Look(color: "#555555", point: 7, openPoint: 6),
    Look(color: "#8a6d00", point: 5, openPoint: 4),
  ]

  /// The height of a line of the title in pixels.
  static let titleLine = 22

  /// The lines of a title for a picture of a given width in pixels.
  static func titleLines(_ title: String, width: Int) -> [String] {
    GnuplotText.wrapped(title, length: max(10, (width - 60) / 10))
  }

  /// The pixels to keep free above the panels.
  static func titleHeight(_ lines: [String]) -> Int {
    lines.isEmpty ? 16 : 18 + titleLine * lines.count
  }

  /// The command that puts a title at the top of the sheet.
  static func title(_ lines: [String], drawing: Drawing) -> [String] {
    guard !lines.isEmpty else { return [] }
    let middle = 1 - 20.0 / Double(drawing.height)
    return [
      "set label 1 \(GnuplotText.quoted(lines: lines)) at screen 0.5, screen \(middle) center "
        + "noenhanced font 'DejaVu Sans,13' textcolor rgb '\(ink)'"
    ]
  }

  /// What every panel with axes begins with.
  static let axes = [
    "set border 3 lc rgb '#555555' lw 1",
    "set tics nomirror out scale 0.6 textcolor rgb '\(ink)'",
  ]

  /// The smallest of 1, 2, 5 × a power of ten that is at least `value`.
  static func niceStep(atLeast value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value { power /= 10 }
    for factor in [1.0, 2, 5] where factor * power >= value { return factor * power }
    return 10 * power
  }
}

/// A rectangle of the sheet, in pixels from its upper left corner, that axes enclose.
struct Panel: Sendable, Equatable {
  var left: Int
  var right: Int
  var top: Int
  var bottom: Int

  /// The commands that place the axes.
  func margins(on drawing: Drawing) -> [String] {
    let width = Double(drawing.width)
    let height = Double(drawing.height)
    return [
      "set lmargin at screen \(Double(left) / width)",
      "set rmargin at screen \(Double(right) / width)",
      "set tmargin at screen \(1 - Double(top) / height)",
      "set bmargin at screen \(1 - Double(bottom) / height)",
    ]
  }
}
