// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Recordings

/// The command `interspike inspect FILE|RUN`.
struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Describe a run or a file: safetensors, NPY, NWB, NIR, SONATA, CSV.")

  @Argument(help: "A run folder or a file.", completion: .file())
  var path: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var selection: SelectionOptions

  func run() async throws {
    let findings = try PathFindings.of(path, choosing: selection.selection, reader: .own)
    try Output.write(json ? try findings.json : findings.text)
  }
}
