// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Randomness
import SpikeFormats
import SpikeTrains
import Streaming
import Tensors

/// A small model of busy neurons and a film for it: 70 patches are three blocks, 37 neurons end in mid-vector.
enum StreamFixture {
  static let (patches, pixels, neurons) = (70, 20, 37)

  static func model(seed: UInt64 = 3) -> IterativePoissonVAE {
    var model = IterativePoissonVAE(pixels: pixels, latents: neurons, seed: SeedSequence(seed))
    model.likelihood.decoder.readin = Linear(
      weight: normals([pixels, neurons], 0.3, seed, 0), bias: normals([pixels], 0.1, seed, 1))
    model.likelihood.logDeviation = normals([1, pixels], 0.2, seed, 2)
    model.logLeak = normals([1, neurons], 0.3, seed, 3) - 2
    // Small enough for so many overlapping atoms: larger steps overshoot, and rates explode.
    model.logStep = Tensor([-3], shape: [1])
    model.initialLogRates = normals([1, neurons], 0.5, seed, 4) - 1
    return model
  }

  /// The model with a transition whose γ lies about a half.
  static func model(_ form: FrameTransition.Form, slope: Float = -0.5) -> IterativePoissonVAE {
    var model = model()
    model.transition = FrameTransition(form, latents: neurons)
    model.transition?.logitRetention = normals([1, neurons], 0.7, 3, 5)
    if form == .gated {
      model.transition?.surpriseSlope = Tensor(repeating: slope, shape: [1, neurons])
    }
    return model
  }

  /// A model whose decoder is an MLP.
  static func nonlinearModel() throws -> IterativePoissonVAE {
    var generator = SeedSequence(1).generator(for: .weights)
    var model = IterativePoissonVAE(
      likelihood: PixelLikelihood(
        decoder: try DecoderNetwork(
          .mlp, latents: neurons, pixels: pixels, hasBias: true, using: &generator),
        pixels: pixels), initialLogRates: normals([1, neurons], 0.5, 3, 4) - 1)
    model.logStep = Tensor([-3], shape: [1])
    return model
  }

  /// Frames that change slowly.
  static func frames(_ count: Int, patches: Int = patches) -> [Tensor] {
    let (from, to) = (
      normals([patches, pixels], 1, 11, 0), normals([patches, pixels], 1, 11, 1)
    )
    return (0..<count).map { from + (to - from) * (Float($0) / Float(max(count - 1, 1))) }
  }

  static func normals(
    _ shape: [Int], _ deviation: Double, _ seed: UInt64, _ index: Int
  ) -> Tensor {
    var generator = SeedSequence(seed).generator(for: "fixture", index)
    return Initializer.normal(standardDeviation: deviation)
      .tensor(shape, fanIn: 1, using: &generator)
  }

  static func inference(
    _ model: IterativePoissonVAE = model(), steps: Int = 3, seed: UInt64 = 5,
    interval: Double = 0.04,
    _ change: (inout StreamOptions) -> Void = { _ in }
  ) throws -> TiledInference {
    var options = StreamOptions(
      timing: try StreamTiming(frameInterval: interval, stepsPerFrame: steps),
      seed: SeedSequence(seed))
    change(&options)
    return try TiledInference(model, options: options)
  }

  /// All moments of a film.
  static func moments(
    _ frames: [Tensor], by inference: TiledInference, from state: InferenceState? = nil,
    pacing: StreamPacing = .unpaced
  ) async throws -> [FrameInference] {
    var found: [FrameInference] = []
    for try await moment in try Film(frames).inferred(by: inference, from: state, pacing: pacing) {
      found.append(moment)
    }
    return found
  }

  /// The bytes of the NWB file of some moments.
  static func recorded(_ moments: [FrameInference], at path: String) throws -> [UInt8] {
    let count = moments[0].state.patchCount * neurons
    var spool = try SpikeSpool(beside: path, neuronCount: count)
    for window in moments.flatMap(\.windows) {
      for part in window.parts {
        try spool.append(part.spikes, firstNeuron: part.firstNeuron)
      }
    }
    let recording = try SpikeRecording(
      neuronCount: count,
      presentations: moments.map {
        Presentation(start: $0.interval.lowerBound, stop: $0.interval.upperBound)
      },
      provenance: Provenance(programVersion: "0.1.0", seed: 5, streamVersion: 1))
    try spool.write(to: path, recording: recording)
    return try [UInt8](Data(contentsOf: URL(filePath: path)))
  }
}

/// Frames that come one after the other.
struct Film: AsyncSequence, Sendable {
  typealias Element = Tensor
  let frames: [Tensor]

  init(_ frames: [Tensor]) { self.frames = frames }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(frames: frames[...]) }

  struct AsyncIterator: AsyncIteratorProtocol {
    var frames: ArraySlice<Tensor>

    mutating func next() async -> Tensor? { frames.popFirst() }
  }
}

/// A folder of its own for one test, removed when the test ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "interspike-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}
