// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import SpikeFormats
import SpikeTrains
import Testing

@Suite struct NIRDataTests {
  @Test("A file gives back the spikes, each in its sample", arguments: [0, 0.05])
  func fileGivesBackSpikesEach(gap: Double) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nirdata")
    let example = try ExampleRecording(gap: gap)
    try example.write(NIRDataWriter.self, to: path)
    #expect(try SpikeFileFormat(of: path) == .nir)
    let reader = try NIRDataReader(path: path)
    #expect(reader.provenance == example.recording.provenance)
    #expect(reader.presentations.count == 6)
    #expect(reader.raster.neuronCount == 7)
    let shown = example.recording.presentations
    for neuron in 0..<7 {
      let times = Array(reader.raster.times(of: neuron))
      let expected = example.trains[neuron].map { time in
        let index = shown.firstIndex { time < $0.stop } ?? 0
        return Double(index) * reader.presentations[0].stop + time - shown[index].start
      }
      #expect(times.count == expected.count)
      #expect(zip(times, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "neuron \(neuron)")
    }
    #expect(try SpikeRaster(contentsOf: path) == reader.raster)
    let summary = try SpikeFileSummary(of: path)
    #expect(summary.spikeCount == example.trains.joined().count && summary.neuronCount == 7)
    #expect(try folder.names() == ["raster.nirdata"])
  }

  @Test("Silence and a single spike are files too") func silenceAndSingleSpike() throws {
    let folder = try TemporaryFolder()
    let recording = try SpikeRecording(
      neuronCount: 2, presentations: [Presentation(start: 3, stop: 5)],
      provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
    for trains in [[[], []], [[], [4.5]]] as [[[Double]]] {
      let path = folder.file("few.nirdata")
      var writer = try NIRDataWriter(path: path, recording: recording)
      for train in trains { try writer.append(train) }
      try writer.finish()
      let raster = try NIRDataReader(path: path).raster
      #expect(raster.interval == 0..<2)
      #expect(raster.times == trains.joined().map { $0 - 3 })
    }
  }

  @Test("A cut off file is refused at every length") func cutOffFileIsRefused() throws {
    let folder = try TemporaryFolder()
    let whole = folder.file("whole.nirdata")
    try ExampleRecording().write(NIRDataWriter.self, to: whole)
    let bytes = try FileReading.bytes(of: whole)
    for length in [9, 96, 512, 2048, bytes.count / 2, bytes.count - 1] {
      let path = folder.file("cut.nirdata")
      try AtomicFile.write(Array(bytes.prefix(length)), to: path)
      #expect(throws: SpikeFileError.self, "\(length) of \(bytes.count) bytes") {
        try SpikeRaster(contentsOf: path)
      }
    }
  }

  @Test("A file without events says so") func fileWithoutEventsSaysSo() throws {
    let folder = try TemporaryFolder()
    let whole = folder.file("whole.nirdata")
    try ExampleRecording().write(NIRDataWriter.self, to: whole)
    var bytes = try FileReading.bytes(of: whole)
    for place in bytes.indices.dropLast(9)
    where bytes[place..<place + 9].elementsEqual("EventData".utf8) {
      bytes[place] = UInt8(ascii: "X")
    }
    let path = folder.file("other.nirdata")
    try AtomicFile.write(bytes, to: path)
    let error = #expect(throws: SpikeFileError.self) { try NIRDataReader(path: path) }
    #expect(error?.description.contains("it holds no events") == true, "\(error as Any)")
    let missing = #expect(throws: SpikeFileError.self) {
      try NIRDataReader(path: whole, observable: "neurons/membrane")
    }
    #expect(missing?.description.contains("it has neurons/spikes") == true, "\(missing as Any)")
  }

  @Test(
    "NIR reads ours and we read nir's",
    .enabled(if: PythonEnvironment.isPresent, "\(PythonEnvironment.absence)"))
  func nirReadsOursAndWe() throws {
    struct Events: Decodable {
      let type: String
      let neurons: Int
      let duration: Double
      let samples: [[[Double]]]
      let padding: Bool
      let nodes: [String]
      let edges: [[String]]
      let weight: [[Double]]
      let bias: [Double]
      let latent: String
      let rates: [Double]
    }
    let folder = try TemporaryFolder()
    let (ours, theirs) = (folder.file("ours.nirdata"), folder.file("theirs.nir"))
    var graph = NIRDecoderGraph(
      weights: [1, 2, 3, 4, 5, -0.5], bias: [0.25, -8, 0], outputs: 3, inputs: 2)
    graph.texts = ["latent": "poisson"]
    graph.numbers = ["rates": [0.5, 0.125]]
    try graph.write(to: folder.file("decoder.nir"))
    let example = try ExampleRecording()
    try example.write(NIRDataWriter.self, to: ours)
    let events = try JSONDecoder().decode(
      Events.self,
      from: PythonEnvironment.run("exchange_nir.py", [ours, theirs, folder.file("decoder.nir")]))
    #expect(events.nodes == ["Affine", "Input", "Output"])
    #expect(events.edges == [["decoder", "output"], ["input", "decoder"]])
    #expect(events.weight == [[1, 2], [3, 4], [5, -0.5]] && events.bias == [0.25, -8, 0])
    #expect(events.latent == "poisson" && events.rates == [0.5, 0.125])
    #expect(events.type == "EventData" && events.neurons == 7 && events.padding)
    #expect(abs(events.duration - 0.1) < 1e-12)
    #expect(events.samples.joined().count == example.trains.joined().count)
    for (sample, shown) in zip(events.samples, example.recording.presentations) {
      let times = sample.map { $0[0] }
      #expect(times == times.sorted())
      let expected = example.trains.enumerated().flatMap { neuron, train in
        train.filter { (shown.start..<shown.stop).contains($0) }.map {
          [$0 - shown.start, Double(neuron)]
        }
      }
      #expect(sample == expected.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
    }

    let ambiguous = #expect(throws: SpikeFileError.self) { try NIRDataReader(path: theirs) }
    #expect(
      ambiguous?.description.contains("hidden/spikes, output/spikes. Choose one") == true,
      "\(ambiguous as Any)")
    let hidden = try NIRDataReader(path: theirs, observable: "hidden/spikes")
    #expect(hidden.raster.neuronCount == 4 && hidden.raster.interval == 0..<2)
    #expect(hidden.raster.times == [0.5, 1.125, 0.25, 0.75])
    #expect(hidden.presentations.count == 2 && hidden.provenance == nil)
    let output = try NIRDataReader(path: theirs, observable: "output/spikes")
    #expect(output.raster.times == [0.5] && output.raster.interval == 0..<2)
  }
}
