// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser

/// The command `interspike figure …`.
struct Figure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a dictionary, the course of a training or a raster.",
    discussion: """
      The picture is PNG or SVG by its suffix. Beside it stay the gnuplot script (.gp) and the numbers \
      (.dat): change the script and run gnuplot to restyle the picture.
      """,
    subcommands: [FigureDictionary.self, FigureTraining.self, FigureRaster.self])
}

/// Where a figure goes.
struct PictureOption: ParsableArguments {
  @Option(
    name: .shortAndLong, help: "The picture: a name ending in .png or .svg.", completion: .file())
  var output: String

  func validate() throws {
    try FileEndings.picture.require(output, of: "-o")
  }
}
