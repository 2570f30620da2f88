// SPDX-License-Identifier: GPL-3.0-or-later

/// Text made safe for a gnuplot script, where quotes, backquotes and line breaks can run commands.
///
/// Only single-quoted strings are written: gnuplot substitutes neither backquotes nor backslashes
/// nor macros in them, and a quote is doubled. Line breaks become `."\n".` between two strings.
enum GnuplotText {
  /// One line as a gnuplot string; control characters become spaces.
  static func quoted(_ line: String) -> String {
    var quoted = "'"
    for scalar in line.unicodeScalars {
      switch scalar {
      case "'": quoted += "''"
      case _ where isControl(scalar): quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "'"
  }

  /// Several lines as one gnuplot string expression.
  static func quoted(lines: [String]) -> String {
    "(" + lines.map(quoted).joined(separator: ".\"\\n\".") + ")"
  }

  /// Breaks a title at spaces into lines of at most `length` characters.
  ///
  /// What goes beyond `lineLimit` lines is left out and marked by an ellipsis.
  static func wrapped(_ title: String, length: Int, lineLimit: Int = 3) -> [String] {
    var lines: [String] = []
    for paragraph in title.split(whereSeparator: \.isNewline) {
      var line = ""
      for word in paragraph.split(separator: " ") {
        var word = word
        if !line.isEmpty, line.count + 1 + word.count > length {
          lines.append(line)
          line = ""
        }
        while word.count > length {
          lines.append(String(word.prefix(length)))
          word = word.dropFirst(length)
        }
        line += line.isEmpty ? String(word) : " \(word)"
      }
      if !line.isEmpty { lines.append(line) }
    }
    guard lines.count > lineLimit else { return lines }
    return lines.prefix(lineLimit - 1) + [lines[lineLimit - 1].prefix(length - 2) + " …"]
  }

  /// Control characters and the two Unicode line separators.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
      || scalar.value == 0xFFFE || scalar.value == 0xFFFF
  }
}
