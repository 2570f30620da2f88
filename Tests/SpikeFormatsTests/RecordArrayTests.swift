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

  @Test("Fields that are arrays or records are passed over, with names in any letters")
  func fieldsThatArePassedOver() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.npy")
    let record = bytes(0.5.bitPattern) + bytes(Int32(3))
    for (field, size) in [
      ("('pos', '<f8', (3,))", 24), ("('p', [('x', '<f8'), ('y', '<i2', (2,))])", 12),
      ("(\"it's\", '<f8')", 8),
    ] {
      try write(
        "[('time', '<f8'), \(field), ('neuron', '<i4')]",
        [Array(record.prefix(8)) + [UInt8](repeating: 9, count: size) + record.suffix(4)], to: path)
      #expect(try SpikeRaster(contentsOf: path)[3].times == [0.5], "\(field)")
    }
    try write("[('time', '<f8', (2,)), ('neuron', '<i4')]", [bytes(UInt64(0)) + record], to: path)
    let error = #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path) }
    #expect(error?.description.contains("its field 'time' has the type ('<f8', (2,))") == true)
  }

  @Test("Numbers of neurons are named as the file has them, with their record")
  func numbersOfNeurons() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.npy")
    let good = bytes(UInt64(0)) + bytes(Int64(1))
    for (type, neuron, words) in [
      ("<i8", UInt64(bitPattern: -5), "record 1: a spike belongs to neuron -5"),
      ("<u8", .max, "record 1: neuron 18446744073709551615 is"),
      ("<u8", 1 << 32, "record 1: neuron 4294967296 is"),
    ] {
      try write(
        "[('time', '<f8'), ('neuron', '\(type)')]", [good, bytes(UInt64(0)) + bytes(neuron)],
        to: path)
      let error = #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path) }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
    }
  }

  @Test("Records in rows and columns are to be raveled, and a part needs a column of parts")
  func recordsInRows() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.npy")
    let record = bytes(0.5.bitPattern) + bytes(Int32(3))
    let header = NPYHeader(descriptor: "[('time', '<f8'), ('neuron', '<i4')]", shape: [1, 2])
    try AtomicFile.write(header.encoded() + record + record, to: path)
    let error = #expect(throws: SpikeFileError.self) { try NPYReader.holdsSpikes(path: path) }
    #expect(error?.description.contains("array.ravel()") == true, "\(error as Any)")
    try write("[('time', '<f8'), ('neuron', '<i4')]", [record], to: path)
    #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: path, choosing: SpikeSelection(part: "zzz"))
    }
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
