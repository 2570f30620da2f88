// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// Writes spikes as the events of a Neuromorphic Intermediate Representation, for `nir.read_data`.
///
/// ```
/// /                                       __type__ = NIRGraphData, interspike_provenance: one line of JSON
/// /nodes/neurons                          __type__ = NIRNodeData
/// /nodes/neurons/observables/spikes       __type__ = EventData, n_neurons, t_max in seconds
///     idx    [samples, events]            neuron of each event, −1 after the last
///     time   [samples, events]            seconds from the beginning of its sample, infinity after the last
/// ```
/// A sample is a presentation; events come in order of time. `t_max` is the longest presentation. The format
/// pads every sample to the events of the fullest, so memory and the file grow with that: for long recordings
/// use NWB.
///
/// > Reference: Pedersen et al., Nature Communications 15 (2024) 8122, doi:10.1038/s41467-024-52259-9; the
/// > layout is that of `nir` 1.0.8.
public struct NIRDataWriter: SpikeWriter, ~Copyable {
  static let rootType = "NIRGraphData"
  static let provenanceAttribute = "interspike_provenance"

  private let partial: PartialFile
  private var ledger: TrainLedger
  private var samples: [[Event]]

  private struct Event {
    let time: Double
    let neuron: Int64
  }

  public init(path: String, recording: SpikeRecording) throws(SpikeFileError) {
    partial = try PartialFile(path: path)
    ledger = TrainLedger(path: path, recording: recording)
    samples = Array(repeating: [], count: recording.presentations.count)
  }

  public mutating func append(_ times: [Double]) throws(SpikeFileError) {
    let neuron = ledger.trainCount
    try ledger.enter(times)
    let presentations = ledger.recording.presentations
    var events: [(Event, Int)] = []
    events.reserveCapacity(times.count)
    try ledger.eachPresentation(of: times, neuron: neuron) { time, presentation in
      let shown = presentations[presentation]
      // The difference may round up to the end, which is excluded.
      let since = min(time - shown.start, (shown.stop - shown.start).nextDown)
      events.append((Event(time: since, neuron: Int64(neuron)), presentation))
    }
    for (event, sample) in events { samples[sample].append(event) }
    ledger.settle()
  }

  public consuming func finish() throws(SpikeFileError) {
    try ledger.close()
    let file = try HDF5File(creating: ledger.path, at: partial.partialPath)
    do {
      try Self.write(samples, of: ledger.recording, to: file)
    } catch {
      file.keepOpen()
      throw error
    }
    try file.close()
    try partial.publish()
  }

  private static func write(
    _ samples: [[Event]], of recording: SpikeRecording, to file: borrowing HDF5File
  ) throws(SpikeFileError) {
    let node = "/nodes/neurons"
    let events = node + "/observables/spikes"
    try file.setText(rootType, "__type__", of: "/")
    try file.setText(recording.provenance.encoded, provenanceAttribute, of: "/")
    for group in ["/nodes", node, node + "/observables", events] { try file.createGroup(group) }
    try file.setText("NIRNodeData", "__type__", of: node)
    try file.setText("EventData", "__type__", of: events)
    try file.setInteger(recording.neuronCount, "n_neurons", of: events)
    let longest = recording.presentations.map { $0.stop - $0.start }.max() ?? 0
    try file.setNumber(longest, "t_max", of: events)

    let width = max(1, samples.map(\.count).max() ?? 0)
    let rowsPerChunk = max(1, HDF5Rows<Int64>.chunkRows / width)
    var neurons = try HDF5Rows<Int64>(
      creating: events + "/idx", in: file, width: width, rowsPerChunk: rowsPerChunk, isMatrix: true)
    var times = try HDF5Rows<Double>(
      creating: events + "/time", in: file, width: width, rowsPerChunk: rowsPerChunk, isMatrix: true
    )
    for sample in samples {
      let ordered = sample.sorted { ($0.time, $0.neuron) < ($1.time, $1.neuron) }
      let padding = width - ordered.count
      try neurons.append(ordered.map(\.neuron) + [Int64](repeating: -1, count: padding))
      try times.append(ordered.map(\.time) + [Double](repeating: .infinity, count: padding))
    }
    try neurons.finish()
    try times.finish()
  }
}
