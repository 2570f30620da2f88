// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Numbers as people read them.
package enum Text {
  /// A number with this many significant digits, without an exponent between 10⁻³ and 10⁷.
  package static func number(_ value: Double, digits: Int = 4) -> String {
    if value.isNaN { return "nan" }
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    guard (-3..<7).contains(magnitude) else { return String(format: "%.\(digits - 1)e", value) }
    return String(format: "%.\(max(0, digits - 1 - magnitude))f", value)
  }

  /// A number in as few digits as represent it: 1, 0.01, 3e-5.
  package static func plain(_ value: Double) -> String {
    let text = "\(value)".replacing("e-0", with: "e-")
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A number with this many decimals.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// A count of something, in the singular for one.
  package static func count(_ count: Int, _ thing: String, _ things: String? = nil) -> String {
    "\(count) \(count == 1 ? thing : things ?? "\(thing)s")"
  }

  /// A text whose control and direction characters are escaped so that they have no effect.
  package static func visible(_ text: String) -> String {
    var visible = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: visible += "\\t"
      case 0x0a: visible += "\\n"
      case 0x0d: visible += "\\r"
      case ..<0x20, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069:
        visible += "\\u{\(String(scalar.value, radix: 16))}"
      default: visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }

  /// A duration as 0:07, 12:34 or 1:02:03.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(seconds.rounded(.up))
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60)
      : String(format: "%d:%02d", minutes, whole % 60)
  }

  /// A number of bytes as 512 B, 4.2 kB, 101 MB.
  package static func bytes(_ count: Int) -> String {
    if count < 1000 { return "\(count) B" }
    var value = Double(count) / 1000
    for unit in ["kB", "MB", "GB"] {
      if value < 999.5 { return "\(number(value, digits: 3)) \(unit)" }
      value /= 1000
    }
    return "\(number(value, digits: 3)) TB"
  }

  /// The beginning of a text that may be long, on one line.
  package static func excerpt(_ text: String) -> String {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
    return line.count < text.count || line.count > 100
      ? "\(line.prefix(80)) … (all of it: --json)" : text
  }

  /// A row of a Markdown table; a bar or a line break in a cell does not end it.
  package static func row(_ cells: [String]) -> String {
    let cells = cells.map {
      visible($0).replacing("\\", with: "\\\\").replacing("|", with: "\\|")
    }
    return "| \(cells.joined(separator: " | ")) |"
  }

  /// Rows of names and values, with the names padded to the same width.
  package static func table(_ rows: [(name: String, value: String)]) -> String {
    let rows = rows.map { (name: visible($0.name), value: visible($0.value)) }
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { row in
      row.name + String(repeating: " ", count: width - row.name.count + 2) + row.value
    }.joined(separator: "\n")
  }
}
