// SPDX-License-Identifier: GPL-3.0-or-later

/// What a figure hands to gnuplot: a sheet of a given number of pixels, the commands, and the numbers.
///
/// The commands find the numbers under the gnuplot variable `data`, a file of the blocks added
/// by ``append(_:rows:)``: `plot data index 0 using 1:2`.
public struct Drawing: Sendable, Equatable {
  /// The width of the picture in pixels.
  public var width: Int
  /// The height of the picture in pixels.
  public var height: Int
  /// The gnuplot commands, one a line; text from outside must be quoted by ``quoted(_:)``.
  public var commands: [String] = []
  /// The text of the data file.
  public private(set) var data = ""
  /// How many data blocks there are.
  public private(set) var blockCount = 0

  /// An empty sheet.
  ///
  /// - Parameters:
  ///   - width: pixels, at least 1.
  ///   - height: pixels, at least 1.
  public init(width: Int, height: Int) {
    guard width > 0 && height > 0 else {
      fatalError("a sheet of \(width) × \(height) pixels has no area")
    }
    self.width = width
    self.height = height
  }

  /// Adds a named block of numbers and returns the words that plot it: `data index 0`.
  ///
  /// gnuplot refuses an empty block, so nothing is added for no rows and the result is `nil`.
  ///
  /// - Parameters:
  ///   - name: what the block holds and its columns, with units; written as a comment.
  ///   - rows: one row of numbers a line; a number that is not finite becomes a gap.
  public mutating func append(_ name: String, rows: some Sequence<[Double]>) -> String? {
    append(
      name,
      lines: rows.lazy.map {
        $0.map { $0.isFinite ? $0.description : "NaN" }.joined(separator: " ")
      }
    )
  }

  /// Adds a named block whose lines are already written.
  mutating func append(_ name: String, lines: some Sequence<String>) -> String? {
    var block = ""
    for line in lines {
      block += line
      block += "\n"
    }
    guard !block.isEmpty else { return nil }
    if blockCount > 0 { data += "\n\n" }
    data += "# \(String(name.map { $0.isNewline ? " " : $0 }))\n\(block)"
    blockCount += 1
    return "data index \(blockCount - 1)"
  }

  /// Adds a gray picture, and returns the words of the block; rows from above, values from -1 to 1.
  mutating func append(_ name: String, picture: GrayPicture) -> String? {
    append(name, lines: picture.lines)
  }

  /// Text as a gnuplot string that can run nothing, whatever it holds.
  public static func quoted(_ text: String) -> String { GnuplotText.quoted(text) }
}
