// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Randomness
import Recordings
import Runs
import SpikeFormats
import SpikeTrains
import Tensors
import Testing

@Suite("Numbers as spikes")
struct EncodingTests {
  private func workplace() throws -> Workplace {
    let workplace = try Workplace()
    try NPY.write(
      Tensor([0, 0.5, 1, 1, 0.25, 0], shape: [2, 3]), to: workplace.path("numbers.npy"))
    return workplace
  }

  private func encode(_ options: [String], in workplace: Workplace) async throws -> Program.Outcome
  {
    try await Program.run(
      Program.path(of: "interspike"), ["encode", "--data", "numbers.npy"] + options,
      in: workplace.folder)
  }

  @Test("A rate code gives the same file on one thread and on two")
  func rates() async throws {
    let workplace = try workplace()
    for (name, threads) in [("a.nwb", 1), ("b.nwb", 2)] {
      try await workplace.encode(to: name, threads: threads) {
        ($0.trials, $0.window, $0.maximum, $0.minimum) = (50, 1, 80, 4)
      }
    }
    #expect(try workplace.bytes("a.nwb") == workplace.bytes("b.nwb"))
    let raster = try SpikeRaster(contentsOf: workplace.path("a.nwb"))
    #expect(raster.neuronCount == 3 && raster.interval == 0..<100)
    #expect(try NWBReader(path: workplace.path("a.nwb")).presentations.count == 100)
  }

  /// The correlation of the counts of two files of as many neurons.
  private func correlation(_ first: String, _ second: String, in workplace: Workplace) throws
    -> Double
  {
    let counts = try [first, second].map { name in
      let raster = try SpikeRaster(contentsOf: workplace.path(name))
      let counts = (0..<raster.neuronCount).map { Double(raster.spikeCount(of: $0)) }
      let mean = counts.reduce(0, +) / Double(counts.count)
      return counts.map { $0 - mean }
    }
    func product(_ first: [Double], _ second: [Double]) -> Double {
      zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return product(counts[0], counts[1])
      / (product(counts[0], counts[0]) * product(counts[1], counts[1])).squareRoot()
  }

  @Test("Under one seed encode and sample do not know of each other, unless they name one stream")
  func streams() async throws {
    let workplace = try workplace()
    try NPY.write(Tensor(repeating: 1, shape: [1, 2500]), to: workplace.path("numbers.npy"))
    for (name, stream) in [("encoded", "encode"), ("input", "input"), ("plain", "")] {
      try await workplace.encode(to: "\(name).csv", stream: stream) {
        ($0.maximum, $0.window) = (10, 1)
      }
    }
    for (name, stream) in [("sampled", ""), ("twin", "encode")] {
      try workplace.sample(.uniform(10, neurons: 2500), to: "\(name).csv", stream: stream)
    }
    // |r|·√2500 stays below 5 but for 6e-7 of all seeds, in each of three.
    for (first, second) in [("encoded", "sampled"), ("encoded", "input"), ("input", "sampled")] {
      let found = try correlation("\(first).csv", "\(second).csv", in: workplace)
      #expect(abs(found) < 0.1, "\(first) and \(second)")
    }
    // What every command drew in version 1, and what one name still gives.
    #expect(try correlation("plain.csv", "sampled.csv", in: workplace) > 0.999)
    #expect(try correlation("twin.csv", "encoded.csv", in: workplace) > 0.999)
  }

  @Test(
    "The options of latency and tuning codes reach the code",
    arguments: [
      (["--code", "latency", "--trials", "2", "--window", "0.1", "--time-constant", "1"], 3, 8),
      (["--code", "tuning", "--neurons", "5", "--window", "10", "--count", "1"], 15, nil),
    ] as [([String], Int, Int?)])
  func codes(_ options: [String], neurons: Int, spikes: Int?) async throws {
    let workplace = try workplace()
    let outcome = try await encode(options + ["-o", "a.csv"], in: workplace)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let raster = try SpikeRaster(contentsOf: workplace.path("a.csv"))
    #expect(raster.neuronCount == neurons)
    #expect(spikes == nil ? raster.spikeCount > 2400 : raster.spikeCount == spikes)
    let provenance = try SpikeFileSummary(of: workplace.path("a.csv")).provenance
    #expect(provenance?.stream == "encode" && provenance?.streamVersion == 2)
  }

  @Test(
    "Options that cannot be are refused in a sentence",
    arguments: [
      (["--stream", "a\nb"], 64, "one line of up to 200 bytes"),
      (["--code", "tuning", "--range", "1,0"], 64, "two ascending numbers"),
      (["--count", "3"], 64, "holds 2 data"),
      (
        ["--code", "rate", "--neurons", "5"], 64,
        "--neurons is not an option of the rate code. Leave it out, or give --code tuning."
      ),
      (["--period", "5"], 64, "--period is not an option of the rate code"),
      (["--range", "0,1"], 64, "--range is not an option of the rate code"),
      (["--time-constant", "1"], 64, "--time-constant is not an option of the rate code"),
      (
        ["--code", "tuning", "--threshold", "0.01"], 64,
        "--threshold is not an option of the tuning code"
      ),
      (["--code", "latency", "--maximum", "9"], 64, "--maximum is not an option of the latency"),
      (["--code", "latency", "--minimum", "0"], 64, "--minimum is not an option of the latency"),
      (["--maximum", "-1"], 64, "ascending, from 0 to 1e9 Hz"),
      (["--maximum", "1e9", "--window", "1"], 64, "--maximum × --window is 1000000000 × 1;"),
      (
        ["--data", "wide.npy"], 65,
        "range from -1.0 to 3.0, but a rate code takes 0 to 1. Add --scale."
      ),
      (
        ["--data", "wide.npy", "--scale", "-o", "wide.npy"], 64,
        "-o wide.npy would overwrite wide.npy"
      ),
    ] as [([String], Int32, String)])
  func refusals(_ options: [String], _ status: Int32, _ sentence: String) async throws {
    let workplace = try workplace()
    try NPY.write(Tensor([-1, 3], shape: [1, 2]), to: workplace.path("wide.npy"))
    let wide = try workplace.bytes("wide.npy")
    let outcome = try await encode(["-o", "a.nwb"] + options, in: workplace)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(try workplace.bytes("wide.npy") == wide)
    #expect(outcome.status == status)
    #expect(try !workplace.names().contains("a.nwb"))
  }

  @Test("Numbers that cannot be encoded are refused in a sentence")
  func numbers() async throws {
    let workplace = try workplace()
    try NPY.write(Tensor([1, 1], shape: [1, 2]), to: workplace.path("flat.npy"))
    try NPY.write(Tensor.zeros([101, 1]), to: workplace.path("many.npy"))
    try NPY.write(Tensor([1], shape: [1, 1]), to: workplace.path("one.npy"))
    var (scaled, often, latency) = (StimulusEncoding(), StimulusEncoding(), StimulusEncoding())
    scaled.scale = true
    often.trials = 1_000_000
    (latency.code, latency.threshold) = (.latency, 2)
    var fast = often
    (fast.window, fast.maximum) = (10, 1000)
    for (encoding, name, sentence) in [
      (scaled, "flat.npy", "nothing to stretch"),
      (often, "many.npy", "are too many presentations"),
      (latency, "one.npy", "2.0 is not a valid threshold"),
      (
        fast, "one.npy",
        "a neuron would fire 1.000e+10 spikes in 1000000 presentations of 10.00 s; at most 1e8 can be drawn"
      ),
    ] {
      let refusal = await Workplace.refusal {
        let file = try await StimulusFile(path: workplace.path(name))
        _ = try encoding.encoded(file, seed: SeedSequence(1)).block()
      }
      #expect(refusal?.contains(sentence) == true, "\(name): \(refusal ?? "")")
    }
  }

  /// Guards against blocks that were sized by the number of presentations, not of spikes.
  @Test("Memory does not grow with the trials: 8 million spikes in 100 MB")
  func memory() async throws {
    let workplace = try workplace()
    try NPY.write(
      Tensor([Float](repeating: 1, count: 64), shape: [1, 64]), to: workplace.path("ones.npy"))
    let outcome = try await Program.run(
      "/bin/bash",
      [
        "-c", "ulimit -d 100000; exec \"$0\" \"$@\"", Program.path(of: "interspike"), "encode",
        "--data", "ones.npy", "--maximum", "1000", "--trials", "125", "--window", "1", "-o",
        "z.npy",
        "--threads", "1",
      ], in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("spikes         80"), "\(outcome.output)")
  }
}
