// SPDX-License-Identifier: GPL-3.0-or-later

/// Text made safe for a gnuplot script, where quotes, backquotes and line breaks can run commands.
///
/// Text is always in single quotes: gnuplot substitutes neither backquotes nor backslashes nor
/// macros in them. A quote within is not doubled, as the manual suggests, for gnuplot 5.4 misreads
/// two of them at the start; it becomes a string of its own, joined by dots. So do line breaks.
enum GnuplotText {
  /// One line as a gnuplot string expression; control characters become spaces.
  static func quoted(_ line: String) -> String {
    var pieces: [String] = []
    var piece = ""
    func close() {
      if !piece.isEmpty { pieces.append("'\(piece)'") }
      piece = ""
    }
    for scalar in line.unicodeScalars {
      switch scalar {
      case "'":
        close()
        pieces.append("\"'\"")
      case _ where isControl(scalar): piece += " "
      default: piece.unicodeScalars.append(scalar)
      }
    }
    close()
    switch pieces.count {
    case 0: return "''"
    case 1: return pieces[0]
    default: return "(" + pieces.joined(separator: ".") + ")"
    }
  }

  /// Words as one field of a data file, which gnuplot only prints.
  static func datum(_ text: String) -> String {
    let plain = text.unicodeScalars.filter { $0 != "\"" && $0 != "\\" && !isControl($0) }
    return "\"\(String(String.UnicodeScalarView(plain)))\""
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
