// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import SpikeFormats

/// What another program's spike file does not say, and which of its recordings to read.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The columns of a table or of records, such as time_ms,neuron or i,t. (default: as in its header)",
      valueName: "columns"))
  var format: String?
  @Option(
    help:
      "Which population, observable, trial, segment or units table to read, if the file holds several."
  )
  var part: String?
  @Option(help: "Samples per second, for times counted in samples.")
  var samplingRate: Double?

  func validate() throws {
    guard let samplingRate, !(samplingRate > 0 && samplingRate.isFinite) else { return }
    throw ValidationError("--sampling-rate is \(samplingRate); it must be above 0.")
  }

  /// The same selection, for the readers.
  var selection: SpikeSelection {
    SpikeSelection(columns: format, part: part, samplingRate: samplingRate)
  }
}
