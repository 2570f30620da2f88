// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// Writes spikes as Neurodata Without Borders 2.11: a units table, a trials table and provenance.
///
/// ```
/// /units                one row per neuron: spike_times, obs_intervals, the recording's columns, receptive_field
/// /stimulus/templates   the stimuli as images, in the order of their numbers
/// /intervals/trials     one row per presentation: start_time, stop_time, stimulus, trial
/// /general/notes        program, version, seed, stream version, configuration: one line of JSON
/// ```
/// Receptive fields and stimuli are those of the session, where it has any. An IndexSeries would repeat the trials
/// table, and Neo (0.14.6) warns of its unit. A single presentation of stimulus 0 needs no trials table and has none. Same recording, session
/// and spikes give the same bytes; other ones give another identifier and other object identifiers. A file in which no neuron fires is valid, but three checks of
/// NWB Inspector 0.7.2 fail on it themselves.
///
/// > Reference: Rübel et al., eLife 11 (2022) e78362, doi:10.7554/eLife.78362.
public struct NWBWriter: SpikeWriter, ~Copyable {
  private var spikeTimes: HDF5Rows<Double>
  private let file: HDF5File
  private let partial: PartialFile
  private var offsets: [UInt64] = []
  private var ledger: TrainLedger
  private var digest: RecordingDigest
  private let session: NWBSession

  /// Begins a file with the default session of the recording.
  public init(path: String, recording: SpikeRecording) throws(SpikeFileError) {
    try self.init(path: path, recording: recording, session: NWBSession(for: recording))
  }

  /// Begins a file with a session of your own.
  ///
  /// - Parameters:
  ///   - path: where the file will be.
  ///   - recording: what is known before the first spike.
  ///   - session: what NWB wants to know besides.
  ///   - compressesTimes: whether spike times are compressed: a fifth less space at a tenth of the speed.
  /// - Throws: ``SpikeFileError/badRecording(_:)`` when the session has an empty text, a time
  ///   without zone, an unknown sex, or pictures that do not fit; ``SpikeFileError/file(_:)`` when the folder refuses it.
  public init(
    path: String, recording: SpikeRecording, session: NWBSession, compressesTimes: Bool = true
  ) throws(SpikeFileError) {
    var session = session
    session.sessionName = session.sessionName ?? Self.sessionName(inDandiset: path)
    try session.check(for: recording)
    let partial = try PartialFile(path: path)
    let file = try HDF5File(creating: path, at: partial.partialPath)
    try file.createGroup("/units")
    let spikeTimes = try HDF5Rows<Double>(
      creating: "/units/spike_times", in: file, isCompressed: compressesTimes)
    self.partial = partial
    self.file = file
    digest = RecordingDigest(of: recording, session: session)
    self.spikeTimes = spikeTimes
    self.session = session
    ledger = TrainLedger(path: path, recording: recording)
  }

  /// The session's name in the name of a file as a dandiset has it.
  private static func sessionName(inDandiset path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    return name.wholeMatch(of: /sub-[^_]+_ses-([A-Za-z0-9-]+)\.nwb/).map { String($0.1) }
  }

  public mutating func append(_ times: [Double]) throws(SpikeFileError) {
    try ledger.enter(times)
    do {
      try spikeTimes.append(times)
    } catch {
      file.keepOpen()
      throw error
    }
    digest.append(times)
    offsets.append(UInt64(ledger.spikeCount))
    ledger.settle()
  }

  public consuming func finish() throws(SpikeFileError) {
    try ledger.close()
    var session = session
    let content = digest.text
    if !session.hasOwnIdentifier {
      session.identifier = NWBObjectNames(session: content).identifier(of: "/")
    }
    let document = NWBDocument(
      in: file, naming: NWBObjectNames(session: "\(session.identifier)\0\(content)"))
    do {
      try spikeTimes.finish()
      try document.describeSession(session, notes: ledger.recording.provenance.encoded)
      if let stimuli = session.stimuli { try document.writeStimuli(stimuli) }
      try document.completeUnits(
        of: ledger.recording, offsets: offsets, receptiveFields: session.receptiveFields)
      try document.writeTrials(ledger.recording.presentations)
    } catch {
      document.file.keepOpen()
      throw error
    }
    try document.close()
    try partial.publish()
  }
}
