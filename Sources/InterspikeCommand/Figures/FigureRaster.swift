// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Figures
internal import Recordings
internal import Runs
internal import SpikeFormats

/// The command `interspike figure raster FILE -o raster.png`.
struct FigureRaster: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "raster", abstract: "Draw the spikes of a file, with the population rate.",
    discussion: """
      Each row is a neuron. For more than 1200 neurons, the density of spikes is drawn: a pixel stands for several \
      neurons and is gray where there is any spike, as the axis says.
        interspike figure raster recording.nwb --from 10 --to 12 \\
          --neurons 0-99,200 --sort rate -o raster.png
      """)

  @Argument(help: "A spike file in NWB, NIRData, SONATA, CSV or NPY.", completion: .file())
  var file: String

  @Option(
    help:
      "The bin width of the rate, in seconds; a spike less than 1e-8 of a bin before an edge counts as after it. (default: about a hundred bins)"
  )
  var binWidth: Double?

  @OptionGroup var choice: RasterChoice
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var picture: PictureOption
  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.") var quiet = false

  func run() async throws {
    try FilePlan.check(reads: [("", file)], draws: [("-o", picture.output)])
    let spikes = try GuardedSpikeReader.own.spikes(in: file, choosing: selection.selection)
    for remark in spikes.remarks { Console(quiet: quiet).inform("\(file): \(remark)") }
    try await choice.part.figure(of: spikes, in: file, binWidth: binWidth).write(
      to: picture.output)
    Console(quiet: quiet).inform("drew \(picture.output)")
  }
}
