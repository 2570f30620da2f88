// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import Testing

@Suite("Pictures in NWB files")
struct NWBPicturesTests {
  /// Pictures of two rows of three pixels.
  private func pictures(_ count: Int, from first: Float = 0) throws -> NWBPictures {
    try NWBPictures(
      width: 3, height: 2, values: (0..<count * 6).map { first + Float($0) / 8 },
      description: "Ramps.")
  }

  private func write(
    _ path: String, _ stimuli: NWBPictures?, _ fields: NWBPictures?, neurons: Int = 7,
    columns: [NeuronColumn] = []
  ) throws {
    let example = try ExampleRecording(neurons: neurons)
    let recording = try SpikeRecording(
      neuronCount: neurons, presentations: example.recording.presentations, neuronColumns: columns,
      provenance: example.recording.provenance)
    var session = NWBSession(for: recording)
    (session.stimuli, session.receptiveFields) = (stimuli, fields)
    var writer = try NWBWriter(path: path, recording: recording, session: session)
    for train in example.trains { try writer.append(train) }
    try writer.finish()
  }

  @Test("Pixels are those of whole pictures, finite, and described")
  func pixelsAreThoseOfWholePictures() throws {
    for values in [[], [0, 0, 0, 0, 0], [0, 0, .nan, 0, 0, 0], [0, 0, 0, 0, 0, .infinity]] {
      #expect(throws: SpikeFileError.self) {
        try NWBPictures(
          width: 3, height: 2, values: values.map { Float($0) }, description: "Ramps.")
      }
    }
    for (width, height, text) in [(0, 2, "a"), (3, -2, "a"), (3, 2, ""), (3, 2, "\0")] {
      #expect(throws: SpikeFileError.self) {
        try NWBPictures(
          width: width, height: height, values: [0, 0, 0, 0, 0, 0], description: text)
      }
    }
  }

  @Test("Every stimulus and every neuron has one") func everyStimulusAndNeuronHasOne() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.nwb")
    let column = NeuronColumn(
      name: "receptive_field", description: "Something else.",
      values: [Double](repeating: 0, count: 7))
    #expect(throws: SpikeFileError.self) { try write(path, pictures(2), nil) }
    #expect(throws: SpikeFileError.self) { try write(path, nil, pictures(6)) }
    #expect(throws: SpikeFileError.self) { try write(path, nil, pictures(7), columns: [column]) }
    #expect(try folder.names() == [])
    try write(path, pictures(3), pictures(7))
    #expect(try SpikeFileSummary(of: path).neuronCount == 7)
  }

  @Test("Equal pictures give equal bytes, and one changed pixel another identifier")
  func equalPicturesGiveEqualBytes() throws {
    let folder = try TemporaryFolder()
    let names = ["a.nwb", "b.nwb", "c.nwb", "d.nwb"]
    for (name, (stimuli, fields)) in zip(
      names, [(0, 0), (0, 0), (1, 0), (0, 1)] as [(Float, Float)])
    {
      try write(folder.file(name), pictures(3, from: stimuli), pictures(7, from: fields))
    }
    let files = try names.map { try Data(contentsOf: URL(fileURLWithPath: folder.file($0))) }
    #expect(files[0] == files[1])
    #expect(Set(files).count == 3)
  }

  @Test(
    "pynwb and NWB Inspector find them where they belong, and have no complaint",
    .enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)))
  func pynwbFindsThem() throws {
    struct Found: Decodable {
      let errors: [String]
      let messages: [String]
      let order: [String]
      let stimuli: [[[Float]]]
      let fields: [[[Float]]]
    }
    let folder = try TemporaryFolder()
    let path = folder.file("a.nwb")
    // Twelve stimuli: their names are in order only if their numbers have leading zeros.
    let example = try ExampleRecording(stimuli: 12)
    var session = NWBSession(for: example.recording)
    let (stimuli, fields) = (try pictures(12), try pictures(7, from: 50))
    (session.stimuli, session.receptiveFields) = (stimuli, fields)
    session.keywords = ["ramps"]
    var writer = try NWBWriter(path: path, recording: example.recording, session: session)
    for train in example.trains { try writer.append(train) }
    try writer.finish()
    let found = try JSONDecoder().decode(
      Found.self, from: PythonEnvironment.run("pictures_nwb.py", [path]))
    #expect(found.errors == [] && found.messages == [])
    #expect(found.order == (0..<12).map { "stimulus_" + ($0 < 10 ? "0\($0)" : "\($0)") })
    #expect(found.stimuli.joined().joined().elementsEqual(stimuli.values))
    #expect(found.fields.joined().joined().elementsEqual(fields.values))
    #expect(found.stimuli.map(\.count) == [Int](repeating: 2, count: 12))
    #expect(found.fields.map(\.count) == [Int](repeating: 2, count: 7))
  }
}
