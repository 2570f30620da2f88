// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import SpikeFormats
import SpikeTrains
import Tensors
import Testing

@Suite("Experiments on an iterative model")
struct PhysiologyTests {
  private func workplace() async throws -> Workplace {
    let workplace = try Workplace()
    try workplace.makePatches(count: 400, side: 8)
    let outcome = try await Program.interspike(
      "train", "iterative-poisson", "--data", "patches.safetensors", "--latents", "12", "--unroll",
      "3",
      "--steps", "400", "--batch", "40", "--learning-rate", "0.02", "--beta", "0.1", "-o", "run",
      "--quiet",
      in: workplace)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return workplace
  }

  @Test(
    "The bar of light leaves a raster, a tuning curve and a sound, the same on one thread and on two"
  )
  func bar() async throws {
    let workplace = try await workplace()
    for (threads, folder) in [("1", "one"), ("2", "two")] {
      let outcome = try await Program.interspike(
        "experiment", "bar", "run", "-o", folder, "--trials", "3", "--threads", threads,
        in: workplace)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    for name in ["results.json", "spikes.csv", "spikes.wav"] {
      #expect(try workplace.bytes("one/\(name)") == workplace.bytes("two/\(name)"), "\(name)")
    }
    let results = try Workplace.object(workplace.text("one/results.json"))
    let tuning = results["tuning"] as? [Int] ?? []
    #expect(tuning.count == 360)
    #expect(tuning[results["angle"] as? Int ?? 0] == tuning.max())
    let wave = try workplace.bytes("one/spikes.wav")
    #expect(wave.starts(with: Array("RIFF".utf8)))
    // 700 frames of 20 ms, and the end of the last pop.
    #expect(abs(Double(wave.count - 44) / 2 / 44_100 - 14.0025) < 0.001)
    for name in ["raster.png", "tuning.png"] { #expect(workplace.exists("one/\(name)")) }
  }

  @Test("Gratings find preferences, and white noise averages")
  func gratingsAndNoise() async throws {
    let workplace = try await workplace()
    let gratings = try await Program.interspike(
      "experiment", "gratings", "run", "-o", "gratings", "--cycle", "40", in: workplace)
    #expect(gratings.status == 0, "\(gratings.errors)")
    let table = try workplace.text("gratings/neurons.csv").split(separator: "\r\n")
    #expect(table.count == 13 && table[0].hasPrefix("neuron,orientation,frequency"))
    #expect(workplace.exists("gratings/gratings.png"))

    let noise = try await Program.interspike(
      "experiment", "sta", "run", "-o", "sta", "--batch", "500", "--frames", "200", "--lags", "4",
      in: workplace)
    #expect(noise.status == 0, "\(noise.errors)")
    let averages = try NPY.tensor(
      bytes: Array(workplace.bytes("sta/sta.npy")), file: "sta.npy")
    #expect(averages.shape == [12, 4, 64])
    let results = try Workplace.object(workplace.text("sta/results.json"))
    #expect((results["similarity"] as? [Double])?.count == 4)
    // What drives a neuron most is its own atom.
    #expect((results["median_similarity"] as? Double ?? 0) > 0.3, "\(results)")
  }

  @Test("Other models are refused by name")
  func family() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun(steps: 2)
    let outcome = try await Program.interspike("experiment", "bar", "run", "-o", "x", in: workplace)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("needs an iterative Poisson model"), "\(outcome.errors)")
    #expect(!workplace.exists("x"))
  }
}
