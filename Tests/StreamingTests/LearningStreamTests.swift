// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import LatentModels
import Learning
import Randomness
import Streaming
import Tensors
import Testing

/// A model that learns from the frames of a stream.
@Suite("Learning while watching")
struct LearningStreamTests {
  private func inference(
    _ model: IterativePoissonVAE, threads: Int = 1, _ options: LocalLearning.Options? = .init()
  ) throws -> TiledInference {
    try StreamFixture.inference(model) {
      ($0.start, $0.threads, $0.learning) = (.transition, threads, options)
    }
  }

  @Test(
    "Learning, saving and going on is never having stopped, on one thread and two",
    arguments: FrameTransition.Form.allCases)
  func continuing(form: FrameTransition.Form) async throws {
    let (model, frames) = (StreamFixture.model(form), StreamFixture.frames(8))
    let whole = try await StreamFixture.moments(frames, by: inference(model))
    let first = try await StreamFixture.moments(
      Array(frames[..<5]), by: inference(model, threads: 2))
    let folder = try TemporaryFolder()
    try first[4].state.write(to: folder.file("state.safetensors"))
    let state = try InferenceState(path: folder.file("state.safetensors"))
    let isWhole = state == first[4].state
    #expect(isWhole, "what a file holds is the state")
    let rest = try await StreamFixture.moments(
      Array(frames[5...]), by: inference(model, threads: 2), from: state)
    let last = try #require(rest.last)
    #expect(try last.state.file().encoded() == whole[7].state.file().encoded())
    #expect(last.freeEnergies == whole[7].freeEnergies)
    #expect(last.windows == whole[7].windows)
  }

  @Test("A model that learns and makes of a frame what it is not ends the stream in a sentence")
  func divergence() async throws {
    var model = StreamFixture.model(.leak)
    model.likelihood.decoder.readin.weight = model.likelihood.decoder.readin.weight * 1e4
    let large = model
    await #expect(throws: StreamError.self) {
      _ = try await StreamFixture.moments(StreamFixture.frames(3), by: inference(large))
    }
    // One that does not learn is watched as it is.
    _ = try await StreamFixture.moments(StreamFixture.frames(3), by: inference(large, nil))
  }

  @Test("What is frozen stays to the bit, and everything else moves")
  func freezing() async throws {
    let (model, frames) = (StreamFixture.model(.gated), StreamFixture.frames(4))
    let names: [LocalLearning.Part: [String]] = [
      .dictionary: ["fc_dec.weight"], .deviation: ["log_sigma"], .leak: ["log_leak"],
      .step: ["log_step"], .prior: ["log_rate"],
      .transition: ["logit_retention", "surprise_slope"],
    ]
    for frozen in [[], [.dictionary, .prior], Set(LocalLearning.Part.allCases)]
      as [Set<LocalLearning.Part>]
    {
      let moments = try await StreamFixture.moments(
        frames, by: inference(model, .init(frozen: frozen)))
      let learned = try #require(moments.last?.state.learned)
      let fixed = frozen.flatMap { names[$0] ?? [] }
      let sorted = model.state.sorted { $0.name < $1.name }
      for (before, after) in zip(sorted, learned.parameters) where before.name != "fc_dec.bias" {
        #expect(
          (before.tensor == after.tensor) == fixed.contains(before.name), "\(before.name)")
      }
    }
  }

  /// Frames of few atoms each, half of them as in the frame before; the model begins with random weights.
  @Test("From random weights a frame's free energy falls far below that of the sleeping model")
  func learning() async throws {
    var generator = SeedSequence(2).generator(for: "film")
    let atoms = StreamFixture.normals([12, StreamFixture.pixels], 0.6, 4, 0)
    let patches = StreamFixture.patches
    var codes = [Float](repeating: 0, count: patches * 12)
    let frames = (0..<60).map { _ in
      let order = generator.permutation(count: codes.count)
      for place in order.prefix(codes.count / 2) {
        codes[place] = order[place] % 5 == 0 ? 2 : 0
      }
      return matmul(Tensor(codes, shape: [patches, 12]), atoms)
        + StreamFixture.normals([patches, StreamFixture.pixels], 0.2, 5, order[0])
    }
    var model = IterativePoissonVAE(
      pixels: StreamFixture.pixels, latents: 24, seed: SeedSequence(1))
    model.transition = FrameTransition(.gated, latents: 24)
    let learning = try await StreamFixture.moments(
      frames, by: inference(model, .init(memory: 10)))
    let asleep = try await StreamFixture.moments(frames, by: inference(model, nil))
    func late(_ moments: [FrameInference]) -> Double {
      moments.suffix(10).reduce(0) { $0 + $1.freeEnergy }
    }
    #expect(late(learning) < 0.8 * late(asleep), "\(late(learning)) against \(late(asleep))")
    #expect(learning[0].freeEnergy == asleep[0].freeEnergy, "the first frame is seen unlearned")
  }

  @Test(
    "A stream is continued with the learning it began with, and atoms of one length are refused")
  func refusing() async throws {
    let (model, frames) = (StreamFixture.model(.leak), StreamFixture.frames(2))
    let state = try #require(
      try await StreamFixture.moments(frames, by: inference(model)).last?.state)
    #expect(throws: StreamError.self) {
      try Film(frames).inferred(by: inference(model, nil), from: state)
    }
    #expect(throws: StreamError.self) {
      try Film(frames).inferred(by: inference(model, .init(memory: 7)), from: state)
    }
    var unit = model
    unit.likelihood.decoder.hasUnitAtoms = true
    #expect(throws: StreamError.unitAtoms) { try inference(unit) }
    _ = try inference(unit, .init(frozen: [.dictionary]))
  }
}
