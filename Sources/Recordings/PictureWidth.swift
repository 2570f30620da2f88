// SPDX-License-Identifier: GPL-3.0-or-later

package import Runs

/// The width of pictures stored as rows of numbers.
package enum PictureWidth {
  /// The requested width, or the width of a square.
  ///
  /// - Throws: `RunError` when it does not divide the pixels.
  package static func of(_ pixels: Int, asked: Int?, option: String) throws(RunError) -> Int {
    let side = Int(Double(pixels).squareRoot().rounded())
    guard asked != nil || side * side == pixels else {
      throw RunError(
        .settings,
        "pictures of \(pixels) pixels are not square. Give their width with "
          + RunError.Message(naming: option) + ".")
    }
    let width = asked ?? side
    guard width >= 1, pixels.isMultiple(of: width) else {
      throw RunError(
        .settings,
        RunError.Message(naming: option)
          + " is \(width); it must divide the \(pixels) pixels of a picture.")
    }
    return width
  }
}
