// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Arrivals
import LatentModels
import Learning
import Randomness
import Tensors

/// Data made of known parts: x = Σ_k z_k·φ_k with Poisson codes z and random atoms φ of one norm.
struct SparseScenes {
  /// Shape [pixels, atoms].
  let dictionary: Tensor
  /// Shape [data, pixels].
  let data: Tensor

  init(count: Int, pixels: Int, atoms: Int, rate: Float, norm: Float, seed: UInt64) throws {
    var generator = SeedSequence(seed).generator(for: "dictionary")
    let raw = Initializer.normal(standardDeviation: 1)
      .tensor([pixels, atoms], fanIn: atoms, using: &generator)
    let lengths = square(raw).summed(to: [1, atoms]).values.map { $0.squareRoot() / norm }
    dictionary = raw / Tensor(lengths, shape: [1, atoms])
    let logRates = log(Tensor(repeating: rate, shape: [count, atoms]))
    let codes = try Poisson(logRates: logRates)
      .counts(at: DrawAddress(seed: SeedSequence(seed), purpose: "codes"))
    data = matmul(codes, dictionary, transposeRight: true)
  }

  /// For every atom the cosine of the angle to the nearest column of `found`.
  func matchedCosines(_ found: Tensor) -> [Float] {
    func unit(_ columns: Tensor) -> Tensor {
      let rows = columns.transposed()
      let lengths = square(rows).summed(to: [rows.shape[0], 1]).values.map { $0.squareRoot() }
      return rows / Tensor(lengths, shape: [rows.shape[0], 1])
    }
    let cosines = matmul(unit(dictionary), unit(found), transposeRight: true)
    let columns = cosines.shape[1]
    return (0..<cosines.shape[0]).map { atom in
      cosines.values[atom * columns..<(atom + 1) * columns].max() ?? 0
    }
  }

  /// A training of a linear Poisson VAE on these data.
  func training(
    latents: Int, steps: Int, batch: Int, rate: Double = 0.01, threads: Int = 1
  ) throws -> Training<NegativeELBO<PoissonVAE>, Adamax> {
    Training(
      PoissonVAE(pixels: data.shape[1], latents: latents, seed: SeedSequence(1)),
      objective: NegativeELBO(), optimizer: Adamax(), batches: try Minibatches(data, size: batch),
      plan: plan(steps: steps, rate: rate), seed: 4, threads: threads)
  }

  func plan(steps: Int, rate: Double = 0.01) -> TrainingPlan {
    TrainingPlan(steps: steps, rate: .warmupThenCosine(peak: rate))
  }
}
