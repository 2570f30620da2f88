// SPDX-License-Identifier: GPL-3.0-or-later

/// The width of pictures stored as rows of numbers.
enum PictureWidth {
  /// The requested width, or the width of a square.
  ///
  /// - Throws: `Refusal` when it does not divide the pixels.
  static func of(_ pixels: Int, asked: Int?, option: String) throws(Refusal) -> Int {
    let side = Int(Double(pixels).squareRoot().rounded())
    guard asked != nil || side * side == pixels else {
      throw Refusal(
        .usage, "pictures of \(pixels) pixels are not square. Give their width with \(option)."
      )
    }
    let width = asked ?? side
    guard width >= 1, pixels.isMultiple(of: width) else {
      throw Refusal(
        .usage, "\(option) is \(width); it must divide the \(pixels) pixels of a picture.")
    }
    return width
  }
}
