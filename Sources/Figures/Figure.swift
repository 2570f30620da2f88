// SPDX-License-Identifier: GPL-3.0-or-later

/// A picture that can be written as PNG or SVG, with the script and the numbers beside it.
public protocol Figure: Sendable {
  /// The commands and numbers of the picture.
  ///
  /// - Throws: ``FigureError`` when the data to draw are empty or not finite.
  func drawing() throws(FigureError) -> Drawing
}

extension Figure {
  /// Draws the picture; the suffix of `path`, `.png` or `.svg`, chooses the format.
  ///
  /// Beside `raster.png` stand `raster.gp` and `raster.dat`: change the script to restyle the
  /// picture and run `gnuplot raster.gp` in that folder. The picture appears whole or not at all,
  /// and an error leaves earlier files as they were. A script or data of that name that Interspike did
  /// not write, and a script that was changed since, are never overwritten. A character that no installed font has is
  /// written as U+FFFD in a PNG.
  ///
  /// - Throws: ``FigureError``.
  public func write(
    to path: String, using gnuplot: Gnuplot = Gnuplot()
  ) async throws(FigureError) {
    try await gnuplot.draw(try drawing(), to: path)
  }
}
