// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Runs
internal import SparseCoding
internal import Tensors

/// The command `interspike sparse code RUN|FILE --data FILE`.
struct CodeOnDictionary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code",
    abstract: "Compute sparse codes of data with a given dictionary, which stays unchanged.",
    discussion: """
      The dictionary comes from a run of `interspike sparse`, the linear decoder of a trained model, or a file. Its atoms \
      may have any length. A run of `interspike sparse` also supplies the algorithm and its settings, in \
      place of the defaults below.
      """)

  @Argument(
    help:
      "A run folder, or a file of shape [pixels, atoms]: .safetensors (tensor fc_dec.weight) or .npy.",
    completion: .file())
  var dictionary: String

  @Option(help: "The data, one datum per row.", completion: .file())
  var data: String

  @Option(
    name: .shortAndLong,
    help: "The file to write the codes to: .safetensors (tensor codes) or .npy.",
    completion: .file())
  var output: String?

  @Option(help: "lca, ista or fista. (default: as in the run, otherwise lca)")
  var algorithm: SparseAlgorithm?
  @OptionGroup var inference: InferenceOptions
  @OptionGroup var competition: CompetitionOptions
  @OptionGroup var descent: DescentOptions
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup var work: WorkOptions

  func validate() throws {
    try FileEndings.numbers.require(output, of: "-o")
    do {
      _ = try settings(of: nil)
    } catch {
      throw ValidationError(Text.words(of: error))
    }
  }

  func run() async throws {
    try FilePlan.check(
      runs: [dictionary], reads: [("--data", data), ("", dictionary)], writes: [("-o", output)])
    let given = try RunDictionary(path: dictionary)
    let settings = try settings(of: given.inference)
    let stimuli = try await StimulusFile(path: data)
    try stimuli.requirePixels(given.pixels, of: "the dictionary of \(dictionary)")
    work.console.inform(
      "\(settings.sentence); \(stimuli.identity.count) data on \(given.count) atoms")
    let found = settings.inference.codes(
      of: stimuli.data, on: given.atoms, threads: work.threadCount)
    let record = try CodesRecord(
      of: found, for: stimuli.data, on: given.atoms, settings: settings, threads: work.threadCount)
    if let output { try settings.write(found.codes, to: output) }
    try Output.write(
      json
        ? JSONText.encode(record)
        : record.table(
          [("dictionary", dictionary), ("data", "\(data), \(record.count) data")], settings))
  }

  /// The settings of a run overridden by the command line; a different algorithm starts from its own defaults.
  private func settings(of run: SparseSettings?) throws(RunError) -> SparseSettings {
    let name = algorithm ?? run?.algorithm ?? .lca
    var settings = run ?? SparseSettings(algorithm: name)
    settings.algorithm = name
    if name != .lca, !competition.hard { settings.thresholding = .soft }
    return try descent.applied(to: competition.applied(to: inference.applied(to: settings)))
      .checked()
  }
}
