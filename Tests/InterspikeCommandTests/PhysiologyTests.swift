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
import Tensors
import Testing

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
      let electrode = listener.electrode
      let bar = MovingBar(side: electrode.side)
      var counted = BarTuning(of: bar, neurons: electrode.neurons)
      var sweeping = electrode.recording(of: bar.frames)
      for _ in 0..<bar.count { counted.add(try #require(try sweeping.next())) }
      let chosen = counted.loudestNeuron
      let tuning = counted.tuning(of: chosen)
      let best = tuning.indices.max { tuning[$0] < tuning[$1] } ?? 0
      let repeated = MovingBar(
        side: electrode.side, angles: [Double](repeating: Double(best), count: 3))
      var trains = TrialTrains(of: chosen, trials: 3)
      var listening = electrode.recording(of: repeated.frames)
      for _ in 0..<repeated.count { trains.add(try #require(try listening.next())) }
      try await BarFindings(
        neuron: chosen, angle: best, of: bar, frameInterval: 0.02, counted: counted,
        recorded: trains.raster(in: 0..<Double(repeated.count) * 0.02)
      ).write(to: workplace.path(folder), from: listener, seed: 1)
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
    let listener = try RunElectrode(
      run: workplace.path("run"), frameInterval: 0.02, seed: SeedSequence(1))
    let electrode = listener.electrode
    let gratings = Gratings(cycle: 40)
    var counts = [Int](repeating: 0, count: gratings.count * electrode.neurons)
    var drifting = electrode.recording(of: gratings.frames(side: electrode.side))
    for _ in 0..<40 { try #require(try drifting.next()).inference.add(to: &counts) }
    try await GratingFindings(
      gratings.tuning(counts: counts, fits: electrode.gaborFits(), side: electrode.side),
      of: gratings
    ).write(to: workplace.path("gratings"), from: listener, seed: 1)
    let table = try workplace.text("gratings/neurons.csv").split(separator: "\r\n")
    #expect(table.count == 13 && table[0].hasPrefix("neuron,orientation,frequency"))
    #expect(workplace.exists("gratings/gratings.png"))

    var triggered = SpikeTriggeredAverage(neurons: electrode.neurons, pixels: 64, lags: 4)
    var noise = electrode.recording(of: electrode.whiteNoise(films: 500, seed: SeedSequence(1)))
    for _ in 0..<triggered.warmUp + 200 {
      triggered.add(try #require(try noise.next()), threads: 1)
    }
    try await SpikeTriggeredFindings(triggered, by: electrode).write(
      to: workplace.path("sta"), from: listener)
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
    let refused = #expect(throws: RunError.self) {
      _ = try RunElectrode(
        run: workplace.path("run"), frameInterval: 0.02, seed: SeedSequence(1))
    }
    #expect(refused?.kind == .settings)
    #expect(refused?.description.contains("needs an iterative Poisson model") == true)
  }
}
