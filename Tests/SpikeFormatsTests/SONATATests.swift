// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import SpikeTrains
import Testing

/// Spikes as SONATA has them, with libsonata, the reader of those who made the format, as the judge.
@Suite struct SONATATests {
  private func isClose(_ times: [Double], _ expected: [Double]) -> Bool {
    times.count == expected.count
      && zip(times, expected).allSatisfy { abs($0 - $1) <= 2 * $1.ulp }
  }

  @Test("A file gives back the spikes of every neuron, up to the last digit of milliseconds")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.h5")
    let example = try ExampleRecording()
    try example.write(SONATAWriter.self, to: path)
    #expect(try SpikeFileFormat(of: path) == .sonata)
    let reader = try SONATAReader(path: path)
    #expect(reader.population == "neurons" && reader.columns == "timestamps in ms, node_ids")
    #expect(reader.raster.neuronCount == 7)
    for neuron in 0..<7 {
      #expect(isClose(Array(reader.raster.times(of: neuron)), example.trains[neuron]))
    }
    #expect(try folder.names() == ["spikes.h5"])
  }

  @Test("More spikes than a chunk are all there, and none are a file too")
  func manyAndNone() throws {
    let folder = try TemporaryFolder()
    let recording = try SpikeRecording(
      neuronCount: 2, duration: 10,
      provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
    let many = (0..<70_000).map { Double($0) * 1e-4 }
    for trains in [[many, []], [[], many], [[], []]] {
      let path = folder.file("spikes.h5")
      var writer = try SONATAWriter(path: path, recording: recording)
      for train in trains { try writer.append(train) }
      try writer.finish()
      let raster = try SONATAReader(path: path).raster
      #expect(isClose(raster.times, trains.flatMap(\.self)))
    }
  }

  @Test(
    "libsonata reads our spikes, their unit and how they are sorted",
    .enabled(
      if: PythonEnvironment.has("libsonata"),
      "needs Python with libsonata: run tools/python-environment.sh or set INTERSPIKE_PYTHON"))
  func libsonata() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.h5")
    let example = try ExampleRecording()
    try example.write(SONATAWriter.self, to: path)
    let report = try JSONDecoder().decode(
      Report.self, from: PythonEnvironment.run("read_sonata.py", [path]))
    #expect(report.populations == ["neurons"] && report.sorting == "by_id")
    #expect(report.unit == "ms")
    for neuron in 0..<7 {
      let times = zip(report.times, report.nodes).filter { $1 == neuron }.map { $0.0 / 1e3 }
      #expect(isClose(times, example.trains[neuron]))
    }
  }

  private struct Report: Decodable {
    let populations: [String]
    let sorting: String
    let unit: String
    let times: [Double]
    let nodes: [Int]
  }
}
