// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import SpikeTrains
import Testing

/// The name of a file decides who writes it.
@Suite struct SpikeFileWriterTests {
  /// The bytes that a writer leaves under a name.
  private func bytes<Writer: SpikeWriter & ~Copyable>(
    of kind: Writer.Type, named name: String
  ) throws -> Data {
    let folder = try TemporaryFolder()
    try ExampleRecording().write(kind, to: folder.file(name))
    return try Data(contentsOf: URL(filePath: folder.file(name)))
  }

  @Test("Each name gets the bytes of its format")
  func eachNameGetsThe() throws {
    #expect(
      try bytes(of: SpikeFileWriter.self, named: "a.NWB") == bytes(of: NWBWriter.self, named: "a"))
    #expect(
      try bytes(of: SpikeFileWriter.self, named: "a.nirdata")
        == bytes(of: NIRDataWriter.self, named: "a"))
    #expect(
      try bytes(of: SpikeFileWriter.self, named: "a.h5") == bytes(of: SONATAWriter.self, named: "a")
    )
    #expect(
      try bytes(of: SpikeFileWriter.self, named: "a.csv") == bytes(of: CSVWriter.self, named: "a"))
    #expect(
      try bytes(of: SpikeFileWriter.self, named: "a.npy") == bytes(of: NPYWriter.self, named: "a"))
    #expect(SpikeFileFormat(named: "a.sonata") == nil && SpikeFileFormat(named: "nwb") == nil)
  }

  @Test("A name that says no format is refused before anything is written")
  func aNameThatSays() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.txt")
    let error = #expect(throws: SpikeFileError.unknownSuffix(path: path)) {
      try ExampleRecording().write(SpikeFileWriter.self, to: path)
    }
    #expect(
      "\(error.map { "\($0)" } ?? "")".contains("use .nwb, .nirdata, .h5 (SONATA), .csv or .npy"))
    #expect(try folder.names().isEmpty)
  }

  @Test("A raster is written in a line, and a session of one's own is NWB's")
  func aRasterIsWritten() throws {
    let folder = try TemporaryFolder()
    let example = try ExampleRecording(neurons: 2)
    let (first, second) = (example.trains[0], example.trains[1])
    let raster = try SpikeRaster(
      times: first + second, offsets: [0, first.count, first.count + second.count],
      interval: example.recording.interval)
    var session = NWBSession(for: example.recording)
    session.sessionDescription = "Spikes of a raster."
    for name in ["a.nwb", "a.csv"] {
      try raster.write(to: folder.file(name), recording: example.recording, session: session)
      #expect(try SpikeRaster(contentsOf: folder.file(name)) == raster)
    }
    let bytes = try Data(contentsOf: URL(filePath: folder.file("a.nwb")))
    #expect(bytes.firstRange(of: Data("Spikes of a raster.".utf8)) != nil)
  }
}
