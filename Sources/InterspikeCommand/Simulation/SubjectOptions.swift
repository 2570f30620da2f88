// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import Ranks
internal import Recordings
internal import SpikeFormats
internal import SpikeTrains

/// What an NWB file says about the subject whose neurons fire, and the keywords to find it by.
struct SubjectOptions: ParsableArguments {
  @Option(help: "NWB: the species of the subject, as a Latin binomial or an NCBI taxonomy address.")
  var species: String?
  @Option(
    help:
      "NWB: keywords, separated by commas; Neo (0.14.6) cannot read files that have any. (default: none)"
  )
  var keywords = ""
  @Option(
    help: "NWB: a dandiset's folder to put the spike file into; the file's name names the session.",
    completion: .directory)
  var dandi: String?

  /// The path of an output, in the dandiset if there is one.
  func place(_ output: String) throws -> String {
    try dandi.map { try Dandiset(folder: $0).place(output) } ?? output
  }

  func validate() throws {
    guard let species, !NWBSubject.isSpecies(species) else { return }
    throw ValidationError(
      "--species is \(species.debugDescription); it must be a Latin binomial such as "
        + "\"Mus musculus\" or an NCBI taxonomy address such as "
        + "http://purl.obolibrary.org/obo/NCBITaxon_10090.")
  }

  /// What an NWB file of these neurons says apart from its recording; the default text if `description` is `nil`.
  func session(of recording: SpikeRecording, description: String? = nil) -> NWBSession {
    var session = NWBSession(for: recording)
    session.keywords = keywords.split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    if let description { session.sessionDescription = description }
    if let species { session.subject.species = species }
    return session
  }

  /// Draws and writes all neurons, with progress on the terminal; Ctrl-C ends it without a file.
  func write(
    _ recording: SpikeRecording, to path: String, _ activity: String, description: String? = nil,
    completing complete: (inout NWBSession) throws -> Void = { _ in }, block: Int,
    keepingRaster keeps: Bool, with work: WorkOptions,
    drawing: @Sendable (_ neurons: Range<Int>) throws -> SpikeRaster
  ) throws -> SpikeOutput.Result {
    var session = session(of: recording, description: description)
    try complete(&session)
    let output = SpikeOutput(
      path: path, recording: recording, session: session, threads: work.threadCount,
      ranks: RankJob.own.ranks)
    Interruption.watch()
    let neurons = output.neurons
    let progress = Progress(activity, unit: "neurons", of: neurons, on: work.console)
    defer { progress.end() }
    return try output.write(
      block: block, keepingRaster: keeps,
      visit: { done in
        if done < neurons, let signal = RankJob.own.ranks.stopSignal(own: Interruption.signal) {
          Interruption.note(signal)
          try Interruption.check(
            "stopped after \(done) of \(neurons) neurons; nothing was written.")
        }
        progress.show(done: done)
      }, drawing: drawing)
  }
}
