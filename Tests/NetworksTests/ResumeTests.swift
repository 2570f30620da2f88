// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Networks
import SpikeFormats
import SpikeTrains
import Testing

/// States, files, and spikes on disk: stopping and going on is the same as never stopping.
@Suite struct ResumeTests {
  /// Excitatory and inhibitory cells, Poisson neurons among them, with delays of many lengths.
  private func network() throws -> Network {
    var network = try Network(windowDuration: 0.001)
    let cells = try network.add(
      NetworksTests.cells(80, initialPotentials: .uniform(0...20)), named: "cells")
    let noise = try network.add(
      PoissonNeurons(
        neurons: 20, initialMembranes: .constant(log(40)), bound: .hard(lower: -3, upper: 6)),
      named: "noise")
    try network.drive(cells, with: PoissonInput(hertz: 9000, weight: 0.1))
    try network.connect(
      cells, to: cells, .fixedInDegree(10), weights: .normal(mean: -0.4, standardDeviation: 0.1),
      delays: .uniform(0.001...0.0087))
    try network.connect(
      cells, to: noise, .pairwise(probability: 0.3), weights: .constant(-0.02),
      delays: .constant(0.0021))
    try network.connect(
      noise, to: cells, .dense, weights: .constant(0.5), delays: .constant(0.001))
    return network
  }

  /// A folder that is gone afterwards.
  private func withFolder(_ body: (_ folder: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "interspike-networks-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("A run that is saved, read and resumed is one that never stopped") func runThatIsSavedRead()
    throws
  {
    let network = try network()
    var whole = try network.run(seed: 7, trial: 2)
    var slices: [NetworkSlice] = []
    while let slice = try whole.next(before: 0.3) { slices.append(slice) }
    #expect(slices.count == 300)
    #expect(slices.reduce(0) { $0 + $1.spikes.reduce(0) { $0 + $1.count } } > 300)
    try withFolder { folder in
      let path = "\(folder)/network.safetensors"
      var part = try network.run(seed: 7, trial: 2)
      var found: [NetworkSlice] = []
      for stop in [0.05, 0.051, 0.2, 0.3] {
        while let slice = try part.next(before: stop) { found.append(slice) }
        try part.state.write(to: path)
        let state = try NetworkState(path: path)
        #expect(state == part.state)
        part = try network.run(resuming: state)
      }
      #expect(found == slices)
      #expect(part.state == whole.state)
    }
  }

  @Test("Seeds and trials decide, and a copy goes its own way") func seedsAndTrialsDecide() throws {
    let network = try network()
    func slices(_ run: NetworkRun) throws -> [NetworkSlice] {
      var (run, slices): (NetworkRun, [NetworkSlice]) = (run, [])
      while let slice = try run.next(before: 0.05) { slices.append(slice) }
      return slices
    }
    let run = try network.run(seed: 1)
    let first = try slices(run)
    #expect(try slices(run) == first)
    #expect(try slices(network.run(seed: 2, connectivitySeed: 1)) != first)
    #expect(try slices(network.run(seed: 1, trial: 1)) != first)
    #expect(try slices(network.run(seed: 1, connectivitySeed: 2)) != first)
  }

  @Test("A damaged state is refused, whatever the damage") func damagedStateIsRefusedWhatever()
    throws
  {
    let network = try network()
    var run = try network.run(seed: 7)
    _ = try run.next()
    try withFolder { folder in
      let path = "\(folder)/network.safetensors"
      try run.state.write(to: path)
      let whole = try Data(contentsOf: URL(filePath: path))
      let header = try #require(whole.lastIndex(of: UInt8(ascii: "}")))
      let places =
        Array(stride(from: 0, to: header, by: 13)) + stride(from: header, to: whole.count, by: 97)
      for place in places {
        try whole.prefix(place).write(to: URL(filePath: path))
        #expect(throws: NetworkError.self) { try NetworkState(path: path) }
        var flipped = whole
        flipped[place] ^= 0x10
        try flipped.write(to: URL(filePath: path))
        #expect(throws: NetworkError.self) { try NetworkState(path: path) }
      }
      #expect(throws: NetworkError.self) { try NetworkState(path: "\(folder)/missing") }
      for earlier in 1...2 {
        try Data("interspike-network \(earlier)\n{}\n".utf8).write(to: URL(filePath: path))
        #expect(throws: NetworkError.earlierStateFile(path: path)) { try NetworkState(path: path) }
      }
    }
  }

  @Test("The state of another network is refused") func stateOfAnotherNetwork() throws {
    let state = try network().run(seed: 1).state
    var other = try Network(windowDuration: 0.001)
    _ = try other.add(cells(80), named: "cells")
    #expect(throws: NetworkError.self) { try other.run(resuming: state) }
    let slower = try Network(windowDuration: 0.002)
    #expect(throws: NetworkError.self) { try slower.run(resuming: state) }
  }

  @Test("Spikes stream to disk as the monitor keeps them") func spikesStreamToDisk() throws {
    let network = try network()
    let cells = network.populations[0]
    let provenance = try Provenance(programVersion: "test", seed: 7, streamVersion: 1)
    let recording = try SpikeRecording(
      neuronCount: cells.neuronCount, presentations: [Presentation(start: 0, stop: 0.3)],
      provenance: provenance)
    try withFolder { folder in
      var monitor = SpikeMonitor(of: cells)
      var spool = try SpikeSpool(beside: "\(folder)/cells.nwb", neuronCount: cells.neuronCount)
      var again = try SpikeSpool(beside: "\(folder)/cells.csv", neuronCount: cells.neuronCount)
      var run = try network.run(seed: 7)
      while let slice = try run.next(before: 0.3) {
        monitor.observe(slice)
        try spool.append(slice.windowSpikes(of: cells))
        try again.append(slice.windowSpikes(of: cells))
      }
      #expect(monitor.raster.spikeCount > 300)
      try spool.write(to: "\(folder)/cells.nwb", recording: recording)
      #expect(try SpikeRaster(contentsOf: "\(folder)/cells.nwb") == monitor.raster)
      try again.write(to: "\(folder)/cells.csv", recording: recording)
      #expect(try SpikeRaster(contentsOf: "\(folder)/cells.csv") == monitor.raster)
    }
  }

  @Test("Spikes of a window come neuron after neuron, and within one in order of time")
  func windowSpikes() throws {
    var network = try Network(windowDuration: 0.01)
    let cells = try network.add(PoissonNeurons(rates: [400, 1, 900]), named: "cells")
    var run = try network.run(seed: 7)
    let slice = try #require(try run.next())
    let window = slice.windowSpikes(of: cells)
    #expect(window.interval == slice.interval && window.counts.neuronCount == 3)
    #expect(window.counts.counts.contains { $0 > 1 })
    var spikes: [Spike] = []
    for (place, count) in zip(window.counts.places, window.counts.counts) {
      let times = window.times[spikes.count..<spikes.count + Int(count)]
      #expect(times.sorted() == Array(times))
      spikes += times.map { Spike(time: $0, neuron: Int(place)) }
    }
    #expect(spikes != slice[cells] && spikes.sorted() == slice[cells])
  }

  @Test("Rates and samples are those of the run") func ratesAndSamplesAreThose() throws {
    let network = try network()
    let cells = network.populations[0]
    var run = try network.run(seed: 7)
    var rates = RateMonitor(of: cells, windowsPerBin: 50)
    var potentials = StateMonitor(
      of: "potential", in: cells, neurons: [3, 1], windowsPerSample: 10)
    var spikes = SpikeMonitor(of: cells)
    while let slice = try run.next(before: 0.1) {
      rates.observe(slice)
      spikes.observe(slice)
      try potentials.observe(run)
    }
    #expect(rates.rates.count == 2)
    let counted = spikes.spikes.count { $0.time < 0.05 }
    #expect(abs(rates.rates[0].hertz - Double(counted) / (80 * 0.05)) < 1e-9)
    #expect(potentials.times.count == 10)
    let values = try run.values(of: "potential", in: cells)
    #expect(potentials.samples.last == [values[3], values[1]])
    var unknown = StateMonitor(of: "colour", in: cells)
    #expect(throws: NetworkError.self) { try unknown.observe(run) }
  }
}
