// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Physiology
import Randomness
import Recordings
import Runs
import SpikeFormats
import SpikeTrains
import Stimuli
import Streaming
import Tensors
import Testing
import Video

@Suite("Experiments on an iterative model")
struct PhysiologyTests {
  private func workplace() async throws -> Workplace {
    let workplace = try Workplace()
    try workplace.makePatches(count: 400, side: 8)
    try await workplace.train("run", .iterativePoisson) {
      ($0.latents, $0.batch, $0.steps, $0.unroll) = (12, 40, 400, 3)
      ($0.learningRate, $0.beta) = (0.02, 0.1)
    }
    return workplace
  }

  @Test(
    "The bar of light leaves a raster, a tuning curve and a sound, the same on one thread and on two"
  )
  func bar() async throws {
    let workplace = try await workplace()
    for (threads, folder) in [(1, "one"), (2, "two")] {
      let listener = try RunElectrode(
        run: workplace.path("run"), frameInterval: 0.02, seed: SeedSequence(1), threads: threads)
      try await listener.bar(trials: 3).write(to: workplace.path(folder), from: listener, seed: 1)
    }
    for name in ["results.json", "spikes.csv", "spikes.wav"] {
      #expect(try workplace.bytes("one/\(name)") == workplace.bytes("two/\(name)"), "\(name)")
    }
    let results = try Workplace.object(workplace.text("one/results.json"))
    let tuning = results["tuning"] as? [Int] ?? []
    #expect(tuning.count == 360)
    #expect(tuning[results["angle"] as? Int ?? 0] == tuning.max())
    #expect((results["direction_index"] as? Double).map { (-1...1).contains($0) } == true)
    #expect(results["mean_direction_index_error"] as? Double ?? 0 > 0)
    let wave = try workplace.bytes("one/spikes.wav")
    #expect(wave.starts(with: Array("RIFF".utf8)))
    // 700 frames of 20 ms, and the end of the last pop.
    #expect(abs(Double(wave.count - 44) / 2 / 44_100 - 14.0025) < 0.001)
    for name in ["raster.png", "tuning.png"] { #expect(workplace.exists("one/\(name)")) }
  }

  @Test("Gratings find preferences, and white noise averages")
  func gratingsAndNoise() async throws {
    let workplace = try await workplace()
    let listener = try RunElectrode(
      run: workplace.path("run"), frameInterval: 0.02, seed: SeedSequence(1))
    try await listener.gratings(cycle: 40).write(
      to: workplace.path("gratings"), from: listener, seed: 1)
    let table = try workplace.text("gratings/neurons.csv").split(separator: "\r\n")
    #expect(table.count == 13 && table[0].hasPrefix("neuron,orientation,frequency"))
    #expect(workplace.exists("gratings/gratings.png"))

    try await listener.spikeTriggeredAverage(films: 500, frames: 200, lags: 4).write(
      to: workplace.path("sta"), from: listener)
    for name in ["sta.png", "lags.png", "similarity.png"] {
      #expect(workplace.exists("sta/\(name)"))
    }
    let averages = try NPY.tensor(
      bytes: Array(workplace.bytes("sta/sta.npy")), file: "sta.npy")
    #expect(averages.shape == [12, 4, 64])
    let results = try Workplace.object(workplace.text("sta/results.json"))
    #expect((results["similarity"] as? [Double])?.count == 4)
    // What drives a neuron most is its own atom.
    #expect((results["median_similarity"] as? Double ?? 0) > 0.3, "\(results)")
  }

  @Test(
    "A model that learned from films sees moving stimuli in as many steps, says how direction selective it is, how it varies, and what a cut does"
  )
  func films() async throws {
    let workplace = try Workplace()
    try workplace.write(FilmTrainingTests.film(40), to: "film.y4m")
    func done(_ command: String) async throws -> String {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), command.split(separator: " ").map(String.init),
        in: workplace.folder)
      try #require(outcome.status == 0, "\(command): \(outcome.errors)")
      return outcome.output
    }
    _ = try await done("data film film.y4m --frames 4 --sequences 24 -o new")
    _ = try await done(
      "train iterative-poisson --data new/train.safetensors --input film --steps-per-frame 2 --transition gated "
        + "--latents 6 --batch 8 --steps 20 --unroll 2 -q -o run")
    let listener = try RunElectrode(run: workplace.path("run"), seed: SeedSequence(1))
    #expect(listener.electrode.inference.options.timing.stepsPerFrame == 2)
    #expect(listener.electrode.inference.options.start == .transition)
    #expect(
      try RunElectrode(run: workplace.path("run"), stepsPerFrame: 5, seed: SeedSequence(1))
        .electrode.inference.options.timing.stepsPerFrame == 5)

    let moved = try await done(
      "experiment gratings run --all-directions --cycle 4 --cycles 2 --threads 1 -o gratings -q")
    #expect(moved.contains("direction index"))
    let table = try workplace.text("gratings/neurons.csv").split(separator: "\r\n")
    #expect(table.count == 7 && table[0].hasSuffix("gabor_frequency,direction,direction_index"))

    let clip = "--video film.y4m"
    for threads in [1, 2] {
      _ = try await done(
        "experiment repeats run \(clip) --frames 12 --pieces 2 --trials 9 --threads \(threads) -o repeats\(threads) -q"
      )
      _ = try await done(
        "experiment adaptation run \(clip) --before 4 --after 6 --threads \(threads) -o cut\(threads) -q"
      )
    }
    for name in ["results.json", "neurons.csv", "repeats.png"] {
      #expect(try workplace.bytes("repeats1/\(name)") == workplace.bytes("repeats2/\(name)"))
    }
    for name in ["results.json", "adaptation.csv", "adaptation.png"] {
      #expect(try workplace.bytes("cut1/\(name)") == workplace.bytes("cut2/\(name)"))
    }
    let repeats = try Workplace.object(workplace.text("repeats1/results.json"))
    #expect(repeats["frames"] as? Int == 12 && repeats["trials"] as? Int == 9)
    let found = try #require(repeats["clip"] as? [String: Any])
    #expect((found["median_fano_factor"] as? Double ?? 0) > 0.3, "\(found)")
    let cut = try Workplace.object(workplace.text("cut1/results.json"))
    let spikes = try #require(cut["spikes"] as? [String: Any])
    #expect((spikes["cut"] as? [Double])?.count == 10)
    // Before the cut both see the same; their spikes differ by chance alone.
    let lines = try workplace.text("cut1/adaptation.csv").split(separator: "\r\n")
    #expect(lines.count == 11 && lines[1].hasPrefix("-4,"))

    let short = await Workplace.refusal {
      _ = try await listener.adaptation(
        to: VideoSource(workplace.path("film.y4m")), before: 30, after: 20)
    }
    #expect(
      short == "the film has 40 frames, but 50 are to be shown. Give a longer one or show fewer.")
    let many = await Workplace.refusal {
      _ = try await listener.repeats(of: VideoSource(workplace.path("film.y4m")), pieces: 7)
    }
    #expect(many?.contains("have 6 tiles, but --pieces is 7") == true, "\(many ?? "")")
  }

  @Test("Other models are refused by name")
  func family() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun(steps: 2)
    let refused = #expect(throws: RunError.self) {
      _ = try RunElectrode(
        run: workplace.path("run"), frameInterval: 0.02, seed: SeedSequence(1))
    }
    #expect(refused?.kind == .settings)
    #expect(refused?.description.contains("needs an iterative Poisson model") == true)
  }
}
