// SPDX-License-Identifier: GPL-3.0-or-later

/// A small gray picture inside a figure: a stimulus, a reconstruction, an atom.
///
/// Values map to gray symmetrically about zero: black is -m, the middle gray 0, white +m.
public struct GrayPicture: Sendable, Equatable {
  /// Row after row from above, **shape** [height, width].
  public let values: [Float]
  /// Rows of pixels.
  public let height: Int
  /// Columns of pixels.
  public let width: Int
  /// The value of white, m.
  public let white: Float

  /// A picture of `width` columns.
  ///
  /// - Parameters:
  ///   - values: finite numbers, row after row, whole rows.
  ///   - width: columns, at least 1.
  ///   - white: the value of white; nil for the largest absolute value of the picture.
  public init(_ values: [Float], width: Int, white: Float? = nil) {
    guard width > 0, !values.isEmpty, values.count.isMultiple(of: width) else {
      fatalError("\(values.count) values do not make rows of \(width) pixels")
    }
    self.values = values
    self.width = width
    height = values.count / width
    self.white = white ?? values.lazy.map(abs).max() ?? 0
  }

  /// The gray scale of all pictures, as commands.
  static let grays = [
    "unset colorbox", "set palette defined (-1 '#000000', 1 '#ffffff')", "set cbrange [-1:1]",
  ]

  /// The grays as lines of text.
  var lines: [String] {
    stride(from: 0, to: values.count, by: width).map { start in
      values[start..<start + width].map { Self.gray($0, white: white) }.joined(separator: " ")
    }
  }

  /// A value between -1 and 1, in thousandths: a gray scale has 256 steps.
  static func gray(_ value: Float, white: Float) -> String {
    guard white > 0 else { return "0" }
    let gray = max(-1, min(1, Double(value) / Double(white)))
    return "\((gray * 1000).rounded() / 1000)"
  }
}
