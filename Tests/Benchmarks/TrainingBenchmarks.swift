// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Randomness
import Tensors

/// One training step of a linear Poisson VAE beside its five matrix products alone.
///
/// Batch 1000, 256 pixels, 512 latents, two threads. Rates are log-normal with mean 0.3 and a maximum near
/// 20, as in a trained model: prior log-rates −1.655, log-gains with standard deviation 0.95.
enum TrainingBenchmarks {
  static let batch = 1000
  static let pixels = 256
  static let latents = 512
  static let threads = 2

  static func normals(_ shape: [Int], standardDeviation: Double, _ index: Int) -> Tensor {
    var generator = SeedSequence(1).generator(for: "benchmark", index)
    return Initializer.normal(standardDeviation: standardDeviation)
      .tensor(shape, fanIn: 1, using: &generator)
  }

  static func all() throws -> [Comparison] {
    let data = normals([batch, pixels], standardDeviation: 1, 0)
    let model = PoissonVAE(
      encoder: EncoderNetwork(
        readout: Linear(weight: normals([latents, pixels], standardDeviation: 0.95 / 16, 1))),
      decoder: DecoderNetwork(
        readin: Linear(weight: normals([pixels, latents], standardDeviation: 0.05, 2))),
      logPrior: Tensor(repeating: -1.655, shape: [1, latents]))
    // The learning rate is tiny, so that the rates stay where they are.
    let plan = TrainingPlan(
      steps: .max, rate: .constant(1e-9), beta: .constant(1), temperature: .constant(0.05))
    let training = Training(
      model, objective: NegativeELBO<PoissonVAE>(), optimizer: Adamax(),
      batches: try Minibatches(data, size: batch), plan: plan, seed: 1, threads: threads)
    let products = FiveProducts(model: model, data: data)
    return [
      Comparison(
        name: "training-step/linear", unit: "ms", reference: "its five matrix products", work: 1
      ) {
        _ = try training.next()
      } compared: {
        products.run()
      }
    ]
  }
}

/// The matrix products of one step, cut over the threads as well as they can be.
struct FiveProducts {
  let model: PoissonVAE
  let data: Tensor
  let latentSized: Tensor
  let pixelSized: Tensor

  init(model: PoissonVAE, data: Tensor) {
    self.model = model
    self.data = data
    latentSized = TrainingBenchmarks.normals(
      [TrainingBenchmarks.batch, TrainingBenchmarks.latents], standardDeviation: 1, 3)
    pixelSized = data
  }

  /// One half of the batch a thread: each product once, no sums over shards.
  func run() {
    let threads = TrainingBenchmarks.threads
    let half = TrainingBenchmarks.batch / threads
    _ = inParallel(count: threads, threads: threads) { part -> [Tensor] in
      let rows = part * half..<(part + 1) * half
      let (x, z, y) = (data.rows(rows), latentSized.rows(rows), pixelSized.rows(rows))
      return [
        matmul(x, model.encoder.readout.weight, transposeRight: true),
        matmul(z, model.decoder.readin.weight, transposeRight: true),
        matmul(y, z, transposeLeft: true),
        matmul(y, model.decoder.readin.weight),
        matmul(z, x, transposeLeft: true),
      ]
    }
  }
}
