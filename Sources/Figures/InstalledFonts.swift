// SPDX-License-Identifier: GPL-3.0-or-later

internal import Subprocess

/// The characters that the fonts of this machine can draw, asked of fontconfig's `fc-list`.
///
/// A character without a glyph is not a small box in a PNG of gnuplot's but one that covers the
/// picture: the terminal magnifies it twentyfold. It is replaced before.
struct InstalledFonts: Sendable {
  /// The characters of all fonts; `nil` when they could not be asked for.
  private let covered: [ClosedRange<UInt32>]?

  /// Asks for the fonts if `texts` hold characters beyond Latin-1.
  init(toDraw texts: [String]) async {
    guard texts.contains(where: { $0.unicodeScalars.contains { $0.value > 0xFF } }) else {
      covered = nil
      return
    }
    let list = try? await Subprocess.run(
      .name("fc-list"), arguments: [":", "charset"], input: .none,
      output: .string(limit: 1 << 26), error: .discarded
    ).standardOutput
    covered = list.map(Self.ranges)
  }

  /// The ranges in lines such as `:charset=20-7e a0`.
  static func ranges(in list: String) -> [ClosedRange<UInt32>] {
    let words = list.split { $0.isWhitespace || $0 == "=" || $0 == ":" }
    return Set(words).compactMap { word in
      let ends = word.split(separator: "-").map { UInt32($0, radix: 16) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
        return nil
      }
      return first...last
    }
  }

  /// The text with U+FFFD in place of every character that no font has.
  func drawable(_ text: String) -> String {
    guard let covered, !covered.isEmpty else { return text }
    var drawable = ""
    for scalar in text.unicodeScalars {
      let isDrawn =
        scalar.value <= 0xFF || scalar.properties.isDefaultIgnorableCodePoint
        || covered.contains { $0.contains(scalar.value) }
      drawable.unicodeScalars.append(isDrawn ? scalar : "\u{FFFD}")
    }
    return drawable
  }
}
