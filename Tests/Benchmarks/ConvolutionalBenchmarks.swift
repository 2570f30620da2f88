// SPDX-License-Identifier: GPL-3.0-or-later

import LatentModels
import Learning
import Randomness
import Tensors

/// The training step of convolutional Poisson VAEs beside eager torch.
///
/// Batch 200, 512 neurons at trained rates, T = 0.05, two threads on either side; 16 × 16 with a linear
/// decoder, and 28 × 28 with a convolutional one, as in `peers/torch_conv_step.py`.
enum ConvolutionalBenchmarks {
  private static let batch = 200

  /// Needs a Python with torch; without one there is nothing to compare with.
  static func all(torch python: String?) throws -> [Comparison] {
    guard let python else { return [] }
    return [
      try comparison("conv-linear", pixels: 256, decoder: .linear, python),
      try comparison("conv-conv", pixels: 784, decoder: .convolutional, python),
    ]
  }

  private static func comparison(
    _ name: String, pixels: Int, decoder: Architecture, _ python: String
  ) throws -> Comparison {
    let training = try training(pixels: pixels, decoder: decoder)
    let peer = try TorchPeer(
      python: python, script: "torch_conv_step.py",
      arguments: ["--model", name, "--batch", "\(batch)", "--threads", "2"])
    return Comparison(
      name: "training-step/\(name)", unit: "ms", reference: "torch eager, 2 threads", work: 1
    ) {
      _ = try training.next()
    } compared: {
      try peer.work()
    }
  }

  private static func training(
    pixels: Int, decoder: Architecture
  ) throws -> Training<NegativeELBO<PoissonVAE>, Adamax> {
    var generator = SeedSequence(1).generator(for: .weights)
    // The features leave a LayerNorm, so their mean square is 1: log-rates of −1.66 ± 0.95.
    let width = pixels == 256 ? 128.0 : 256
    let model = PoissonVAE(
      encoder: try EncoderNetwork(
        .convolutional, pixels: pixels, outputs: 512, hasBias: true,
        weight: .normal(standardDeviation: 0.95 / width.squareRoot()), using: &generator),
      decoder: try DecoderNetwork(
        decoder, latents: 512, pixels: pixels, hasBias: decoder != .linear, using: &generator),
      logPrior: Tensor(repeating: -1.655, shape: [1, 512]))
    let data = Initializer.normal(standardDeviation: 1)
      .tensor([batch, pixels], fanIn: 1, using: &generator)
    let plan = TrainingPlan(
      steps: .max, rate: .constant(1e-9), beta: .constant(1), temperature: .constant(0.05))
    return Training(
      model, objective: NegativeELBO<PoissonVAE>(), optimizer: Adamax(),
      batches: try Minibatches(data, size: batch), plan: plan, seed: 1, threads: 2)
  }
}
