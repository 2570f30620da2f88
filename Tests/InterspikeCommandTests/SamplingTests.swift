// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Figures
import Foundation
import InterspikeTesting
import Randomness
import Recordings
import SpikeFormats
import SpikeTrains
import Testing

@Suite("Neurons of given rates")
struct SamplingTests {
  @Test("The same command gives the same spikes in every format, on one thread and on two")
  func formats() async throws {
    let workplace = try Workplace()
    for (name, threads) in [("a.nwb", 1), ("b.nwb", 2), ("a.csv", 1), ("a.npy", 2)] {
      try workplace.sample(
        Workplace.rates("5,20,80,0"), to: name, duration: 3.5, seed: 7, threads: threads)
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

  private static let choices: [String: @Sendable (inout SampledPopulation) -> Void] = [
    "Poisson": { _ in }, "refractory renewal": { $0.deadTime = 0.01 },
    "gamma renewal": { $0.shape = 4 }, "correlated Poisson": { $0.correlation = 0.3 },
  ]

  @Test("Every process is sampled, and the file says how", arguments: choices.keys.sorted())
  func processes(_ name: String) async throws {
    let choose = try #require(Self.choices[name])
    let workplace = try Workplace()
    let result = try workplace.sample(
      .uniform(20, neurons: 300), to: "s.nwb", duration: 2, choose)
    #expect(abs(Double(result.spikes) / 600 - 20) < 3)
    let found = try SpikeFileSummary(of: workplace.path("s.nwb"))
    #expect(found.spikeCount == result.spikes)
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
      "--uniform 300 --neurons 10000000 --duration 100", "--uniform 0.01 --neurons 10000001",
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
    let slow = try Workplace.rates("1e-9,5e-9,0,2e-8")
    try workplace.sample(slow, to: "a.csv", duration: 1e9, seed: 7)
    let found = try SpikeFileSummary(of: workplace.path("a.csv"))
    let settings = try Workplace.object(found.provenance?.configuration ?? "")
    #expect(settings["window"] as? Double == 1e6)
    let raster = try SpikeRaster(contentsOf: workplace.path("a.csv"))
    let population = try PoissonPopulation(
      checking: [1e-9, 5e-9, 0, 2e-8], windowDuration: 1e6)
    #expect(raster.times == population.raster(in: 0..<1e9, seed: 7).times)
    // 26 spikes are expected; fewer than 6 or more than 60 come once in 10⁶.
    #expect((6...60).contains(raster.spikeCount))
    try workplace.sample(slow, to: "b.csv", duration: 1e9, seed: 7) { $0.givenWindow = 1e6 }
    #expect(try workplace.bytes("a.csv") == workplace.bytes("b.csv"))
    // A neuron is as it is among others, however fast they are.
    try workplace.sample(
      Workplace.rates("1e-9,5e-9,0,2e-8,1e-5"), to: "c.npy", duration: 1e9, seed: 7)
    let among = try NPYReader(path: workplace.path("c.npy"), neuronCount: 5, interval: 0..<1e9)
    for neuron in 0..<4 {
      #expect(Array(among.raster.times(of: neuron)) == Array(raster.times(of: neuron)))
    }
  }

  @Test("What would go on for hours is refused, and the remedy is one")
  func hours() async throws {
    let workplace = try Workplace()
    let refused = await Workplace.refusal {
      try workplace.sample(.uniform(1e-9, neurons: 1000), to: "s.npy", duration: 1e9) {
        $0.givenWindow = 1
      }
    }
    #expect(
      refused?.contains(
        "1.000e+12 draws for 1000.0 spikes; the limits are 1e11 in all and 4e9 per neuron. Give --window 10"
      ) == true, "\(refused ?? "")")
  }

  @Test("Slow, silent and fast neurons end")
  func extremes() throws {
    let workplace = try Workplace()
    for (rates, duration, window) in [
      ("0", 1, nil), ("1e-6,0", 1e6, 1e5), ("1e5", 1, nil), ("0.001", 1e6, 1000),
    ] as [(String, Double, Double?)] {
      let result = try workplace.sample(
        Workplace.rates(rates), to: "s.csv", duration: duration
      ) { $0.givenWindow = window }
      // 100,000 ± 5 standard deviations, and 1000; the slow ones fire about once.
      #expect(
        rates == "1e5"
          ? abs(result.spikes - 100_000) < 1600 : result.spikes < 1200, "\(rates)")
    }
  }
}

@Suite("Verifying the sampler")
struct VerificationTests {
  @Test("The sampler passes, and says at what rate of false alarms")
  func passes() async throws {
    let workplace = try Workplace()
    let findings = try [0.5, 20].map {
      try SamplerVerification(
        rate: Rate(hertz: $0), windowDuration: 1, spikes: 100_000, seed: SeedSequence(3)
      ).findings()
    }
    let fits = findings.flatMap(\.tests).compactMap(\.fit)
    let family = FamilyWise(alpha: 1e-6, tests: fits.count)
    #expect(fits.count > 20 && fits.allSatisfy(family.accepts))
    for finding in findings {
      let table = finding.table(family)
      #expect(table.contains("conditional uniformity KS") && table.contains("Fano factor"))
    }
    try await LawFigure(
      findings.map { finding in
        LawFigure.Series(
          name: "\(finding.rate.hertz) Hz",
          pValues: finding.tests.map { (law: $0.name, pValue: $0.fit?.pValue) },
          intervals: finding.intervals, counts: finding.counts)
      }, level: family.level, title: "Laws of Poisson neurons"
    ).write(to: workplace.path("p.svg"))
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

}

extension SamplingTests {
  /// Guards against spikes that took an hour, and a figure that could never be drawn.
  @Test(
    "A figure that cannot be written is refused before any spike is drawn",
    arguments: [
      ("none/x.png", "the folder none does not exist"), ("x.png", "x.dat exists and was not"),
    ])
  func figureFirst(_ figure: String, _ sentence: String) async throws {
    let workplace = try Workplace()
    try workplace.write(Array("mine".utf8), to: "x.dat")
    let outcome = try await Program.interspike(
      "sample", "--rates", "5", "-o", "a.csv", "--figure", figure, in: workplace)
    #expect(outcome.status == 73, "\(outcome.errors)")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(try workplace.names(".") == ["x.dat"])
  }

  @Test("Spikes go to standard output as -, the bytes of a file, and the report elsewhere")
  func standardOutput() async throws {
    let workplace = try Workplace()
    let words = ["sample", "--rates", "5,20", "--seed", "7", "-o"]
    let piped = try await Program.run(
      Program.path(of: "interspike"), words + ["-"], in: workplace.folder)
    let written = try await Program.run(
      Program.path(of: "interspike"), words + ["trains.csv"], in: workplace.folder)
    #expect(piped.status == 0 && written.status == 0, "\(piped.errors)")
    #expect(try piped.output == workplace.text("trains.csv"))
    #expect(try SpikeFileSummary(of: workplace.path("trains.csv")).provenance?.stream == "")
    #expect(piped.errors.contains("file  "))
    #expect(try workplace.names(".") == ["trains.csv"])
  }
}
