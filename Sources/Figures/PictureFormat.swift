// SPDX-License-Identifier: GPL-3.0-or-later

/// A picture format, told by the suffix of the file's name.
enum PictureFormat: String, CaseIterable, Sendable {
  case png
  case svg

  /// The format for a file name; upper case counts too, and `nil` means another suffix.
  init?(fileName: String) {
    let lowercased = fileName.lowercased()
    guard let format = Self.allCases.first(where: { lowercased.hasSuffix(".\($0.rawValue)") })
    else { return nil }
    self = format
  }

  /// The gnuplot terminal that draws a picture of a given size in pixels.
  func terminal(width: Int, height: Int) -> String {
    let sheet = "size \(width),\(height) font 'DejaVu Sans,11' background rgb 'white'"
    return switch self {
    case .png: "set terminal pngcairo \(sheet)"
    case .svg: "set terminal svg \(sheet) standalone"
    }
  }

  /// Whether the bytes begin and end as a picture of this format does.
  ///
  /// A plotting program on a full disk may report success and leave half a picture.
  func isWhole(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .png:
      bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        && bytes.suffix(8).starts(with: Array("IEND".utf8))
    case .svg:
      bytes.starts(with: Array("<?xml".utf8))
        && String(decoding: bytes.suffix(32), as: UTF8.self).contains("</svg>")
    }
  }

  /// The finished picture, with what the terminal cannot say itself.
  ///
  /// Viewers of SVG smooth an enlarged image unless told otherwise; a mosaic must stay crisp. And
  /// gnuplot leaves `]]>` as it is, which XML forbids.
  func finished(_ bytes: [UInt8]) -> [UInt8] {
    guard self == .svg else { return bytes }
    // A viewer takes the last word it knows; the first is the oldest.
    let crisp = "<image style='image-rendering:optimizeSpeed;image-rendering:pixelated' "
    return Self.replacing("]]>", by: "]]&gt;", in: Self.replacing("<image ", by: crisp, in: bytes))
  }

  private static func replacing(
    _ old: String, by new: String, in bytes: [UInt8]
  ) -> [UInt8] {
    let pieces = bytes.split(separator: Array(old.utf8), omittingEmptySubsequences: false)
    return Array(pieces.joined(separator: Array(new.utf8)))
  }
}
