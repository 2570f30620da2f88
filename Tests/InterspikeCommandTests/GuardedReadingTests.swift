// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import SpikeTrains
import Testing

@Suite("Files of HDF5, read in a process of their own")
struct GuardedReadingTests {
  private var reader: GuardedSpikeReader {
    GuardedSpikeReader(helper: [Program.path(of: "interspike"), "read-spikes"])
  }

  private func raster(neurons: Int, spikes: Int) throws -> SpikeRaster {
    // From 0 to 4 s, every neuron a little later than the one before.
    let step = 4 / Double(spikes)
    var times: [Double] = []
    for neuron in 0..<neurons {
      let shift = step * Double(neuron) / Double(neurons)
      times += (0..<spikes).map { step * Double($0) + shift }
    }
    return try SpikeRaster(
      times: times, offsets: (0...neurons).map { $0 * spikes }, interval: 0..<4)
  }

  private func write<Writer: SpikeWriter & ~Copyable>(
    _ kind: Writer.Type, _ raster: SpikeRaster, to path: String
  ) throws {
    let recording = try SpikeRecording(
      neuronCount: raster.neuronCount,
      presentations: Presentation.sequence(stimuli: 2, trials: 2, duration: 1),
      provenance: Provenance(programVersion: "0.1.0", seed: 3, streamVersion: 1))
    var writer = try Writer(path: path, recording: recording)
    try writer.append(contentsOf: raster)
    try writer.finish()
  }

  @Test("The spikes, presentations and facts of a whole file come through bit for bit")
  func whole() throws {
    let workplace = try Workplace()
    let raster = try raster(neurons: 300, spikes: 1000)
    try write(NWBWriter.self, raster, to: workplace.path("a.nwb"))
    try write(NIRDataWriter.self, raster, to: workplace.path("a.nirdata"))
    try write(CSVWriter.self, raster, to: workplace.path("a.csv"))
    let spikes = try reader.spikes(in: workplace.path("a.nwb"))
    #expect(spikes.raster == raster)
    #expect(spikes.presentations == Presentation.sequence(stimuli: 2, trials: 2, duration: 1))
    #expect(spikes.provenance?.seed == 3 && spikes.remarks == [])
    for name in ["a.nwb", "a.nirdata", "a.csv"] {
      let path = workplace.path(name)
      #expect(try reader.summary(of: path) == SpikeFileSummary(of: path), "\(name)")
      #expect(try reader.spikes(in: path).raster == SpikeRaster(contentsOf: path), "\(name)")
    }
  }

  @Test("What is chosen reaches the process that reads")
  func selections() throws {
    let workplace = try Workplace()
    let raster = try raster(neurons: 3, spikes: 10)
    let path = workplace.path("a.nwb")
    try write(NWBWriter.self, raster, to: path)
    #expect(try reader.spikes(in: path, choosing: SpikeSelection(part: "units")).raster == raster)
    for (selection, words) in [
      (SpikeSelection(part: "-x"), "does not have a units table '-x'"),
      (SpikeSelection(columns: "time,neuron"), "Leave out --format"),
      (SpikeSelection(samplingRate: 30_000), "Leave out --sampling-rate"),
    ] {
      let spikes = #expect(throws: SpikeFileError.self) {
        try reader.spikes(in: path, choosing: selection)
      }
      let summary = #expect(throws: SpikeFileError.self) {
        try reader.summary(of: path, choosing: selection)
      }
      #expect(spikes?.description.contains(words) == true, "\(spikes as Any)")
      #expect(spikes == summary)
    }
  }

  /// Without the process of its own, some of these end the tests by a signal and some never end.
  @Test("Flipped bits become a sentence or do no harm", .timeLimit(.minutes(10)))
  func mutants() throws {
    let workplace = try Workplace()
    let raster = try raster(neurons: 4, spikes: 60)
    try write(NWBWriter.self, raster, to: workplace.path("whole.nwb"))
    try write(NIRDataWriter.self, raster, to: workplace.path("whole.nir"))
    var state: UInt64 = 20
    func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var (refused, broken) = (0, 0)
    for index in 0..<150 {
      let source = index.isMultiple(of: 2) ? "whole.nwb" : "whole.nir"
      var bytes = [UInt8](try workplace.bytes(source))
      for _ in 0..<(1 + next(below: 4)) {
        // The signature stays, or the file would not be taken for HDF5.
        bytes[8 + next(below: bytes.count - 8)] ^= 1 << UInt8(next(below: 8))
      }
      try workplace.write(bytes, to: "mutant")
      let path = workplace.path("mutant")
      do throws(SpikeFileError) {
        if index.isMultiple(of: 3) {
          _ = try reader.summary(of: path)
        } else {
          _ = try reader.spikes(in: path)
        }
      } catch {
        refused += 1
        let sentence = error.description
        #expect(sentence.hasPrefix(path) && sentence.hasSuffix("."), "\(index): \(sentence)")
        if sentence.contains("the HDF5 library") { broken += 1 }
      }
    }
    // With this seed; the control that mutants reach the library's faults at all.
    #expect(refused >= 15 && broken >= 1, "\(refused) refused, \(broken) of them by a dead process")
  }
}
