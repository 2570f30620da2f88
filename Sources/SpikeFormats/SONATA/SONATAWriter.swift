// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// Writes spikes as one population of a SONATA file, neuron after neuron.
///
/// ```
/// /                                interspike_provenance: one line of JSON
/// /spikes/neurons                  sorting = by_id
///     timestamps   [spikes]        milliseconds from time 0, ascending in each neuron, units = ms
///     node_ids     [spikes]        neuron of each spike, from 0
/// ```
/// Memory holds one chunk, however long the recording is. Nothing is compressed, because libsonata (0.2.2) reads no
/// compressed data. The format has no place for silent neurons at the end, for the
/// observation interval and for presentations; they are in NWB and CSV. A time in milliseconds is that in seconds up
/// to its last digit.
///
/// > Reference: Dai et al., PLoS Comput. Biol. 16 (2020) e1007696, doi:10.1371/journal.pcbi.1007696; the SONATA
/// > developer guide.
public struct SONATAWriter: SpikeWriter, ~Copyable {
  private static let population = "/spikes/neurons"

  private var times: HDF5Rows<Double>
  private var neurons: HDF5Rows<UInt64>
  private let file: HDF5File
  private let partial: PartialFile
  private var ledger: TrainLedger

  public init(path: String, recording: SpikeRecording) throws(SpikeFileError) {
    let partial = try PartialFile(path: path)
    let file = try HDF5File(creating: path, at: partial.partialPath)
    let group = Self.population
    try file.setText(
      recording.provenance.encoded, NIRDataWriter.provenanceAttribute, of: "/")
    try file.createGroup("/spikes")
    try file.createGroup(group)
    try file.setSorting(ofSpikes: group)
    let times = try HDF5Rows<Double>(creating: group + "/timestamps", in: file, isCompressed: false)
    let neurons = try HDF5Rows<UInt64>(creating: group + "/node_ids", in: file, isCompressed: false)
    try file.setText("ms", "units", of: group + "/timestamps")
    self.times = times
    self.neurons = neurons
    self.file = file
    self.partial = partial
    ledger = TrainLedger(path: path, recording: recording)
  }

  public mutating func append(_ times: [Double]) throws(SpikeFileError) {
    let neuron = ledger.trainCount
    try ledger.enter(times)
    do {
      try self.times.append(times.map { 1e3 * $0 })
      try neurons.append([UInt64](repeating: UInt64(neuron), count: times.count))
    } catch {
      file.keepOpen()
      throw error
    }
    ledger.settle()
  }

  public consuming func finish() throws(SpikeFileError) {
    try ledger.close()
    do {
      try times.finish()
      try neurons.finish()
    } catch {
      file.keepOpen()
      throw error
    }
    try file.close()
    try partial.publish()
  }
}

extension HDF5File {
  /// Notes that spikes are sorted by neuron, as SONATA wants it said.
  fileprivate func setSorting(ofSpikes group: String) throws(SpikeFileError) {
    let action: HDF5Action = "write \(group)@sorting"
    let type = try HDF5Handle(action, in: path) { interspike_h5_sonata_sorting() }
    let space = try HDF5Handle(action, in: path) { interspike_h5_scalar() }
    let attribute = try createAttribute(
      "sorting", of: group, type: type.identifier, space: space.identifier)
    let byNeuron: [UInt8] = [1]
    try HDF5Handle.call(action, in: path) {
      H5Awrite(attribute.identifier, type.identifier, byNeuron)
    }
  }
}
