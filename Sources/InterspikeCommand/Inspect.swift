// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Ranks
internal import Recordings
internal import Runs

/// The command `interspike inspect FILE|RUN`.
struct Inspect: AsyncParsableCommand, SpansRanks {
  static let configuration = CommandConfiguration(
    abstract: "Describe a run or a file: safetensors, NPY, NWB, NIR, SONATA, CSV.")

  @Argument(help: "A run folder or a file.", completion: .file())
  var path: String?

  @Flag(
    help: """
      Instead of a file, describe the processes that mpirun started: library, hosts, processors, \
      speed.
      """)
  var ranks = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var job: RankOptions

  func validate() throws {
    guard path == nil, !ranks else { return }
    throw ValidationError("the path is missing. Give a run folder or a file, or --ranks.")
  }

  func run() async throws {
    guard let path, !ranks else {
      let survey = try RankSurvey(agreeing: RankJob.own.ranks)
      return try Output.write(json ? try JSONText.encode(survey) : Text.table(survey.rows))
    }
    let findings = try PathFindings.of(path, choosing: selection.selection, reader: .own)
    try Output.write(json ? try findings.json : findings.text)
  }
}
