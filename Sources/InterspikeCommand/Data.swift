// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Datasets
internal import Foundation
internal import Runs
internal import Stimuli
internal import Tensors

/// The command `interspike data …`.
struct Data: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Download and prepare data.",
    subcommands: [DataPhotos.self, DataMNIST.self, DataFashion.self, DataVideo.self, DataFilm.self])
}

/// The command `interspike data photos -o DIR`.
struct DataPhotos: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "photos",
    abstract: "Cut photographs into whitened patches.",
    discussion: """
      Without --folder, the 112 photographs in Debian's package gcompris-qt-data are downloaded and their \
      licenses kept. The output folder then holds train.safetensors and held-out.safetensors, each \
      with one tensor "patches" of shape [n, size²]. No held-out patch comes from the same picture as a \
      training patch, and pictures with the same pixels are used only once. Patches of size 32 are for \
      `train iterative-poisson --input jitter`, which shows a moving window of them.
      """)

  @Option(name: .shortAndLong, help: "The folder for the patches.", completion: .directory)
  var output: String

  @Option(help: "A folder of your own pictures to use instead.", completion: .directory)
  var folder: String?

  @OptionGroup var preparation: PatchOptions

  @Option(
    help: "Where to keep downloaded packages. (default: downloads in the output folder)",
    completion: .directory)
  var cache: String?

  @Flag(help: "Print a summary as one JSON object.") var json = false
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func run() async throws {
    let recipe = preparation.recipe
    try FilePlan.check(
      reads: [("--folder", folder)],
      writes: PatchPartition.allCases.map { ("-o", "\(output)/\($0.rawValue).safetensors") })
    Interruption.watch()
    let console = work.console
    let (given, licences) = try await photographs(console)
    let comparison = Progress(
      "comparing", unit: "pictures", of: given.photographs.count, on: console)
    let distinct = try await DistinctPhotographs(given, decoder: recipe.decoder) { compared in
      comparison.show(done: compared)
      try Interruption.check("stopped; no patches were written.")
    }
    comparison.end()
    let photographs = distinct.photographs
    for note in distinct.notes { console.inform(note) }
    var patches = PatchCollection(recipe, of: photographs, seed: seed.seed)
    let sheets = recipe.sheets(of: photographs, seed: seed.seed)
    console.inform(
      "\(Text.count(photographs.photographs.count, "picture")) from \(photographs.source), seed \(seed.seed)"
    )
    let progress = Progress("preparing", unit: "pictures", of: sheets.count, on: console)
    for try await sheet in sheets {
      patches.append(sheet)
      progress.show(done: sheet.index + 1, note: sheet.photograph.name)
      try Interruption.check(
        "stopped after \(sheet.index + 1) of \(sheets.count) pictures; no patches were written.")
    }
    progress.end()
    try await patches.write(to: output)
    let summary = try PatchSummary(
      patches, in: output, of: distinct, licences: licences, seed: seed.seed)
    try Output.write(json ? summary.json : summary.text)
  }

  private func photographs(
    _ console: Console
  ) async throws -> (photographs: PhotographSet, licences: [String]) {
    if let folder { return (try PhotographSet(folder: folder), []) }
    let cache = cache ?? "\(output)/downloads"
    console.inform(
      "downloading Debian's \(GComprisPhotographs.package.name), to be kept in \(cache)")
    let fetched = try await GComprisPhotographs.fetch(into: output, cache: cache)
    for note in fetched.notes { console.inform(note) }
    return (fetched.photographs, fetched.licenses)
  }
}
