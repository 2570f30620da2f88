// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import LatentModels
import Learning
import Randomness
import SpikeFormats
import SpikeTrains
import Streaming
import Tensors

/// A film of 640 × 352 pixels in abutting patches of 16 × 16: 880 patches × 512 neurons, four steps a frame.
///
/// Spikes go to an NWB file as they come. Each patch shows another datum every ten frames, a tenth of them at each
/// frame. Without a checkpoint the model is the dictionary of Gabor atoms of `SparseCodingBenchmarks`, and the data
/// are mixtures of its atoms, so scaled that 10 % of the neurons fire in a window, as with a trained model on
/// whitened photographs.
enum StreamBenchmarks {
  static let (patches, neurons, pixels) = (880, 512, 256)
  static let (steps, threads) = (4, 2)
  /// Frames whose spikes go into one file.
  private static let frames = 100

  static func all(
    torch python: String?, checkpoint: String?, data: String?
  ) throws -> [Comparison] {
    let film = try Film(checkpoint: checkpoint, data: data)
    var found = [
      Comparison(
        name: "stream/640x352", unit: "/s", isRate: true, reference: "inferred, nothing written",
        work: Double(frames)
      ) {
        try film.record(frames)
      } compared: {
        try film.infer(frames)
      },
      Comparison(
        name: "stream/640x352/p99", unit: "ms", reference: "the median frame, file left out",
        work: 1, rounds: 300, statistic: { $0.sorted()[$0.count * 99 / 100] }
      ) {
        try film.keep(film.step())
      } compared: {
        try film.keep(film.step())
      },
    ]
    guard let python else { return found }
    let peer = try TorchPeer(
      python: python, script: "torch_iterative_step.py",
      arguments: [
        "--steps", "\(steps)", "--active", "0.1", "--batch", "\(patches)", "--threads",
        "\(threads)",
      ])
    found.append(
      Comparison(
        name: "stream/640x352/torch", unit: "ms",
        reference: "torch eager, 2 threads: dense counts without times, nothing scored", work: 1
      ) {
        _ = try film.step()
      } compared: {
        try peer.work()
      })
    return found
  }

  /// Frames that follow each other, and the neurons that watch.
  private final class Film {
    private let inference: TiledInference
    private let data: Tensor
    private var state: InferenceState
    private var spool: SpikeSpool?
    private let path: String

    init(checkpoint: String?, data file: String?) throws {
      var model = IterativePoissonVAE(pixels: pixels, latents: neurons, seed: SeedSequence(1))
      if let checkpoint {
        try model.load(from: SafetensorsFile(path: checkpoint), called: checkpoint)
      }
      let (dictionary, mixtures) = SparseCodingBenchmarks.problem()
      if checkpoint == nil {
        model.likelihood.decoder.readin.weight = dictionary * 0.5
        model.logStep = Tensor([-1.5], shape: [1])
        model.logLeak = Tensor(repeating: -2.3, shape: [1, neurons])
      }
      data =
        try file.map { try SafetensorsFile(path: $0).tensor("patches").rows(0..<1000) }
        ?? mixtures * (1 / Self.deviation(of: mixtures))
      var options = StreamOptions(
        timing: try StreamTiming(frameInterval: 0.04, stepsPerFrame: steps), seed: SeedSequence(1))
      options.threads = threads
      inference = try TiledInference(model, options: options)
      state = try inference.start(patches: patches)
      path =
        FileManager.default.temporaryDirectory
        .appending(path: "interspike-benchmark-\(ProcessInfo.processInfo.processIdentifier).nwb")
        .path
      spool = try SpikeSpool(beside: path, neuronCount: patches * neurons)
    }

    private static func deviation(of data: Tensor) -> Float {
      (data.values.reduce(0) { $0 + $1 * $1 } / Float(data.count)).squareRoot()
    }

    /// One frame.
    func step() throws -> FrameInference {
      var values: [Float] = []
      values.reserveCapacity(patches * pixels)
      for patch in 0..<patches {
        let datum = (patch * 7 + (state.frame + patch) / 10) % data.shape[0]
        values += data.values[datum * pixels..<(datum + 1) * pixels]
      }
      let moment = try inference.infer(Tensor(values, shape: [patches, pixels]), after: state)
      state = moment.state
      return moment
    }

    /// Its spikes on their way to the file.
    func keep(_ moment: FrameInference) throws {
      for window in moment.windows {
        for part in window.parts {
          try spool?.append(part.spikes, firstNeuron: part.firstPatch * neurons)
        }
      }
    }

    /// Some frames from the beginning.
    func infer(_ frames: Int) throws {
      state = try inference.start(patches: patches)
      for _ in 0..<frames { _ = try step() }
    }

    /// Some frames from the beginning, and the file of their spikes.
    func record(_ frames: Int) throws {
      state = try inference.start(patches: patches)
      spool = try SpikeSpool(beside: path, neuronCount: patches * neurons)
      for _ in 0..<frames { try keep(step()) }
      let interval = inference.options.timing.interval(ofFrame: frames - 1)
      let recording = try SpikeRecording(
        neuronCount: patches * neurons,
        presentations: [Presentation(start: 0, stop: interval.upperBound)],
        provenance: Provenance(
          programVersion: "benchmark", seed: 1, streamVersion: SeedSequence.streamVersion))
      var writer = try NWBWriter(
        path: path, recording: recording, session: NWBSession(for: recording),
        compressesTimes: false)
      if let full = spool.take() { try full.deliver(to: &writer) }
      try writer.finish()
      unlink(path)
    }
  }
}
