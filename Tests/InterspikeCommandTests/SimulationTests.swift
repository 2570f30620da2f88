// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import SpikeFormats
import SpikeTrains
import Testing

@Suite("From pictures to spikes")
struct SimulationTests {
  @Test(
    "The same command gives the same bytes, with one thread or two",
    arguments: ["nwb", "csv", "npy"])
  func repeated(_ suffix: String) async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    for threads in [1, 2] {
      try await workplace.simulate(to: "spikes\(threads).\(suffix)", seed: 9, threads: threads)
    }
    #expect(try workplace.bytes("spikes1.\(suffix)") == workplace.bytes("spikes2.\(suffix)"))
  }

  @Test("NWB, CSV and NPY hold the same spikes, and another seed gives others")
  func formats() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    for name in ["a.nwb", "a.csv", "a.npy"] {
      try await workplace.simulate(to: name, count: 5, trials: 4, window: 0.25)
    }
    let raster = try SpikeRaster(contentsOf: workplace.path("a.nwb"))
    #expect(raster.interval == 0..<5)
    #expect(raster.neuronCount == 16)
    #expect(raster.spikeCount > 0)
    #expect(try SpikeRaster(contentsOf: workplace.path("a.csv")) == raster)
    let array = try NPYReader(path: workplace.path("a.npy"), neuronCount: 16, interval: 0..<5)
    #expect(array.raster == raster)
    try await workplace.simulate(to: "b.nwb", count: 5, trials: 4, window: 0.25, seed: 2)
    #expect(try SpikeRaster(contentsOf: workplace.path("b.nwb")) != raster)
  }

  @Test("The file says how it came about: seed, versions, settings, species and keywords")
  func provenance() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let outcome = try await Program.interspike(
      "simulate", "run", "--data", "patches.safetensors", "--seed", "18446744073709551615",
      "--species", "Mus musculus", "--keywords", "Poisson, spikes", "-o", "spikes.nwb", "--json",
      in: workplace)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try SpikeFileSummary(of: workplace.path("spikes.nwb"))
    #expect(found.seed == .max)
    #expect(found.provenance?.programVersion == "0.2.0")
    #expect(found.provenance?.streamVersion == 2)
    #expect(found.provenance?.stream == "simulate")
    let settings = try Workplace.object(found.provenance?.configuration ?? "")
    #expect((settings["training"] as? [String: Any])?["latents"] as? Int == 16)
    #expect(try Workplace.object(outcome.output)["spikes"] as? Int == found.spikeCount)
    #expect(try workplace.bytes("spikes.nwb").contains(Array("Mus musculus".utf8)))
    #expect(try workplace.bytes("spikes.nwb").contains(Array("Poisson".utf8)))
  }

  @Test("A small model learns bars, is judged, drawn and inspected")
  func endToEnd() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 2000)
    try workplace.makePatches("unseen.safetensors", count: 500)
    let commands = [
      "train poisson --data patches.safetensors --held-out unseen.safetensors --latents 24 "
        + "--batch 100 --steps 800 --evaluate-every 400 --learning-rate 0.02 -o run",
      "simulate run --data unseen.safetensors -o spikes.nwb --figure spikes.png "
        + "--carried carried.svg",
      "figure dictionary run --data unseen.safetensors -o atoms.png",
      "figure training run -o training.svg",
      "figure raster spikes.nwb -o again.svg",
    ]
    for command in commands {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), command.split(separator: " ").map(String.init),
        in: workplace.folder)
      #expect(outcome.status == 0, "\(command): \(outcome.errors)")
      if command.hasPrefix("train") { #expect(outcome.errors.contains("seed 1")) }
    }
    for picture in ["spikes.png", "carried.svg", "atoms.png", "training.svg", "again.svg"] {
      #expect(try workplace.bytes(picture).count > 1000, "\(picture)")
    }
    let evaluation = try await Program.interspike(
      "evaluate", "run", "--data", "unseen.safetensors", "--json", in: workplace)
    let judged = try Workplace.object(evaluation.output)
    for key in ["nelbo", "mse", "kl", "mse_map", "active_fraction", "lifetime_sparsity", "zeros"] {
      #expect(judged[key] is Double || judged[key] is Int, "\(key)")
    }
    #expect((judged["kl_by_neuron"] as? [Any])?.count == 24)
    let first = try workplace.text("run/metrics.jsonl").split(separator: "\n").first.map(
      String.init)
    let before = try Workplace.object(first ?? "")["nelbo"] as? Double ?? 0
    #expect(judged["nelbo"] as? Double ?? .infinity < 0.8 * before)
    let table = try await Program.interspike(
      "evaluate", "run", "--data", "unseen.safetensors", in: workplace)
    #expect(table.output.contains("NELBO"))
  }

  @Test("Everything the program writes can be inspected, as text and as JSON")
  func inspection() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    for name in ["a.nwb", "a.csv", "a.npy"] { try await workplace.simulate(to: name) }
    let kinds = [
      ("run", "run"), ("run/checkpoint.safetensors", "tensors"), ("patches.safetensors", "tensors"),
      ("a.nwb", "spikes"), ("a.csv", "spikes"), ("a.npy", "spikes"),
    ]
    for (path, kind) in kinds {
      let found = try workplace.findings(path)
      #expect(found.text.contains(path))
      #expect(try Workplace.object(found.json)["kind"] as? String == kind, "\(path)")
    }
  }

  @Test("A run knows its data by their SHA-256")
  func fingerprint() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let data = try Workplace.object(workplace.text("run/config.json"))["data"] as? [String: Any]
    let stored = data?["sha256"] as? String ?? ""
    #expect(stored.count == 64)
    #expect(try stored == SHA256.sum(ofFile: workplace.path("patches.safetensors")))
  }
}
