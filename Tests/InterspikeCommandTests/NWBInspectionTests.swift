// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import SpikeTrains
import Testing

/// The Python that has pynwb and NWB Inspector: the one that `INTERSPIKE_PYTHON` names, else that of
/// `.venv` at the root of the package, which `tools/python-environment.sh` makes.
enum NWBInspection {
  static var interpreter: String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["INTERSPIKE_PYTHON"],
      root.appendingPathComponent(".venv/bin/python").path,
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static let absence: Comment =
    "needs Python with pynwb: run tools/python-environment.sh or set INTERSPIKE_PYTHON"

  /// What each of six programs remarks on files, and the spike times of those that read spikes.
  static func answers(
    _ names: [String], in workplace: Workplace
  ) async throws -> [String: [String: (remarks: [String], times: [[Double]]?)]] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("SpikeFormatsTests/open_nwb.py").path
    let outcome = try await Program.run(
      interpreter ?? "python3", [script] + names, in: workplace.folder)
    guard outcome.status == 0 else { throw Workplace.Failure(description: outcome.errors) }
    let found = try Workplace.object(
      outcome.output.split(separator: "\n").last.map(String.init) ?? "")
    return try found.mapValues { answers in
      try #require(answers as? [String: [String: Any]]).mapValues {
        (try #require($0["remarks"] as? [String]), $0["times"] as? [[Double]])
      }
    }
  }
}

@Suite(
  "Files of the commands in the programs of their users",
  .enabled(if: NWBInspection.interpreter != nil, NWBInspection.absence))
struct NWBInspectionTests {
  @Test(
    "Six programs open what sample, encode, simulate and stream write, and find the same spikes")
  func everyCommand() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let trained = try await Program.interspike(
      "train", "iterative-poisson", "--data", "patches.safetensors", "--latents", "12", "--unroll",
      "3", "--steps", "5", "--batch", "20", "-o", "watcher", "--quiet", in: workplace)
    try #require(trained.status == 0, "\(trained.errors)")
    try workplace.write(Self.film, to: "film.y4m")
    let commands = [
      ["sample", "--rates", "5,0,80", "--duration", "4", "-o"],
      [
        "encode", "--data", "patches.safetensors", "--scale", "--count", "4", "--window", "3",
        "--minimum", "20", "-o",
      ],
      [
        "simulate", "run", "--data", "patches.safetensors", "--count", "50", "--trials", "20", "-o",
      ],
      ["generate", "run", "--count", "1000", "-o", "made.npy", "--spikes"],
      ["stream", "watcher", "--video", "film.y4m", "--steps-per-frame", "50", "-o"],
    ]
    for command in commands {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), command + ["\(command[0]).nwb"], in: workplace.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let named = try await Program.interspike(
      "sample", "--rates", "5,20", "--keywords", "bars, counts", "-o", "named.nwb", in: workplace)
    #expect(named.status == 0, "\(named.errors)")
    let names = commands.map { "\($0[0]).nwb" }
    let answers = try await NWBInspection.answers(names + ["named.nwb"], in: workplace)
    for name in names {
      let raster = try SpikeRaster(contentsOf: workplace.path(name))
      let trains = (0..<raster.neuronCount).map { Array(raster.times(of: $0)) }
      let found = try #require(answers[name])
      #expect(found.count == 6)
      for (program, answer) in found {
        let allowed: Set<String> =
          switch program {
          case "inspector": ["check_keywords: Metadata /general/keywords is missing."]
          // What pynapple says of every neuron that fires once, whoever wrote the file.
          case "pynapple" where trains.contains { $0.count == 1 }:
            ["Some epochs have no duration", "divide by zero encountered in scalar divide"]
          default: []
          }
        #expect(allowed.isSuperset(of: answer.remarks), "\(name), \(program): \(answer.remarks)")
        guard !["inspector", "dandi"].contains(program) else { continue }
        #expect(answer.times?.map(\.count) == trains.map(\.count), "\(name), \(program)")
        // pynapple and SpikeInterface round to nanoseconds.
        let worst = zip((answer.times ?? []).joined(), trains.joined()).map { abs($0 - $1) }.max()
        #expect(try #require(worst) < 1.01e-9, "\(name), \(program)")
      }
    }
    let wordy = try #require(answers["named.nwb"])
    #expect(wordy["inspector"]?.remarks == [] && wordy["pynwb"]?.remarks == [])
    // When this fails, Neo reads keywords and docs/decisions/0015-nwb-without-keywords.md is out of date.
    #expect(wordy["neo"]?.times == nil)
  }

  /// A hundred frames of 16×16 pixels that change.
  private static var film: [UInt8] {
    var film = Array("YUV4MPEG2 W16 H16 F25:1 Ip A1:1 Cmono XCOLORRANGE=FULL\n".utf8)
    for frame in 0..<100 {
      film += Array("FRAME\n".utf8)
      for pixel in 0..<256 {
        film.append(
          UInt8(128 + 100 * sin(Double(pixel % 16 + frame) * 0.7) * cos(Double(pixel / 16) * 0.4)))
      }
    }
    return film
  }
}
