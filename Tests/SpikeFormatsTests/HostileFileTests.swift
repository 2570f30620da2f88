// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import SpikeFormats
import SpikeTrains
import Testing

@Suite struct HostileFileTests {
  @Test("A cut off NWB file is refused at every length") func cutOffNWBFile() throws {
    let folder = try TemporaryFolder()
    let whole = folder.file("whole.nwb")
    try ExampleRecording().write(NWBWriter.self, to: whole)
    let bytes = try FileReading.bytes(of: whole)
    let path = folder.file("cut.nwb")
    for length in [0, 1, 8, 9, 95, 96, 512, 2048, bytes.count / 2, bytes.count - 1] {
      try AtomicFile.write(Array(bytes.prefix(length)), to: path)
      let error = #expect(throws: SpikeFileError.self, "\(length) of \(bytes.count) bytes") {
        try SpikeRaster(contentsOf: path)
      }
      #expect(error?.description.contains("free space") == false, "\(length): \(error as Any)")
      let isHDF5 = length >= 8
      #expect(error?.description.contains("truncated or damaged") == isHDF5, "\(length)")
    }
  }

  @Test("HDF5 that is not NWB, and NWB without units, are named") func hdf5ThatIsNotNWB() throws {
    let folder = try TemporaryFolder()
    let whole = folder.file("whole.nwb")
    try ExampleRecording().write(NWBWriter.self, to: whole)
    let bytes = try FileReading.bytes(of: whole)
    let path = folder.file("other.h5")
    try AtomicFile.write(replacing("NWBFile", by: "HDFFile", in: bytes), to: path)
    let other = #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path) }
    #expect(
      other?.description.contains("is not an NWB file: it is HDF5 whose root does not have") == true
    )
    try AtomicFile.write(replacing("units\0", by: "unitz\0", in: bytes), to: path)
    #expect(
      throws: SpikeFileError.notThisFormat(
        path: path, expected: "an NWB file with spikes",
        found: "it does not have a units table with spike times")
    ) { try SpikeRaster(contentsOf: path) }
  }

  @Test("A flipped byte among the compressed spike times is noticed")
  func flippedByteAmongCompressedSpike() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nwb")
    let example = try ExampleRecording(neurons: 100, stimuli: 10, trials: 10)
    try example.write(NWBWriter.self, to: path)
    #expect(try SpikeRaster(contentsOf: path).times == example.trains.flatMap { $0 })
    var bytes = try FileReading.bytes(of: path)
    // Nearly all of this file is spike times, so its middle is.
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: path)
    #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path) }
  }

  @Test("A file of another kind, an empty file, a folder and a missing file are named")
  func fileOfAnotherKindEmpty() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("text")
    for text in ["", "hello", "colour;depth\n0.1;0\n"] {
      try AtomicFile.write(text, to: path)
      #expect(throws: SpikeFileError.self) { try SpikeFileSummary(of: path) }
    }
    #expect(throws: SpikeFileError.self) { try SpikeFileSummary(of: folder.path) }
    #expect(
      throws: SpikeFileError.file(
        .cannotOpen(path: folder.file("none"), reason: "No such file or directory"))
    ) { try SpikeFileSummary(of: folder.file("none")) }
    try AtomicFile.write("# interspike-spikes 1\n", to: path)
    #expect(
      throws: SpikeFileError.notThisFormat(
        path: path, expected: "an NWB file", found: "it is CSV")
    ) { _ = try NWBReader(path: path) }
  }

  @Test(
    "A CSV line that is no spike is named",
    arguments: [
      ("nan,0,0", "'nan,0,0' is not the time"), ("inf,0,0", "'inf,0,0' is not"),
      ("half,0,0", "'half,0,0' is not"), ("0.05,0", "'0.05,0' is not"),
      ("0.05,0,0,0", "'0.05,0,0,0' is not"), ("0.05,0,9", "'0.05,0,9' is not"),
      ("0.15,0,0", "'0.15,0,0' is not"), ("0.05,-1,0", "belongs to neuron -1 of 2"),
      ("0.05,2,0", "belongs to neuron 2 of 2"), ("0.05,0.5,0", "'0.05,0.5,0' is not"),
      ("0.05,0,0\n0.04,0,0", "sort the times"),
      ("0.05,4294967296,0", "line 5: a spike belongs to neuron 4294967296 of 2"),
      ("0.05,0,0\n0.06,-7,0", "line 6: a spike belongs to neuron -7 of 2"),
    ])
  func csvLine(lines: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    let count = lines.split(separator: "\n").count
    let header = "# interspike-spikes 1\n# neurons: 2\n# presentation: 0.0,0.1,0,0\n"
    let text = header + "time,neuron,presentation\n\(lines)\n# spikes: \(count)\n"
    try AtomicFile.write(text, to: path)
    do throws(SpikeFileError) {
      _ = try CSVReader(path: path)
      Issue.record("\(lines) was read")
    } catch {
      #expect(error.description.contains(sentence), "\(error)")
      #expect(error.description.contains(path))
    }
  }

  @Test(
    "A CSV header that contradicts itself is refused",
    arguments: [
      "# interspike-spikes 2\n", "# interspike-spikes 1\n",
      "# interspike-spikes 1\n# neurons: none\n",
      "# interspike-spikes 1\n# neurons: 1\n# presentation: 1,0,0,0\ntime,neuron,presentation\n# spikes: 0\n",
      "# interspike-spikes 1\n# neurons: 1\n# presentation: nan,nan,0,0\ntime,neuron,presentation\n# spikes: 0\n",
      "# interspike-spikes 1\n# neurons: 1\ntime,neuron,presentation\n# spikes: 0\n",
      "# interspike-spikes 1\n# presentation: 0,1,0,0\ntime,neuron,presentation\n# spikes: 0\n",
      "# interspike-spikes 1\n# neurons: 1\n# presentation: 0,1,0,0\ntime;neuron\n# spikes: 0\n",
      "# interspike-spikes 1\n# neurons: 1\n# presentation: 0,1,0,0\ntime,neuron,presentation\n",
      "# interspike-spikes 1\n# neurons: 999999999999\n# presentation: 0,1,0,0\ntime,neuron,presentation\n# spikes: 0\n",
    ])
  func csvHeaderThatContradictsItself(text: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    try AtomicFile.write(text, to: path)
    #expect(throws: SpikeFileError.self) { try CSVReader(path: path) }
  }

  @Test("More neurons than can be read are named as the file names them")
  func moreNeuronsThanCanBeRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    try AtomicFile.write("# interspike-spikes 1\n# neurons: 99999999999\n", to: path)
    let error = #expect(throws: SpikeFileError.self) { try CSVReader(path: path) }
    #expect(error?.description.contains("it states 99999999999 neurons") == true, "\(error as Any)")
  }

  @Test("Empty lines before the header hide neither neurons nor presentations")
  func emptyLinesBeforeHeader() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    try AtomicFile.write(
      "\n\r\n# interspike-spikes 1\n# neurons: 3\n# presentation: 0,1,0,0\n"
        + "time,neuron,presentation\n0.5,0,0\n# spikes: 1\n", to: path)
    let reader = try CSVReader(path: path)
    #expect(reader.raster.neuronCount == 3 && reader.presentations.count == 1)
    #expect(try SpikeFileSummary(of: path).neuronCount == 3)
  }

  @Test(
    "What cannot be chosen of our CSV is refused",
    arguments: [
      SpikeSelection(columns: "time,neuron"), SpikeSelection(part: "1"),
      SpikeSelection(samplingRate: 2),
    ])
  func whatCannotBeChosen(selection: SpikeSelection) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    try ExampleRecording().write(CSVWriter.self, to: path)
    #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: path, choosing: selection) }
  }

  @Test("Later notes and Windows line ends do not disturb a CSV file")
  func laterNotesAndWindowsLine() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    try AtomicFile.write(
      "# interspike-spikes 1\r\n# neurons: 1\r\n# colour: red\r\n# presentation: 0,1,0,0\r\n"
        + "time,neuron,presentation\r\n0.5,0,0\r\n# spikes: 1\r\n", to: path)
    #expect(try CSVReader(path: path).raster.times == [0.5])
  }

  @Test("NPY files that are cut off, of another type or absurd are refused")
  func npyFilesThatAreCut() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.npy")
    try ExampleRecording().write(NPYWriter.self, to: path)
    let bytes = try FileReading.bytes(of: path)
    for length in [6, 10, 100, 192, 200, bytes.count - 1] {
      try AtomicFile.write(Array(bytes.prefix(length)), to: path)
      #expect(throws: SpikeFileError.self) { try NPYReader(path: path) }
    }
    let absurd = [
      NPYHeader(descriptor: "<f4", shape: [2]),
      NPYHeader(descriptor: NPYWriter.descriptor, shape: [1 << 60]),
      NPYHeader(descriptor: NPYWriter.descriptor, shape: [1, 1]),
    ]
    for header in absurd {
      try AtomicFile.write(header.encoded() + [UInt8](repeating: 0, count: 16), to: path)
      #expect(throws: SpikeFileError.self) { try NPYReader(path: path) }
    }
    let header = NPYHeader(descriptor: NPYWriter.descriptor, shape: [1]).encoded()
    let nan = withUnsafeBytes(of: Double.nan.bitPattern.littleEndian) { Array($0) }
    try AtomicFile.write(header + nan + [UInt8](repeating: 0, count: 8), to: path)
    #expect(throws: SpikeFileError.self) { try NPYReader(path: path) }
    let huge = [UInt8](repeating: 0, count: 8) + [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]
    try AtomicFile.write(header + huge, to: path)
    #expect(throws: SpikeFileError.self) { try NPYReader(path: path) }
  }

  /// Every occurrence of a text among bytes replaced by one of the same length.
  private func replacing(_ text: String, by other: String, in bytes: [UInt8]) -> [UInt8] {
    let old = Array(text.utf8)
    var result = bytes
    for start in 0...(bytes.count - old.count)
    where bytes[start..<start + old.count].elementsEqual(old) {
      result.replaceSubrange(start..<start + old.count, with: Array(other.utf8))
    }
    return result
  }
}
