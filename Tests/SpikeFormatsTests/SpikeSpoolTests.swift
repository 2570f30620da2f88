// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import SpikeTrains
import Testing

@Suite struct SpikeSpoolTests {
  /// Windows of a population, and the trains that they are.
  private struct Windows {
    var windows: [WindowSpikes] = []
    var trains: [[Double]]

    init(neurons: Int, windows count: Int, largest: UInt64 = 3) {
      trains = Array(repeating: [], count: neurons)
      var state: UInt64 = 7
      func next(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
      }
      for window in 0..<count {
        var (places, counts, times) = ([UInt32](), [UInt32](), [Double]())
        for neuron in 0..<neurons where next(3) == 0 {
          let spikes = (0...next(largest)).map { _ in
            (Double(window) + Double(next(1 << 20)) * 0x1p-20) / 64
          }.sorted()
          places.append(UInt32(neuron))
          counts.append(UInt32(spikes.count))
          times += spikes
          trains[neuron] += spikes
        }
        windows.append(
          WindowSpikes(
            counts: SparseCounts(places: places, counts: counts, trials: 1, neurons: neurons),
            times: times, interval: Double(window) / 64..<Double(window + 1) / 64))
      }
    }
  }

  private func recording(neurons: Int, until end: Double) throws -> SpikeRecording {
    try SpikeRecording(
      neuronCount: neurons, presentations: [Presentation(start: 0, stop: end)],
      provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
  }

  @Test("Trains come out as windows went in", arguments: [(1, 5), (4096, 40), (9001, 60)])
  func trainsComeOutAsWindows(neurons: Int, windows: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nwb")
    let given = Windows(neurons: neurons, windows: windows)
    var spool = try SpikeSpool(beside: path, neuronCount: neurons, memory: 1 << 20)
    for window in given.windows { try spool.append(window) }
    let taken = spool.spikeCount
    #expect(taken == given.trains.reduce(0) { $0 + $1.count })
    #expect(try folder.names() == [])
    let recording = try recording(neurons: neurons, until: Double(windows) / 64)
    var writer = try NWBWriter(
      path: path, recording: recording, session: NWBSession(for: recording), compressesTimes: false)
    try spool.deliver(to: &writer)
    try writer.finish()
    let reader = try NWBReader(path: path)
    #expect(reader.neuronCount == neurons)
    for neuron in 0..<neurons { #expect(try reader.times(of: neuron) == given.trains[neuron]) }
  }

  @Test("A population may come in parts") func populationMayComeInParts() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    let given = Windows(neurons: 10, windows: 8)
    var spool = try SpikeSpool(beside: path, neuronCount: 20)
    for window in given.windows {
      try spool.append(window)
      try spool.append(window, firstNeuron: 10)
    }
    var writer = try CSVWriter(path: path, recording: try recording(neurons: 20, until: 1))
    try spool.deliver(to: &writer)
    try writer.finish()
    let raster = try SpikeRaster(contentsOf: path)
    for neuron in 0..<20 { #expect(Array(raster.times(of: neuron)) == given.trains[neuron % 10]) }
  }

  @Test("A neuron that fires a million times in a window loses none")
  func neuronThatFiresMillionTimes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.nwb")
    let times = (0..<1_100_000).map { Double($0) / 1_100_000 }
    let window = WindowSpikes(
      counts: SparseCounts(places: [1], counts: [1_100_000], trials: 1, neurons: 3), times: times,
      interval: 0..<1)
    var spool = try SpikeSpool(beside: path, neuronCount: 3, memory: 1 << 20)
    try spool.append(window)
    var writer = try NWBWriter(path: path, recording: try recording(neurons: 3, until: 1))
    try spool.deliver(to: &writer)
    try writer.finish()
    #expect(try NWBReader(path: path).times(of: 1) == times)
  }

  @Test("Windows out of order are refused") func windowsOutOfOrder() throws {
    let folder = try TemporaryFolder()
    let given = Windows(neurons: 4, windows: 3)
    var spool = try SpikeSpool(beside: folder.file("raster.nwb"), neuronCount: 4)
    try spool.append(given.windows[2])
    do {
      try spool.append(given.windows[1])
      Issue.record("nothing was thrown")
    } catch {
      #expect("\(error)".contains("comes after one that begins at 0.03125 s"))
    }
  }

  @Test("A folder that is not there is refused") func folderThatIsNotThere() {
    #expect(throws: SpikeFileError.self) {
      _ = try SpikeSpool(beside: "/nonexistent/folder/raster.nwb", neuronCount: 4)
    }
  }
}
