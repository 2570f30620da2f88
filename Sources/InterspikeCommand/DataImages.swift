// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Datasets
internal import Runs

/// The command `interspike data mnist -o DIR`.
struct DataMNIST: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mnist",
    abstract: "Download the 70,000 handwritten digits of MNIST.",
    discussion: LabeledImages.discussion(of: .handwrittenDigits, with: "pip"))

  @OptionGroup var images: LabeledImages

  func run() async throws { try await images.fetch(.handwrittenDigits) }
}

/// The command `interspike data fashion -o DIR`.
struct DataFashion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fashion",
    abstract: "Download the 70,000 pictures of clothing in Fashion-MNIST.",
    discussion: LabeledImages.discussion(of: .fashion, with: "apt-get"))

  @OptionGroup var images: LabeledImages

  func run() async throws { try await images.fetch(.fashion) }
}

/// What the commands for labeled images share.
struct LabeledImages: ParsableArguments {
  @Option(name: .shortAndLong, help: "The folder for the images.", completion: .directory)
  var output: String

  @Option(
    help: "Where to keep the published files. (default: downloads in the output folder)",
    completion: .directory)
  var cache: String?

  @Flag(help: "Print a summary as one JSON object.") var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.")
  var quiet = false

  static func discussion(of images: PublishedImages, with tool: String) -> String {
    """
    The four published files are downloaded with \(tool) (\(images.package.summary)), checked \
    against their checksums and kept, so a second run needs no network. The output folder then holds \
    train.safetensors and test.safetensors with 60,000 and 10,000 images: a tensor "patches" of shape \
    [n, 784] with values from 0 to 1, which `interspike train` reads, and a tensor "labels". \
    Terms: \(images.license).
    """
  }

  func fetch(_ published: PublishedImages) async throws {
    try FilePlan.check(
      writes: ImagePartition.allCases.map { ("-o", "\(output)/\($0.rawValue).safetensors") })
    Interruption.watch()
    let console = Console(quiet: quiet)
    let cache = cache ?? "\(output)/downloads"
    console.inform(
      published.isCached(in: cache)
        ? "\(published.name) from \(cache)"
        : "downloading \(published.name) from \(published.package.summary), to be kept in \(cache)")
    try await published.fetch(cache: cache)
    var summary = ImageSetSummary(of: published)
    for partition in ImagePartition.allCases {
      try Interruption.check("stopped; \(output) holds \(summary.count) of 2 files.")
      try summary.write(partition, from: cache, to: output)
    }
    try Output.write(json ? summary.json : summary.text)
  }
}
