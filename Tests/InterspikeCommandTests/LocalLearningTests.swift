// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Learning
import Runs
import Subprocess
import Tensors
import Testing

/// Learning without gradients from the command line: pictures, and films while they are watched.
@Suite("Local learning from the command line")
struct LocalLearningTests {
  /// Frames of a pattern that drifts, 40×24, as YUV4MPEG2 without color.
  private static func film(_ frames: Range<Int>, rate: Int = 25) -> [UInt8] {
    var film = Array("YUV4MPEG2 W40 H24 F\(rate):1 Ip A1:1 Cmono XCOLORRANGE=FULL\n".utf8)
    for frame in frames {
      film += Array("FRAME\n".utf8)
      for y in 0..<24 {
        for x in 0..<40 {
          film.append(
            UInt8(128 + 100 * sin(Double(x) * 0.4 + Double(frame) * 0.3) * cos(Double(y) * 0.2)))
        }
      }
    }
    return film
  }

  private func done(_ command: String, in workplace: Workplace) async throws {
    let outcome = try await Program.run(
      Program.path(of: "interspike"), command.split(separator: " ").map(String.init),
      in: workplace.folder)
    try #require(outcome.status == 0, "\(command): \(outcome.errors)")
  }

  @Test("A local training is resumed to the byte")
  func pictures() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 400, side: 4)
    func train(_ folder: String, steps: Int) async throws {
      try await workplace.train(folder, .iterativePoisson, heldOut: "patches.safetensors") {
        ($0.learning, $0.latents, $0.batch, $0.unroll) = (.local, 24, 50, 10)
        ($0.evaluateEvery, $0.steps) = (30, steps)
      }
    }
    try await train("stopped", steps: 30)
    try await workplace.resume("stopped", steps: 60)
    try await train("straight", steps: 60)
    let (resumed, straight) = (
      try Checkpoint(path: workplace.path("stopped/checkpoint.safetensors")),
      try Checkpoint(path: workplace.path("straight/checkpoint.safetensors"))
    )
    #expect(resumed.parameters == straight.parameters)
    #expect(resumed.optimizerMemory == straight.optimizerMemory)
    #expect(
      try workplace.text("stopped/metrics.jsonl") == workplace.text("straight/metrics.jsonl"))
  }

  @Test("A stream that learns is stopped, and resumed to the byte; what it learned is a run")
  func watching() async throws {
    let workplace = try Workplace()
    try workplace.write(Self.film(0..<24), to: "film.y4m")
    try workplace.write(Self.film(10..<24), to: "rest.y4m")
    try await done(
      "data film film.y4m --frames 4 --sequences 24 --held-out-share 0.3 -o new", in: workplace)
    try await done(
      "train iterative-poisson --data new/train.safetensors --input film --transition gated --latents 12 --batch 8 "
        + "--steps 0 -q -o run", in: workplace)
    let learn = "--learn --memory 20 -q"
    try await done(
      "stream run --video film.y4m \(learn) --save-run whole --save-state whole.safetensors -o whole.csv",
      in: workplace)
    // Checkpoints on the way leave what one at the end of so many frames would.
    try await done(
      "stream run --video film.y4m --frames 10 \(learn) --checkpoint-every 5 --save-run part --save-state part.safetensors",
      in: workplace)
    try await done(
      "stream run --video rest.y4m --resume part.safetensors \(learn) --save-run part --save-state rest.safetensors",
      in: workplace)
    #expect(
      try workplace.bytes("whole.safetensors") == workplace.bytes("rest.safetensors"))
    #expect(
      try workplace.bytes("whole/checkpoint.safetensors")
        == workplace.bytes("part/checkpoint.safetensors"))
    // What a stream has learned is not replaced by another stream, and a state continues as it began.
    for (options, words) in [
      ("--save-run part", "part holds what a stream has learned"),
      ("--resume part.safetensors --start prior", "the start of frames transition"),
    ] {
      let refused = try await Program.run(
        Program.path(of: "interspike"),
        "stream run --video rest.y4m \(learn) \(options)".split(separator: " ").map(String.init),
        in: workplace.folder)
      #expect(refused.status != 0 && refused.errors.contains(words), "\(refused.errors)")
    }
    try await done("stream whole --video film.y4m -q", in: workplace)
    let learned = try Checkpoint(path: workplace.path("whole/checkpoint.safetensors"))
    let random = try Checkpoint(path: workplace.path("run/checkpoint.safetensors"))
    #expect(learned.parameters.map(\.name) == random.parameters.map(\.name))
    #expect(learned.parameters != random.parameters)
  }

  @Test(
    "A stream that learns may be killed at any frame: what it saved goes on to the bytes of one that was not"
  )
  func killed() async throws {
    let workplace = try Workplace()
    let frames = 40
    try workplace.write(Self.film(0..<frames, rate: 4), to: "film.y4m")
    try await done(
      "data film film.y4m --frames 4 --sequences 24 --held-out-share 0.3 -o new", in: workplace)
    try await done(
      "train iterative-poisson --data new/train.safetensors --input film --transition leak --latents 12 --batch 8 "
        + "--steps 0 -q -o run", in: workplace)
    let learn = "--learn --memory 20 -q --checkpoint-every 1"
    try await done(
      "stream run --video film.y4m \(learn) --save-run whole --save-state whole.safetensors",
      in: workplace)
    @Sendable func seen(_ part: Int) -> Int {
      (try? SafetensorsFile(path: workplace.path("state\(part).safetensors")))
        .flatMap { $0.metadata["frame"].flatMap { Int($0) } } ?? 0
    }
    /// A stream of what the one before has not seen.
    func rest(_ part: Int, _ pace: String = "") throws -> String {
      try workplace.write(Self.film(seen(part - 1)..<frames, rate: 4), to: "rest.y4m")
      return
        "stream run --video rest.y4m \(learn) --save-run part --save-state state\(part).safetensors \(pace)"
        + (part > 1 ? " --resume state\(part - 1).safetensors" : "")
    }
    // Four frames a second: there are seconds in which to kill it.
    for (part, signal, status) in [
      (1, Signal.kill, Int32(-9)), (2, .terminate, 143), (3, .kill, -9),
    ] {
      let begin = seen(part - 1)
      let (outcome, _) = try await Program.interrupt(
        signal, rest(part, "--pace keep").split(separator: " ").map(String.init), in: workplace,
        once: { seen(part) >= begin + 3 })
      try #require(outcome.status == status, "\(outcome.errors)")
    }
    try #require(seen(3) < frames)
    try await done(rest(4), in: workplace)
    #expect(try workplace.bytes("whole.safetensors") == workplace.bytes("state4.safetensors"))
    #expect(
      try workplace.bytes("whole/checkpoint.safetensors")
        == workplace.bytes("part/checkpoint.safetensors"))
  }

  @Test("A model trained on other pictures learns a film without blowing up on the way")
  func growingAtoms() async throws {
    let workplace = try Workplace()
    try workplace.makePatches(count: 400, side: 8)
    try workplace.write(Self.film(0..<24), to: "film.y4m")
    try await done(
      "train iterative-poisson --data patches.safetensors --latents 32 --batch 50 --steps 6 -q -o run",
      in: workplace)
    let outcome = try await Program.run(
      Program.path(of: "interspike"),
      "stream run --video film.y4m --learn -q --json".split(separator: " ").map(String.init),
      in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    // Without trying what was learned, R² is below −1e6 here.
    #expect(try Workplace.object(outcome.output)["r2"] as? Double ?? -1 > 0.2, "\(outcome.output)")
  }

  @Test("Pictures far from the scale of the model's noise are refused")
  func scale() async throws {
    let workplace = try Workplace()
    try workplace.makeArray(
      "large.npy", (0..<100 * 16).map { Float($0 * 7919 % 2001) - 1000 }, [100, 16])
    let outcome = try await Program.run(
      Program.path(of: "interspike"),
      "train iterative-poisson --data large.npy --learning local --batch 50 --latents 8 -q -o new"
        .split(separator: " ").map(String.init), in: workplace.folder)
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains("have a root mean square of 5"), "\(outcome.errors)")
  }
}
