// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import SpikeTrains

extension GuardedSpikeReader {
  /// Limits this process for good, reads a file, and says on standard output what it holds.
  ///
  /// The whole work of a helper: call it and end with its status. Memory may grow by 768 MB and
  /// sixteen times the file's size; no file can be written; a step of the HDF5 library may take 1 s of
  /// computing, and 1 s more for every 20 MB of the file.
  ///
  /// - Returns: 0 when standard output took the answer, be it a refusal.
  public static func answer(
    _ question: Question, about path: String, choosing selection: SpikeSelection = .none
  ) -> Int32 {
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? UInt64 ?? 0
    let (share, overflow) = size.multipliedReportingOverflow(by: 16)
    HDF5Watch.confine(memory: (768 << 20) + (overflow ? 0 : share), size: size)
    let output = FileHandle.standardOutput
    do {
      try output.write(contentsOf: SpikeMessage.mark)
      do throws(SpikeFileError) {
        try say(question, about: path, selection, to: output)
      } catch {
        HDF5Watch.pause()
        try SpikeMessage.write(.refusal, Data(error.description.utf8), to: output)
        return 0
      }
      HDF5Watch.pause()
      try SpikeMessage.write(.end, Data(), to: output)
      return 0
    } catch {
      return 1
    }
  }

  private static func say(
    _ question: Question, about path: String, _ selection: SpikeSelection,
    to output: FileHandle
  ) throws(SpikeFileError) {
    switch question {
    case .summary:
      let summary = try SpikeFileSummary(of: path, choosing: selection)
      try send(path) {
        try SpikeMessage.write(.summary, JSONEncoder().encode(summary), to: output)
      }
    case .spikes:
      if try SpikeFileFormat(of: path, choosing: selection) == .nwb {
        try stream(NWBReader(path: path, choosing: selection), path, to: output)
      } else {
        let spikes = try SpikesOfAFile(path: path, choosing: selection)
        let raster = spikes.raster
        try begin(
          raster.offsets, raster.interval, spikes.presentations, spikes.provenance, spikes.remarks,
          spikes.statesObservation, path, to: output)
        try send(path) { try SpikeMessage.write(.times, numbers: raster.times, to: output) }
      }
    }
  }

  /// Sends the trains one after the other, so that memory holds one.
  private static func stream(
    _ reader: borrowing NWBReader, _ path: String, to output: FileHandle
  ) throws(SpikeFileError) {
    let survey = try reader.survey()
    guard let interval = survey.interval else { throw .notObserved(path: path) }
    let offsets = [0] + (0..<reader.neuronCount).map { reader.spikeRows(of: $0).upperBound }
    try begin(
      offsets, interval, reader.presentations, reader.provenance, survey.remarks, true, path,
      to: output)
    var pending: [Double] = []
    for neuron in 0..<reader.neuronCount {
      pending += try reader.times(of: neuron)
      if pending.count >= SpikeMessage.block || neuron == reader.neuronCount - 1 {
        try send(path) { try SpikeMessage.write(.times, numbers: pending, to: output) }
        pending.removeAll(keepingCapacity: true)
      }
    }
  }

  private static func begin(
    _ offsets: [Int], _ interval: Range<Double>, _ presentations: [Presentation],
    _ provenance: Provenance?, _ remarks: [String], _ statesObservation: Bool, _ path: String,
    to output: FileHandle
  ) throws(SpikeFileError) {
    let facts = SpikesOfAFile.Facts(
      neuronCount: offsets.count - 1, spikeCount: offsets.last ?? 0, start: interval.lowerBound,
      stop: interval.upperBound, presentations: presentations, provenance: provenance,
      remarks: remarks, statesObservation: statesObservation)
    let counts = zip(offsets, offsets.dropFirst()).map { UInt64($1 - $0) }
    try send(path) {
      try SpikeMessage.write(.facts, JSONEncoder().encode(facts), to: output)
      try SpikeMessage.write(.counts, numbers: counts, to: output)
    }
  }

  /// The answer ends when the pipe's reader has gone.
  private static func send(_ path: String, _ body: () throws -> Void) throws(SpikeFileError) {
    do {
      try body()
    } catch {
      throw .file(.cannotWrite(path: "the answer about \(path)", reason: "\(error)"))
    }
  }
}

extension SpikesOfAFile {
  /// Reads a file in this process.
  init(path: String, choosing selection: SpikeSelection) throws(SpikeFileError) {
    switch try SpikeFileFormat(of: path, choosing: selection) {
    case .nwb:
      let reader = try NWBReader(path: path, choosing: selection)
      self.init(
        raster: try reader.raster(), presentations: reader.presentations,
        provenance: reader.provenance, remarks: try reader.survey().remarks)
    case .nir:
      let reader = try NIRDataReader(path: path, choosing: selection)
      self.init(
        raster: reader.raster, presentations: reader.presentations, provenance: reader.provenance,
        remarks: [])
    case .sonata:
      self.init(
        raster: try SONATAReader(path: path, choosing: selection).raster,
        presentations: [], provenance: nil, remarks: [], statesObservation: false)
    case .csv:
      let reader = try CSVReader(path: path, choosing: selection)
      self.init(
        raster: reader.raster, presentations: reader.presentations, provenance: reader.provenance,
        remarks: [], statesObservation: reader.statesObservation)
    case .npy:
      self.init(
        raster: try NPYReader(path: path, choosing: selection).raster, presentations: [],
        provenance: nil, remarks: [], statesObservation: false)
    }
  }
}
