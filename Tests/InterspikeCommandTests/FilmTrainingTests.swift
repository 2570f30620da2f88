// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Distributions
import Figures
import Foundation
import LatentModels
import Physiology
import Randomness
import Recordings
import Runs
import Subprocess
import Tensors
import Testing

/// From a film to a model that watches films.
@Suite("Learning from films")
struct FilmTrainingTests {
  /// Bars that drift, 40×24, as YUV4MPEG2 without color.
  static func film(_ frames: Int) -> [UInt8] {
    var film = Array("YUV4MPEG2 W40 H24 F25:1 Ip A1:1 Cmono XCOLORRANGE=FULL\n".utf8)
    for frame in 0..<frames {
      film += Array("FRAME\n".utf8)
      for y in 0..<24 {
        for x in 0..<40 {
          film.append(
            UInt8(128 + 100 * sin(Double(x) * 0.4 + Double(frame) * 0.1) * cos(Double(y) * 0.2)))
        }
      }
    }
    return film
  }

  private func run(_ command: String, in workplace: Workplace) async throws -> Program.Outcome {
    try await Program.run(
      Program.path(of: "interspike"), command.split(separator: " ").map(String.init),
      in: workplace.folder)
  }

  private func done(_ command: String, in workplace: Workplace) async throws -> Program.Outcome {
    let outcome = try await run(command, in: workplace)
    try #require(outcome.status == 0, "\(command): \(outcome.errors)")
    return outcome
  }

  private static let train =
    "train iterative-poisson --data new/train.safetensors --input film --steps-per-frame 2 --latents 6 --batch 8"

  @Test(
    "A film is learned from, stopped and resumed to the byte, and watched with what was learned")
  func endToEnd() async throws {
    let workplace = try Workplace()
    try workplace.write(Self.film(30), to: "film.y4m")
    let cut = try await done(
      "data film film.y4m --frames 4 --sequences 24 --held-out-share 0.3 -o new", in: workplace)
    #expect(
      cut.sentences.contains("interspike: film.y4m: 30 frames of 40×24, 0 scene changes"))
    for form in ["leak", "gated"] {
      let options = "\(Self.train) --transition \(form) -q"
      _ = try await done("\(options) --steps 6 --unroll 2 -o whole-\(form)", in: workplace)
      _ = try await done("\(options) --steps 6 --unroll 2 -o part-\(form)", in: workplace)
    }
    #expect(
      try workplace.bytes("whole-leak/checkpoint.safetensors")
        == workplace.bytes("part-leak/checkpoint.safetensors"), "two trainings")
    // Schedules know how many steps a training takes: a run is stopped by a signal, and goes on to the same end.
    let (steps, stopped) = try await Program.interruptEarly(.interrupt, steps: 200, in: workplace) {
      (
        "\(Self.train) --transition leak --steps \($0) --unroll 2 --checkpoint-every 1 -o stopped"
          .split(separator: " ").map(String.init), "stopped"
      )
    } once: {
      workplace.exists("stopped/checkpoint.safetensors")
    }
    #expect(stopped.status == 130, "\(stopped.errors)")
    let step = try SafetensorsFile(path: workplace.path("stopped/checkpoint.safetensors"))
      .metadata["step"].flatMap(Int.init)
    #expect(try #require(step) < steps, "stopped before its end")
    _ = try await done("train --resume stopped -q", in: workplace)
    _ = try await done(
      "\(Self.train) --transition leak --steps \(steps) --unroll 2 -q -o straight", in: workplace)
    let (resumed, straight) = (
      try SafetensorsFile(path: workplace.path("stopped/checkpoint.safetensors")),
      try SafetensorsFile(path: workplace.path("straight/checkpoint.safetensors"))
    )
    for name in ["fc_dec.weight", "log_rate", "logit_retention"] {
      #expect(try resumed.tensor(name) == straight.tensor(name), "\(name)")
    }
    // β is that of a frame, not that of sixteen looks at one picture.
    #expect(
      try Workplace.object(workplace.text("straight/config.json"))["beta"] as? Double == 1.7)
    // A frame costs what a look does; a picture at rest costs that for each of its looks.
    let gaussian = "train iterative-gaussian --beta-per-look 1.5 --latents 6 --batch 8 --steps 2 -q"
    _ = try await done(
      "\(gaussian) --data new/train.safetensors --input film --transition gated -o gauss",
      in: workplace)
    _ = try await done(
      "\(gaussian) --data new/train.safetensors --unroll 3 --segments 2 -o rest", in: workplace)
    for (run, beta) in [("gauss", 1.5), ("rest", 9)] {
      #expect(
        try Workplace.object(workplace.text("\(run)/config.json"))["beta"] as? Double == beta)
    }
    #expect(
      try SafetensorsFile(path: workplace.path("gauss/checkpoint.safetensors"))
        .tensor("surprise_slope").shape == [1, 6])
    let learned = try straight.tensor("logit_retention")
    #expect(learned.shape == [1, 6] && learned.values.contains { $0 != 0 })
    #expect(
      try SafetensorsFile(path: workplace.path("whole-gated/checkpoint.safetensors"))
        .tensor("surprise_slope").shape == [1, 6])

    let watch = "stream straight --video film.y4m --json"
    func energy(_ options: String) async throws -> Double {
      let outcome = try await done("\(watch) \(options)", in: workplace)
      let last = try Workplace.object(String(outcome.output.split(separator: "\n").last ?? ""))
      #expect((0...1).contains(last["zeros"] as? Double ?? -1))
      #expect(last["divergence_per_frame"] is Double)
      return try #require(last["free_energy_per_frame"] as? Double)
    }
    let own = try await energy("")
    #expect(
      try await energy("--start transition") == own, "the model's own transition is the default")
    let (carried, restarted) = (
      try await energy("--start posterior"), try await energy("--start prior")
    )
    #expect(own != carried && own != restarted)
    #expect(try await energy("--retain 1") == carried)
    #expect(try await energy("--retain 0") == restarted)
  }

  @Test("A dictionary by nats per spike with its Gabor functions, and what spikes carry, are drawn")
  func figures() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    func drawing(data: String?) throws -> DictionaryDrawing {
      DictionaryDrawing(
        try RunDictionary(path: workplace.path("run")), of: workplace.path("run"),
        data: data.map(workplace.path), order: .natsPerSpike, width: 8, seed: 1, threads: 1)
    }
    try await drawing(data: "patches.safetensors").figure(fittingGabors: true)
      .write(to: workplace.path("atoms.svg"))
    let titles = try workplace.text("atoms.gp")
    #expect(titles.contains("by nats per spike") && titles.contains("Gabor-like"))
    let model = try workplace.model("run").spiking(for: "a test")
    let shown = try await StimulusFile(path: workplace.path("patches.safetensors"))
      .data.rows(0..<4)
    let logRates = model.posterior(of: shown).rates.logRates
    let presentation = StimulusPresentation(
      logRates: logRates, trials: 3, windowDuration: 0.1,
      address: DrawAddress(seed: SeedSequence(1), purpose: .simulation))
    let responses = ShownStimuli(
      shown, raster: try presentation.raster(ofNeurons: 0..<16), trials: 3, window: 0.1,
      pictureWidth: 8)
    try await responses.rasterFigure(
      logRates: logRates, logPrior: model.logPrior.values, title: "raster", seed: 1
    ).write(to: workplace.path("raster.svg"))
    try await #require(responses.carriedFigure(decoder: model.decoder, title: "carried"))
      .write(to: workplace.path("carried.svg"))
    for picture in ["atoms.svg", "raster.svg", "carried.svg"] {
      #expect(try workplace.bytes(picture).count > 1000, "\(picture)")
    }
    let without = await Workplace.refusal {
      _ = try await drawing(data: nil).figure(fittingGabors: false)
    }
    #expect(without?.contains("Give --data") == true, "\(without ?? "")")
  }

  @Test("Stimuli that are no squares cannot be drawn as pictures, and nothing is written")
  func notSquare() async throws {
    let workplace = try Workplace()
    let bars = Workplace.bars(60)
    try workplace.makeArray("rows.npy", bars.columns(0..<63).values, [60, 63])
    try await workplace.train("run", data: "rows.npy") {
      ($0.latents, $0.batch, $0.steps) = (6, 20, 2)
    }
    let refused = try await run(
      "simulate run --data rows.npy --count 2 --trials 2 -o a.nwb --carried carried.svg",
      in: workplace)
    #expect(refused.status == 64 && refused.errors.contains("63 pixels are not square"))
    #expect(try !workplace.names().contains { $0.hasPrefix("a.") || $0.hasPrefix("carried") })
    _ = try await done(
      "simulate run --data rows.npy --count 2 --trials 2 -o a.nwb --figure raster.svg",
      in: workplace)
  }
}
