// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import SpikeFormats
import SpikeTrains
import Testing

@Suite struct RoundTripTests {
  @Test("An NWB file gives back every bit of what went in", arguments: [0, 0.05])
  func nwbFileGivesBackEvery(gap: Double) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nwb")
    let example = try ExampleRecording(gap: gap)
    try example.write(NWBWriter.self, to: path)
    let reader = try NWBReader(path: path)
    #expect(reader.neuronCount == 7)
    #expect(reader.presentations == example.recording.presentations)
    #expect(reader.provenance == example.recording.provenance)
    #expect(try reader.interval() == example.recording.interval)
    #expect(try reader.column("nominal_rate") == example.recording.neuronColumns[0].values)
    for neuron in 0..<7 { #expect(try reader.times(of: neuron) == example.trains[neuron]) }
    let raster = try reader.raster()
    #expect(raster.times == example.trains.flatMap { $0 })
    #expect(raster.interval == example.recording.interval)
    #expect(try folder.names() == ["raster.nwb"])
  }

  @Test("An NWB file is read by neurons and by windows") func nwbFileIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nwb")
    let example = try ExampleRecording()
    try example.write(NWBWriter.self, to: path)
    let reader = try NWBReader(path: path)
    let raster = try reader.raster(of: 2..<5, during: 0.15..<0.3)
    #expect(raster.neuronCount == 3)
    #expect(raster.interval == 0.15..<0.3)
    for neuron in 2..<5 {
      let expected = example.trains[neuron].filter { (0.15..<0.3).contains($0) }
      #expect(Array(raster.times(of: neuron - 2)) == expected)
    }
  }

  @Test("A CSV file gives back every bit of what went in", arguments: [0, 0.05])
  func csvFileGivesBackEvery(gap: Double) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    let example = try ExampleRecording(gap: gap)
    try example.write(CSVWriter.self, to: path)
    let reader = try CSVReader(path: path)
    #expect(reader.presentations == example.recording.presentations)
    #expect(reader.provenance == example.recording.provenance)
    #expect(reader.raster.times == example.trains.flatMap { $0 })
    #expect(reader.raster.neuronCount == 7)
    #expect(reader.raster.interval == example.recording.interval)
  }

  @Test("An NPY file gives back times and neurons") func npyFileGivesBackTimes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.npy")
    let example = try ExampleRecording()
    try example.write(NPYWriter.self, to: path)
    let reader = try NPYReader(
      path: path, neuronCount: 7, interval: example.recording.interval)
    #expect(reader.raster.times == example.trains.flatMap { $0 })
    for neuron in 0..<7 {
      #expect(Array(reader.raster.times(of: neuron)) == example.trains[neuron])
    }
    let (header, offset) = try NPYHeader.decode(FileReading.bytes(of: path))
    #expect(header.shape == [reader.raster.spikeCount])
    #expect(offset == 192)
  }

  @Test("A file of many chunks comes back whole") func fileOfManyChunksComes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nwb")
    let recording = try SpikeRecording(
      neuronCount: 3, presentations: [Presentation(start: 0, stop: 200_000)],
      provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
    let train = (0..<150_001).map { Double($0) + 0.25 }
    var writer = try NWBWriter(path: path, recording: recording)
    try writer.append(train)
    try writer.append([])
    try writer.append(train)
    try writer.finish()
    let reader = try NWBReader(path: path)
    #expect(reader.presentations == recording.presentations)
    #expect(try reader.times(of: 0) == train)
    #expect(try reader.times(of: 1) == [])
    #expect(try reader.times(of: 2) == train)
  }

  @Test("Silence comes back as silence, and a raster is appended whole")
  func silenceComesBackAsSilence() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nwb")
    let raster = try SpikeRaster(times: [], offsets: [0, 0, 0], interval: 0..<3)
    let recording = try SpikeRecording(
      neuronCount: 2, presentations: [Presentation(start: 0, stop: 3)],
      provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
    var writer = try NWBWriter(path: path, recording: recording)
    try writer.append(contentsOf: raster)
    try writer.finish()
    #expect(try SpikeRaster(contentsOf: path) == raster)
    var text = try CSVWriter(path: path, recording: recording)
    try text.append(contentsOf: raster)
    try text.finish()
    #expect(try SpikeRaster(contentsOf: path) == raster)
  }

  @Test("The kind of a file is told by its bytes, and its facts are") func kindOfFileIsTold() throws
  {
    let folder = try TemporaryFolder()
    let example = try ExampleRecording()
    let path = folder.file("any.name")
    let spikeCount = example.trains.reduce(0) { $0 + $1.count }
    try example.write(NWBWriter.self, to: path)
    let nwb = try SpikeFileSummary(of: path)
    #expect(nwb.format == .nwb)
    try example.write(CSVWriter.self, to: path)
    let csv = try SpikeFileSummary(of: path)
    #expect(csv.format == .csv)
    for summary in [nwb, csv] {
      #expect(summary.neuronCount == 7)
      #expect(summary.spikeCount == spikeCount)
      #expect(summary.interval == example.recording.interval)
      #expect(summary.presentationCount == 6)
      #expect(summary.seed == .max)
    }
    try example.write(NPYWriter.self, to: path)
    let npy = try SpikeFileSummary(of: path)
    #expect(npy.format == .npy)
    #expect(npy.spikeCount == spikeCount)
    #expect(npy.neuronCount == nil && npy.interval == nil && npy.leastNeuronCount <= 7)
    #expect(npy.lastSpike == example.trains.flatMap { $0 }.max())
    #expect(npy.seed == nil)
    #expect(try SpikeRaster(contentsOf: path).spikeCount == spikeCount)
  }

  /// The identifiers in a file: its own, and those of its objects.
  private func identifiers(in path: String) throws -> Set<String> {
    let text = String(
      decoding: try FileReading.bytes(of: path).map { $0 < 128 ? $0 : UInt8(ascii: " ") },
      as: UTF8.self)
    return Set(
      text.matches(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/).map { String($0.output.0) })
  }

  @Test("The same recording gives the same bytes, any other has no identifier in common")
  func sameRecordingGivesSameBytes()
    throws
  {
    let folder = try TemporaryFolder()
    func write(
      _ name: String, trains: [[Double]] = [[0.5], [0.25]], seed: UInt64 = 7,
      values: [Double] = [1, 2], configure: (inout NWBSession) -> Void = { _ in }
    ) throws -> Set<String> {
      let recording = try SpikeRecording(
        neuronCount: 2, presentations: [Presentation(start: 0, stop: 1)],
        neuronColumns: [NeuronColumn(name: "depth", description: "Depth.", values: values)],
        provenance: Provenance(programVersion: "0.1.0", seed: seed, streamVersion: 1))
      var session = NWBSession(for: recording)
      configure(&session)
      var writer = try NWBWriter(path: folder.file(name), recording: recording, session: session)
      for train in trains { try writer.append(train) }
      try writer.finish()
      return try identifiers(in: folder.file(name))
    }
    let first = try write("a.nwb")
    #expect(first.count >= 8)
    #expect(try write("b.nwb") == first)
    #expect(
      try FileReading.bytes(of: folder.file("b.nwb"))
        == FileReading.bytes(of: folder.file("a.nwb")))
    // The last bit of a spike, a spike of the other neuron, the seed, a column, the session.
    let others = try [
      write("1.nwb", trains: [[Double(0.5).nextUp], [0.25]]),
      write("2.nwb", trains: [[0.25], [0.5]]),
      write("3.nwb", trains: [[0.25, 0.5], []]), write("4.nwb", seed: 8),
      write("5.nwb", values: [1, 3]), write("6.nwb") { $0.subject.species = "Mus musculus" },
      write("7.nwb") { $0.identifier = "mine" },
    ]
    for (index, other) in others.enumerated() {
      #expect(other.count >= 7)
      for earlier in [first] + others[..<index] { #expect(other.isDisjoint(with: earlier)) }
    }
    // An identifier of one's own is written, and names no object twice.
    let mine = try write("8.nwb", trains: [[], []]) { $0.identifier = "mine" }
    #expect(mine.isDisjoint(with: others[6]))
  }

  @Test("The CSV layout stays") func csvLayoutStays() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    let recording = try SpikeRecording(
      neuronCount: 2,
      presentations: [
        Presentation(start: 0, stop: 0.1), Presentation(start: 0.1, stop: 0.2, trial: 1),
      ],
      provenance: Provenance(
        programVersion: "0.1.0", seed: 7, streamVersion: 1, configuration: "{\"a\":\n1}"))
    var writer = try CSVWriter(path: path, recording: recording)
    try writer.append([0.0123, 0.1])
    try writer.append([1e-7])
    try writer.finish()
    let expected = """
      # interspike-spikes 1
      # neurons: 2
      # provenance: {"program":"interspike","program_version":"0.1.0","seed":7,\
      "stream_version":1,"configuration":{"a": 1}}
      # presentation: 0.0,0.1,0,0
      # presentation: 0.1,0.2,0,1
      time,neuron,presentation
      0.0123,0,0
      0.1,0,1
      1e-07,1,0
      # spikes: 3

      """
    #expect(try FileReading.text(of: path) == expected)
  }
}
