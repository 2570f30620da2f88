// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import SpikeFormats
import SpikeTrains
import Testing

@Suite("Neurons of given rates")
struct SamplingTests {
  @Test("The same command gives the same spikes in every format, on one thread and on two")
  func formats() async throws {
    let workplace = try Workplace()
    for (name, threads) in [("a.nwb", "1"), ("b.nwb", "2"), ("a.csv", "1"), ("a.npy", "2")] {
      let outcome = try await Program.interspike(
        "sample", "--rates", "5,20,80,0", "--duration", "3.5", "--seed", "7", "--threads", threads,
        "-o", name, in: workplace)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try workplace.bytes("a.nwb") == workplace.bytes("b.nwb"))
    let raster = try SpikeRaster(contentsOf: workplace.path("a.nwb"))
    #expect(raster.neuronCount == 4)
    #expect(raster.interval == 0..<3.5)
    #expect(raster.spikeCount(of: 2) > 200)
    #expect(raster.spikeCount(of: 3) == 0)
    #expect(try SpikeRaster(contentsOf: workplace.path("a.csv")) == raster)
    let array = try NPYReader(path: workplace.path("a.npy"), neuronCount: 4, interval: 0..<3.5)
    #expect(array.raster == raster)
    // The golden first spike of neuron 2 at 80 Hz under seed 7.
    #expect(raster.times(of: 2).first == 0.003_813_675_093_614_045_6)
  }

  @Test(
    "Every process is sampled, and the file says how",
    arguments: [
      ("Poisson", []), ("refractory renewal", ["--dead-time", "0.01"]),
      ("gamma renewal", ["--shape", "4"]), ("correlated Poisson", ["--correlation", "0.3"]),
    ] as [(String, [String])])
  func processes(_ name: String, _ options: [String]) async throws {
    let workplace = try Workplace()
    let outcome = try await Program.run(
      Program.path(of: "interspike"),
      ["sample", "--uniform", "20", "--neurons", "300", "--duration", "2", "-o", "s.nwb", "--json"]
        + options, in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let summary = try Workplace.object(outcome.output)
    #expect(summary["process"] as? String == name)
    #expect(abs((summary["mean_rate"] as? Double ?? 0) - 20) < 3)
    let found = try SpikeFileSummary(of: workplace.path("s.nwb"))
    #expect(found.spikeCount == summary["spikes"] as? Int)
    #expect(found.seed == 1)
    let settings = try Workplace.object(found.provenance?.configuration ?? "")
    #expect(settings["process"] as? String == name)
    #expect(settings["neurons"] as? Int == 300)
  }

  @Test(
    "What cannot be is refused in a sentence, with status 64",
    arguments: [
      "--rates 5,-1", "--rates 5,nan", "--rates 5,inf", "--rates 5,1e12", "--rates 5,,6",
      "--rates x",
      "--uniform 5", "--neurons 5", "--uniform -1 --neurons 5", "--uniform 1e12 --neurons 1",
      "--uniform 5 --neurons 0", "--rates 5 --uniform 5 --neurons 5", "--rates 5 --duration 0",
      "--rates 5 --duration nan", "--rates 1e9 --duration 1", "--rates 2e6 --duration 0.1",
      "--rates 100 --dead-time 0.01", "--rates 5 --dead-time -1", "--rates 5 --shape 0",
      "--rates 5 --shape 2 --dead-time 0.1", "--rates 5,6 --correlation 0.5",
      "--uniform 5 --neurons 2 --correlation 2", "--rates 5 --window 0",
      "--rates 5 --duration 1e9 --window 1e-3", "--rates 1e-9 --duration 1e9 --window 1e-3",
      "--uniform 1e-9 --neurons 1000 --duration 1e9 --window 1",
      "--uniform 50 --neurons 50000000 --duration 100",
      "--uniform 0.01 --neurons 2000000 --duration 1e5 --correlation 0.0001", "",
    ])
  func refusals(_ options: String) async throws {
    let workplace = try Workplace()
    let outcome = try await Program.run(
      Program.path(of: "interspike"),
      ["sample", "-o", "s.nwb"] + options.split(separator: " ").map(String.init),
      in: workplace.folder)
    #expect(outcome.status == 64, "\(options): \(outcome.errors)")
    #expect(outcome.errors.contains("interspike: "))
    #expect(!workplace.exists("s.nwb"))
  }

  // In windows of 1 s each run would take several minutes.
  @Test(
    "1e-9 Hz over 1e9 s costs its spikes, and the file says what repeats it",
    .timeLimit(.minutes(1)))
  func ages() async throws {
    let workplace = try Workplace()
    let slow = ["sample", "--rates", "1e-9,5e-9,0,2e-8", "--duration", "1e9", "--seed", "7"]
    let outcome = try await Program.run(
      Program.path(of: "interspike"), slow + ["-o", "a.csv"], in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("in windows of 1000000 s"))
    let found = try SpikeFileSummary(of: workplace.path("a.csv"))
    let settings = try Workplace.object(found.provenance?.configuration ?? "")
    #expect(settings["window"] as? Double == 1e6)
    let raster = try SpikeRaster(contentsOf: workplace.path("a.csv"))
    let population = try PoissonPopulation(
      checking: [1e-9, 5e-9, 0, 2e-8], windowDuration: 1e6)
    #expect(raster.times == population.raster(in: 0..<1e9, seed: 7).times)
    // 26 spikes are expected; fewer than 6 or more than 60 come once in 10⁶.
    #expect((6...60).contains(raster.spikeCount))
    let again = try await Program.run(
      Program.path(of: "interspike"), slow + ["--window", "1000000", "-o", "b.csv"],
      in: workplace.folder)
    #expect(again.status == 0)
    #expect(try workplace.bytes("a.csv") == workplace.bytes("b.csv"))
    // A neuron is as it is among others, however fast they are.
    let alone = try await Program.run(
      Program.path(of: "interspike"),
      [
        "sample", "--rates", "1e-9,5e-9,0,2e-8,1e-5", "--duration", "1e9", "--seed", "7", "-o",
        "c.npy",
      ],
      in: workplace.folder)
    #expect(alone.status == 0, "\(alone.errors)")
    let among = try NPYReader(path: workplace.path("c.npy"), neuronCount: 5, interval: 0..<1e9)
    for neuron in 0..<4 {
      #expect(Array(among.raster.times(of: neuron)) == Array(raster.times(of: neuron)))
    }
  }

  @Test("What would go on for hours is refused, and the remedy is one")
  func hours() async throws {
    let workplace = try Workplace()
    let command = [
      "sample", "--uniform", "1e-9", "--neurons", "1000", "--duration", "1e9", "-o", "s.npy",
    ]
    let refused = try await Program.run(
      Program.path(of: "interspike"), command + ["--window", "1"], in: workplace.folder)
    #expect(refused.status == 64)
    #expect(
      refused.errors.contains(
        "1.000e+12 draws for 1000.0 spikes; the limits are 1e11 in all and 4e9 per neuron. Give --window 10"
      ),
      "\(refused.errors)")
  }

  @Test("Slow, silent and fast neurons end")
  func extremes() async throws {
    let workplace = try Workplace()
    for options in [
      "--rates 0", "--rates 1e-6,0 --duration 1e6 --window 1e5", "--rates 1e5",
      "--rates 0.001 --duration 1e6 --window 1000",
    ] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"),
        ["sample", "-o", "s.csv"] + options.split(separator: " ").map(String.init),
        in: workplace.folder)
      #expect(outcome.status == 0, "\(options): \(outcome.errors)")
    }
  }
}

@Suite("Verifying the sampler")
struct VerificationTests {
  @Test("The sampler passes, and says at what rate of false alarms")
  func passes() async throws {
    let workplace = try Workplace()
    let outcome = try await Program.interspike(
      "verify-sampler", "--rates", "0.5,20", "--n", "100000", "--seed", "3", "--figure", "p.svg",
      in: workplace)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("conditional uniformity KS"))
    #expect(outcome.output.contains("Fano factor"))
    #expect(outcome.errors.contains("seed 3"))
    #expect(try workplace.bytes("p.svg").count > 1000)
  }

  @Test("A wrong sampler is refused with status 70")
  func refuses() async throws {
    let workplace = try Workplace()
    let outcome = try await Program.interspike(
      "verify-sampler", "--rates", "50", "--n", "200000", "--control", "bernoulli", "--json",
      in: workplace)
    #expect(outcome.status == 70)
    let lines = try outcome.output.split(separator: "\n").map { try Workplace.object(String($0)) }
    #expect(lines.contains { $0["passes"] as? Bool == false })
    #expect(lines.count == 16)
    #expect(outcome.sentences.contains { $0.contains("not Poisson") })
  }

  @Test(
    "Nonsense is refused",
    arguments: ["--rates 0", "--n 5", "--false-alarm 0", "--rates 5 --window 0", "--rates 1000000"])
  func nonsense(_ options: String) async throws {
    let workplace = try Workplace()
    let outcome = try await Program.run(
      Program.path(of: "interspike"),
      ["verify-sampler"] + options.split(separator: " ").map(String.init), in: workplace.folder)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(try workplace.names().isEmpty)
  }
}
