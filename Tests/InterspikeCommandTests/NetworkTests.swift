// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import LatentModels
import Networks
import Randomness
import Recordings
import Runs
import SpikeFormats
import SpikeTrains
import Subprocess
import Tensors
import Testing

@Suite("Networks from a description")
struct NetworkTests {
  private static func example(_ name: String) throws -> String {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Examples/networks/\(name).yaml")
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  /// The example of Brunel's network with a tenth of its neurons, 0.1 s of it.
  private static func small() throws -> String {
    var text = try example("brunel")
    for (whole, part) in [
      ("neurons: 8000", "neurons: 800"), ("neurons: 2000", "neurons: 200"),
      ("count: 800", "count: 80"), ("count: 200", "count: 20"), ("weight: 0.1", "weight: 1"),
      ("weight: -0.5", "weight: -5"), ("rate: 20000", "rate: 2000"),
      ("duration: 1", "duration: 0.1"),
    ] {
      try #require(text.contains(whole), "the example does not say \(whole)")
      text = text.replacing(whole, with: part)
    }
    return text
  }

  @Test("Brunel's network by its description is the one built in code, spike for spike")
  func descriptionIsCode() async throws {
    let workplace = try Workplace()
    try workplace.write(Array(try Self.small().utf8), to: "brunel.yaml")
    let simulation = try NetworkSimulation(contentsOf: workplace.path("brunel.yaml"))
    let result = try simulation.write(to: workplace.path("a.nwb"), seed: SeedSequence(7))
    var network = try Network(windowDuration: 0.0015)
    func cells(_ count: Int) throws -> LeakyIntegrateAndFire {
      try LeakyIntegrateAndFire(
        neurons: count, membraneTimeConstant: 0.02, threshold: 20, reset: 10, refractoryTime: 0.002)
    }
    let excitatory = try network.add(cells(800), named: "excitatory")
    let inhibitory = try network.add(cells(200), named: "inhibitory")
    for target in [excitatory, inhibitory] {
      try network.connect(
        excitatory, to: target, .fixedInDegree(80), weights: .constant(1), delays: .constant(0.0015)
      )
      try network.connect(
        inhibitory, to: target, .fixedInDegree(20), weights: .constant(-5),
        delays: .constant(0.0015))
      try network.drive(target, with: PoissonInput(hertz: 2000, weight: 1))
    }
    var run = try network.run(seed: 7)
    var monitors = [SpikeMonitor(of: excitatory), SpikeMonitor(of: inhibitory)]
    while let slice = try run.next(before: 0.1015) {
      for index in monitors.indices { monitors[index].observe(slice) }
    }
    let found = try SpikeRaster(contentsOf: workplace.path("a.nwb"))
    let expected = monitors.flatMap { monitor in
      (0..<monitor.population.neuronCount).map { monitor.raster.times(of: $0).filter { $0 < 0.1 } }
    }
    #expect(found.interval == 0..<0.1 && found.neuronCount == 1000)
    #expect((0..<1000).map { Array(found.times(of: $0)) } == expected)
    let report = NetworkReport(
      of: simulation, result, to: "a.nwb", figure: nil, seed: SeedSequence(7))
    let summary = try Workplace.object(report.json)
    #expect(summary["neurons"] as? Int == 1000 && summary["synapses"] as? Int == 100_000)
    #expect(summary["spikes"] as? Int == found.spikeCount && found.spikeCount > 1000)
    #expect(summary["duration"] as? Double == 0.1)
    #expect(summary["real_time_factor"] as? Double ?? 0 > 0)
    #expect(summary["memory_mb"] as? Double ?? 0 > 1)
  }

  @Test(
    "Recorded spikes drive the network of the example, spike for spike, for any number of threads")
  func replay() async throws {
    let workplace = try Workplace()
    try workplace.write(Array(try Self.example("replay").utf8), to: "replay.yaml")
    try workplace.sample(.uniform(20, neurons: 10), to: "recorded.nwb", duration: 2)
    let reader = GuardedSpikeReader(helper: [Program.path(of: "interspike"), "read-spikes"])
    let simulation = try NetworkSimulation(
      contentsOf: workplace.path("replay.yaml"), reader: reader)
    for threads in [1, 2] {
      _ = try simulation.write(
        to: workplace.path("\(threads).nwb"), seed: SeedSequence(1), threads: threads)
    }
    #expect(try workplace.bytes("1.nwb") == workplace.bytes("2.nwb"))
    let given = try SpikeRaster(contentsOf: workplace.path("recorded.nwb"))
    let found = try SpikeRaster(contentsOf: workplace.path("1.nwb"))
    #expect(found.neuronCount == 110 && given.spikeCount > 300)
    for neuron in 0..<10 {
      let expected = given.times(of: neuron).map { $0 + 0.001 }.filter { $0 < 2 }
      let times = Array(found.times(of: neuron))
      try #require(times.count == expected.count)
      #expect(zip(times, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    #expect((10..<110).reduce(0) { $0 + found.spikeCount(of: $1) } > 100)
  }

  @Test("The spikes of a trained model drive a network, one for one")
  func replayOfModel() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try await workplace.simulate(to: "raster.nwb", count: 40, trials: 25, window: 0.02)
    let text = """
      duration: 21
      populations:
        model: {model: replay, file: raster.nwb, shift: 0.5}
        relays: {model: lif, neurons: 16, membrane_time_constant: 0.02, threshold: 20, reset: 0}
      projections:
        - {from: model, to: relays, rule: one_to_one, weight: 25, delay: 0.002}
      """
    try workplace.write(Array(text.utf8), to: "network.yaml")
    let reader = GuardedSpikeReader(helper: [Program.path(of: "interspike"), "read-spikes"])
    _ = try NetworkSimulation(contentsOf: workplace.path("network.yaml"), reader: reader)
      .write(to: workplace.path("driven.nwb"), seed: SeedSequence(1))
    let given = try SpikeRaster(contentsOf: workplace.path("raster.nwb"))
    let found = try SpikeRaster(contentsOf: workplace.path("driven.nwb"))
    #expect(found.neuronCount == 32 && given.spikeCount > 50, "\(given.spikeCount) spikes")
    for neuron in 0..<16 {
      let times = given.times(of: neuron).map { $0 + 0.5 }
      #expect(Array(found.times(of: neuron)) == times)
      let driven = Array(found.times(of: 16 + neuron))
      try #require(driven.count == times.count)
      #expect(zip(driven, times).allSatisfy { abs($0 - $1 - 0.002) < 1e-12 })
    }
  }

  @Test("The microcircuit has its published size, and runs at a fiftieth of it")
  func microcircuit() async throws {
    let workplace = try Workplace()
    let text = try Self.example("microcircuit")
    try workplace.write(Array(text.utf8), to: "whole.yaml")
    let whole = try NetworkSimulation(contentsOf: workplace.path("whole.yaml"))
    #expect(whole.neurons == 77_169)
    #expect(abs(whole.expectedSynapses / 2.99e8 - 1) < 0.01, "\(whole.expectedSynapses)")
    #expect(whole.expectedBytes < 8e9 && whole.network.windowDuration == 0.0001)
    func scaled(_ text: String, _ key: String, _ divisor: Int) -> String {
      text.replacing(try! Regex("\(key): ([0-9]+)", as: (Substring, Substring).self)) {
        "\(key): \((Int($0.output.1) ?? 0) / divisor)"
      }
    }
    let part = scaled(scaled(text, "neurons", 50), "count", 2500)
      .replacing("duration: 1\n", with: "duration: 0.01\n")
    try workplace.write(Array(part.utf8), to: "part.yaml")
    let small = try NetworkSimulation(contentsOf: workplace.path("part.yaml"))
    #expect(small.neurons == 1539)
    let result = try small.write(to: workplace.path("a.npy"), seed: SeedSequence(1))
    #expect(result.synapses == Int(small.expectedSynapses) && result.synapses > 100_000)
    #expect(result.spikesOfPopulations.allSatisfy { $0 > 0 }, "\(result.spikesOfPopulations)")
  }

  @Test("Synapses come from a table, each with its weight and delay, and a bad line is named")
  func tables() async throws {
    let workplace = try Workplace()
    let text = """
      duration: 0.1
      populations:
        given: {model: replay, file: given.csv}
        relays: {model: lif, neurons: 3, membrane_time_constant: 0.02, threshold: 20, reset: 0}
      projections:
        - {from: given, to: relays, rule: list, file: synapses.csv}
      record: relays
      """
    try workplace.write(Array(text.utf8), to: "network.yaml")
    try workplace.write(Array("time,neuron\n0.02,0\n0.05,1\n".utf8), to: "given.csv")
    try workplace.write(
      Array("target,source,weight,delay\n2,0,25,0.004\n0,1,30,0.002\n1,1,15,0.002\n".utf8),
      to: "synapses.csv")
    let simulation = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
    #expect(simulation.network.windowDuration == 0.002 && simulation.files.count == 2)
    let result = try simulation.write(
      to: workplace.path("a.csv"), seed: SeedSequence(1), keepingRaster: true)
    let raster = try #require(result.raster)
    #expect(raster.offsets == [0, 1, 1, 2] && result.synapses == 3)
    #expect(zip(raster.times, [0.052, 0.024]).allSatisfy { abs($0 - $1) < 1e-12 })
    for (table, words) in [
      ("source,target,wieght\n", "mean 'weight'"), ("source,weight\n", "Give source and target"),
      ("source,target\n0,1\n0\n", "line 3"), ("source,target\n0,1.5\n", "'1.5'"),
      ("source,target,weight,delay\n0,7,1,0.002\n", "7.0 is not a valid neuron"),
      ("source,target,weight,delay\n0,1,1,-0.002\n", "above 0"),
      ("source,target,delay\n0,1,0.002\n", "needs 'weight'"),
    ] {
      try workplace.write(Array(table.utf8), to: "synapses.csv")
      let sentence = await Workplace.refusal {
        _ = try NetworkSimulation(contentsOf: workplace.path("network.yaml"))
      }
      #expect(sentence?.contains(words) == true, "\(sentence ?? "nothing was refused")")
    }
  }

  /// A change of the small network and what the refusal must say.
  static let refusals: [(from: String, to: String, words: [String])] = [
    ("duration: 0.1", "duration: -1", ["line 7", "'duration'", "'-1'", "positive"]),
    ("duration: 0.1", "durration: 0.1", ["line 7", "'durration'", "mean 'duration'"]),
    ("model: lif", "model: lfi", ["'lfi'", "mean 'lif'"]),
    ("threshold: 20", "treshold: 20", ["'treshold'", "mean 'threshold'"]),
    ("threshold: 20", "threshold: 5", ["line", "5.0 is not a valid threshold", "reset"]),
    ("neurons: 800", "neurons: many", ["'neurons'", "'many'", "whole number"]),
    ("neurons: 800", "neurons: 1e15", ["'neurons'", "1 to 100000000"]),
    ("delay: 0.0015", "delay: -0.0015", ["delay of -0.0015 s", "above 0"]),
    ("delay: 0.0015", "delay: {normal: [0.001, 0.001]}", ["arbitrarily short delays", "between"]),
    ("delay: 0.0015", "delay: {uniform: [0.001, 0.002], multiple_of: 0}", ["above 0", "'0'"]),
    ("delay: 0.0015", "delay: {uniform: [0.001, 0.002], multiple: 1}", ["mean 'multiple_of'"]),
    (
      "rule: fixed_in_degree, count: 80, weight: 1",
      "rule: procedural_out_degree, count: 80, weight: {normal: [1, 1]}",
      ["weights of the projection", "drawn whenever a source fires"]
    ),
    ("duration: 0.1", "duration: 0.1\nwindow: 0.01", ["delay of 0.0015 s", "windows of 0.01 s"]),
    ("count: 80", "count: 1e9", ["excitatory/excitatory/0", "800000000000 synapses", "at most"]),
    (
      "rule: fixed_in_degree, count: 80", "rule: fixed_degree, count: 80",
      ["'fixed_degree'", "mean 'fixed"]
    ),
    (
      "rule: fixed_in_degree, count: 80", "rule: all_to_all, count: 80",
      ["all_to_all does not take 'count'"]
    ),
    ("from: inhibitory", "from: inhibitor", ["'inhibitor'", "mean 'inhibitory'"]),
    ("weight: -5", "wieght: -5", ["'wieght'", "mean 'weight'"]),
    ("weight: -5", "multapses: maybe, weight: -5", ["'multapses'", "'maybe'", "true or false"]),
    ("rate: 2000,", "rate: [2000, 3000],", ["2 rates", "800"]),
    ("rate: 2000,", "", ["needs 'rate'"]),
    ("weight: -5", "weight: -5, weight: 2", ["duplicated", "'weight'"]),
    ("from: inhibitory", "from: []", ["'from' names no population"]),
    ("threshold: 20", "threshold: 20\n    drive: .inf", ["inf is not a valid drive"]),
    (
      "delay: 0.0015", "delay: {uniform: [0.001, 0.002], multiple_of: 1e-320}",
      ["step that a delay is rounded to"]
    ),
  ]

  @Test(
    "Delays too long to keep, and membranes too stiff to follow, end in a sentence",
    arguments: [
      (
        "a: {model: lif, neurons: 2, membrane_time_constant: 0.02, threshold: 20, reset: 0, drive: 30}",
        "projections: [{from: a, to: a, rule: all_to_all, weight: 1, delay: {uniform: [0.001, 1e9]}}]",
        "longest delay of a/a/0"
      ),
      (
        "a: {model: lif, neurons: 2, membrane_time_constant: 0.02, threshold: 20, reset: 0, drive: 30}",
        "projections: [{from: a, to: a, rule: all_to_all, weight: 1, delay: {uniform: [0.001, 1e300]}}]",
        "longest delay of a/a/0"
      ),
      (
        "a: {model: izhikevich, neurons: 1, a: 1e9, b: 0.2, c: -65, d: 8, drive: 10}", "",
        "cannot be followed through the window"
      ),
    ])
  func extremes(population: String, rest: String, words: String) async throws {
    let workplace = try Workplace()
    let text = "duration: 0.01\nwindow: 0.001\npopulations:\n  \(population)\n\(rest)\n"
    try workplace.write(Array(text.utf8), to: "extreme.yaml")
    let sentence = await Workplace.refusal {
      _ = try NetworkSimulation(contentsOf: workplace.path("extreme.yaml")).write(
        to: workplace.path("a.csv"), seed: SeedSequence(1))
    }
    #expect(sentence?.contains(words) == true, "\(sentence ?? "nothing was refused")")
  }

  @Test(
    "What cannot be is refused in a sentence with its line, before anything runs",
    arguments: refusals)
  func isRefused(_ change: (from: String, to: String, words: [String])) async throws {
    let workplace = try Workplace()
    let text = try Self.small()
    try #require(text.contains(change.from))
    let place = try #require(text.range(of: change.from))
    try workplace.write(
      Array(text.replacingCharacters(in: place, with: change.to).utf8), to: "bad.yaml")
    let sentence = await Workplace.refusal {
      _ = try NetworkSimulation(contentsOf: workplace.path("bad.yaml"))
    }
    for word in change.words + ["bad.yaml"] {
      #expect(
        sentence?.contains(word) == true, "\(sentence ?? "nothing was refused") lacks \(word)")
    }
  }

  @Test("More synapses than memory holds are refused, and a dry run says how many there are")
  func sizes() async throws {
    let workplace = try Workplace()
    let text = try Self.small().replacing(
      "rule: fixed_in_degree, count: 80", with: "rule: fixed_total, count: 4e9"
    ).replacing(
      "delay: 0.0015", with: "delay: {uniform: [0.0015, 0.002]}")
    try workplace.write(Array(text.utf8), to: "large.yaml")
    let sentence = await Workplace.refusal {
      _ = try NetworkSimulation(contentsOf: workplace.path("large.yaml"))
    }
    #expect(sentence?.contains("this machine has") == true, "\(sentence ?? "")")
    try workplace.write(Array(try Self.small().utf8), to: "small.yaml")
    let simulation = try NetworkSimulation(contentsOf: workplace.path("small.yaml"))
    let report = NetworkReport(
      of: simulation, nil, to: nil, figure: nil, seed: SeedSequence(1))
    let summary = try Workplace.object(report.json)
    #expect(summary["synapses"] as? Int == 100_000 && summary["spikes"] == nil)
    #expect((0.001..<10).contains(summary["estimated_seconds"] as? Double ?? 0))
    #expect(try workplace.names() == ["large.yaml", "small.yaml"])
  }

  @Test("A run unrolled into a network fires the counts of its own inference")
  func unrolled() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 100, side: 8)
    try await workplace.train("run", .iterativePoisson) {
      ($0.latents, $0.batch, $0.steps) = (12, 20, 5)
    }
    var unrolling = NetworkSimulation.Unrolling()
    (unrolling.count, unrolling.steps) = (50, 20)
    _ = try NetworkSimulation(
      unrolling: workplace.path("run"),
      on: try await StimulusFile(path: workplace.path("patches.safetensors")), unrolling
    ).write(to: workplace.path("a.nwb"), seed: SeedSequence(9))
    let found = try SpikeRaster(contentsOf: workplace.path("a.nwb"))
    let model = try RunFolder(existing: workplace.path("run")).model()
      .iterativePoisson(for: "a test", run: "run")
    let data = try await StimulusFile(path: workplace.path("patches.safetensors")).data
    let lateral = LateralInference(model)
    func address(_ step: Int) -> DrawAddress {
      DrawAddress(seed: SeedSequence(9), purpose: .evaluation, window: step)
    }
    var state = try lateral.start(count: 1, at: address(0))
    var total = 0
    for step in 1...1000 {
      let datum = (step - 1) / 20
      state = try lateral.next(
        after: state, drive: lateral.drive(of: data.rows(datum..<datum + 1)), at: address(step))
      let window = Double(step) * 0.01..<Double(step + 1) * 0.01
      let counts = (0..<12).map { found.times(of: $0).count { window.contains($0) } }
      #expect(counts == state.counts.values.map { Int($0) }, "step \(step)")
      total += counts.reduce(0, +)
    }
    #expect(total > 100 && total == found.spikeCount, "\(total) spikes")
    #expect(found.interval == 0.01..<10.01)
  }
}
