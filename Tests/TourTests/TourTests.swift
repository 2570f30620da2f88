// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Experiments
import Evaluation
import Foundation
import LatentModels
import Randomness
import Runs
import SpikeFormats
import SpikeTrains
import Stimuli
import StimulusTesting
import Tensors
import Testing
import Tour
import Video

/// The examples of `Examples/Tour`, each a function of at most fifteen lines, do what their documentation says.
@Suite("From Swift, in fifteen lines")
final class TourTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func patches(_ count: Int = 100) throws -> String {
    var generator = SeedSequence(3).generator(for: "patches")
    let values = (0..<count * 64).map { _ in Float(generator.uniform(in: -1..<1)) }
    let path = "\(folder.path)/patches.npy"
    try NPY.write(Tensor(values, shape: [count, 64]), to: path)
    return path
  }

  private func model() async throws -> IterativePoissonVAE {
    let data = try await StimulusFile(path: try patches())
    var configuration = RunConfiguration(model: .iterativePoisson, data: data.identity)
    (configuration.latents, configuration.steps, configuration.batch) = (12, 3, 50)
    configuration.unroll = 2
    let training = try RunTraining(creating: "\(folder.path)/run", configuration, data: data)
    while try training.next() != nil {}
    return try #require(try training.folder.model().model as? IterativePoissonVAE)
  }

  @Test("A training that was stopped and resumed has the bytes of one that was not")
  func runs() async throws {
    let data = try patches()
    let found = try await trainStopResumeEvaluate(on: data, in: "\(folder.path)/run")
    #expect(found.nelbo.isFinite && found.count == 100)
    let whole = try await StimulusFile(path: data)
    var configuration = RunConfiguration(model: .poisson, data: whole.identity)
    (configuration.latents, configuration.steps, configuration.batch) = (16, 20, 50)
    let training = try RunTraining(creating: "\(folder.path)/whole", configuration, data: whole)
    while training.stepsTaken < 7, try training.next() != nil {}
    #expect(throws: RunError.self) { try RunFolder(creating: "\(folder.path)/whole") }
    try training.stop()
    #expect(try training.next() == nil)
    let rest = try await RunTraining(resuming: "\(folder.path)/whole", steps: 30)
    while try rest.next() != nil {}
    for name in ["config.json", "metrics.jsonl", "checkpoint.safetensors"] {
      #expect(
        try FileReading.bytes(of: "\(folder.path)/run/\(name)")
          == FileReading.bytes(of: "\(folder.path)/whole/\(name)"), "\(name)")
    }
    let raster = try await simulate("\(folder.path)/run", seeing: data)
    #expect(raster.neuronCount == 16 && raster.spikeCount > 0)
  }

  /// Guards against a step taken, or a trap, where a measurement was due and there is nothing to measure on.
  @Test("Without held-out data every step is settled, and stopping takes none")
  func unmeasured() async throws {
    let data = try await StimulusFile(path: try patches())
    var configuration = RunConfiguration(model: .poisson, data: data.identity)
    (configuration.latents, configuration.steps, configuration.batch) = (8, 9, 50)
    configuration.evaluateEvery = 3
    let training = try RunTraining(creating: "\(folder.path)/run", configuration, data: data)
    while training.stepsTaken < 3, try training.next() != nil {}
    #expect(try training.stop() == 3 && training.stepsTaken == 3)
  }

  /// Guards against a folder with settings from which no training can start.
  @Test("What a run cannot start from is refused before its folder is made")
  func refusals() async throws {
    let data = try patches()
    var jittered = RunConfiguration(model: .iterativePoisson, data: .init(path: data))
    (jittered.latents, jittered.batch, jittered.input) = (8, 50, .jitter)
    var started = RunConfiguration(model: .poisson, data: .init(path: data))
    (started.latents, started.batch, started.initial) = (8, 50, .init(path: "\(folder.path)/w"))
    try SafetensorsFile().encoded().withUnsafeBytes {
      try Data($0).write(to: URL(fileURLWithPath: "\(folder.path)/w"))
    }
    for (name, settings) in [("jittered", jittered), ("started", started)] {
      let run = PlannedRun(name, in: "\(folder.path)/\(name)", settings)
      await #expect(throws: (any Error).self) { try await run.complete() }
      #expect(!FileManager.default.fileExists(atPath: run.folder.path), "\(name)")
    }
    // Data may be identified while held-out data are only named.
    var half = RunConfiguration(model: .poisson, data: try await StimulusFile(path: data).identity)
    half.heldOut = .init(path: data)
    (half.latents, half.batch, half.steps) = (8, 50, 2)
    let run = PlannedRun("half", in: "\(folder.path)/half", half)
    try await run.complete()
    #expect(try run.folder.configuration().heldOut?.count == 100)
  }

  @Test("A sweep of three cells has three rows, and complete cells are left alone")
  func sweep() async throws {
    let (data, output) = (try patches(), "\(folder.path)/sweep")
    try await sweepOverBeta(on: data, in: output)
    let table = try FileReading.text(of: "\(output)/results.csv")
    #expect(
      table.split(separator: "\n").map { $0.split(separator: ",").prefix(3).joined(separator: ",") }
        == ["cell,beta,complete", "beta-0.5,0.5,true", "beta-1,1,true", "beta-2,2,true"])
    let before = try FileReading.bytes(of: "\(output)/beta-1/checkpoint.safetensors")
    try await sweepOverBeta(on: data, in: output)
    #expect(try FileReading.bytes(of: "\(output)/beta-1/checkpoint.safetensors") == before)
  }

  @Test("A film leaves its spikes in NWB, as many neurons as tiles have latents")
  func film() async throws {
    let film = "\(folder.path)/film.y4m"
    let size = FrameSize(width: 24, height: 16)
    let sink = try VideoSink(film, size: size, frameRate: FrameRate(25))
    for frame in 0..<5 {
      let pixels = (0..<size.pixels).map { Float(($0 * 7 + frame * 5) % 50) / 50 }
      try sink.write(GrayImage(width: size.width, height: size.height, pixels: pixels))
    }
    try sink.close()
    let file = "\(folder.path)/spikes.nwb"
    try await watch(film, by: try await model(), into: file)
    let raster = try SpikeRaster(contentsOf: file)
    #expect(raster.neuronCount == 6 * 12 && raster.spikeCount > 0)
    #expect(abs(raster.interval.upperBound - 0.2) < 1e-9)
  }

  @Test("Every neuron has a preferred orientation and an average")
  func fields() async throws {
    let found = try receptiveFields(of: try await model())
    #expect(found.preferred.count == 12 && found.similarity.count == 12)
    #expect(found.preferred.allSatisfy { (0..<180).contains($0) })
    #expect(found.similarity.allSatisfy { abs($0) <= 1 + 1e-6 })
  }
}
