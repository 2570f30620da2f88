// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import SpikeFormats
import SpikeTrains
import Testing

/// Guards against arrays of records that NumPy users write and that only our own layout was read of.
@Suite struct RecordArrayTests {
  private func bytes<Number: FixedWidthInteger>(_ number: Number, isBig: Bool = false) -> [UInt8] {
    withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian) { Array($0) }
  }

  private func write(_ descriptor: String, _ records: [[UInt8]], to path: String) throws {
    let header = NPYHeader(descriptor: descriptor, shape: [records.count]).encoded()
    try AtomicFile.write(header + records.joined(), to: path)
  }

  @Test("Records of time and neuron are read, whatever their types") func recordsOfTimeAndNeuron()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.npy")
    let spikes: [(Double, Int)] = [(0.5, 3), (0.25, 0), (0.125, 3)]
    try write(
      "[('time', '<f8'), ('neuron', '<i4')]",
      spikes.map { bytes($0.0.bitPattern) + bytes(Int32($0.1)) }, to: path)
    #expect(try SpikeRaster(contentsOf: path)[3].times == [0.125, 0.5])
    try write(
      "[('neuron', '>u2'), ('label', '<U2'), ('time', '>f4')]",
      spikes.map {
        bytes(UInt16($0.1), isBig: true) + [0, 0, 0, 0, 0, 0, 0, 0]
          + bytes(Float($0.0).bitPattern, isBig: true)
      }, to: path)
    #expect(try SpikeRaster(contentsOf: path)[3].times == [0.125, 0.5])
    try write(
      "[('time_ms', '<i8'), ('unit', '|i1')]", [bytes(Int64(500)) + [3]], to: path)
    #expect(try SpikeRaster(contentsOf: path)[3].times == [0.5])
    #expect(try SpikeFileSummary(of: path).columns == "time_ms in ms, unit")
  }

  @Test("A spike vector of SpikeInterface needs its rate and its segment")
  func spikeVectorOfSpikeInterfaceNeeds() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.npy")
    let type = "[('sample_index', '<i8'), ('unit_index', '<i8'), ('segment_index', '<i8')]"
    func records(_ segments: [Int64]) -> [[UInt8]] {
      segments.enumerated().map { bytes(Int64(15_000 * ($0 + 1))) + bytes(Int64(1)) + bytes($1) }
    }
    try write(type, records([0, 0]), to: path)
    let error = #expect(throws: SpikeFileError.self) { try SpikeFileSummary(of: path) }
    #expect(error?.description.contains("--sampling-rate") == true)
    let rate = SpikeSelection(samplingRate: 30_000)
    #expect(try SpikeRaster(contentsOf: path, choosing: rate)[1].times == [0.5, 1])
    try write(type, records([0, 1]), to: path)
    let several = #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: path, choosing: rate)
    }
    #expect(several?.description.contains("--part 0") == true)
    let second = SpikeSelection(part: "1", samplingRate: 30_000)
    #expect(try SpikeRaster(contentsOf: path, choosing: second)[1].times == [1])
  }

  @Test("A record whose neuron is none is named") func recordWhoseNeuronIsNone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.npy")
    for neuron in [Double.nan, 0.5, 1e300, 10_000_000, -1] {
      try write(
        "[('time', '<f8'), ('neuron', '<f8')]", [bytes(UInt64(0)) + bytes(neuron.bitPattern)],
        to: path)
      #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path) }
    }
    try write(
      "[('time', '<M8'), ('neuron', '<i4')]", [bytes(UInt64(0)) + bytes(Int32(0))], to: path)
    #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path) }
    try write("[('time', '<f8'), ('depth', '<f8')]", [], to: path)
    let error = #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path) }
    #expect(error?.description.contains("do not name a neuron") == true)
  }
}
