// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser

/// The command `interspike figure …`.
struct Figure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a dictionary, the progress of a training run, or a raster.",
    discussion: """
      The suffix chooses PNG or SVG. Next to the picture you get its gnuplot script (.gp) and data \
      (.dat); to restyle the picture, edit the script and run gnuplot.
      """,
    subcommands: [FigureDictionary.self, FigureTraining.self, FigureRaster.self])
}

/// Where a figure goes.
struct PictureOption: ParsableArguments {
  @Option(
    name: .shortAndLong, help: "The picture to write: .png or .svg.", completion: .file())
  var output: String

  func validate() throws {
    try FileEndings.picture.require(output, of: "-o")
  }
}
