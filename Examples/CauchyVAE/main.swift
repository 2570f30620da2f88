// SPDX-License-Identifier: GPL-3.0-or-later

// A latent of a law of your own: Cauchy, whose tails are so heavy that it has neither mean nor variance.

import Distributions
import Foundation
import LatentModels
import Learning
import Randomness
import Tensors

/// The Cauchy law, p(ε) = 1/(π(1 + ε²)).
enum Cauchy: LocationScaleLaw {
  static let name = "cauchy"
  static let standardVariance: Double? = nil

  static func standardDraws(at address: DrawAddress, trials: Int, neurons: Int) -> [Float] {
    address.standardUniforms(trials: trials, neurons: neurons)
      .map { Float(tan(.pi * (Double($0) - 0.5))) }
  }

  /// KL = ln(((s + s₀)² + (m − m₀)²)/(4·s·s₀)); see Chyzak & Nielsen, arXiv 1905.10965.
  static func divergence(
    of law: LocationScale<Cauchy>, from prior: LocationScale<Cauchy>
  ) -> Divergence {
    let scales = exp(law.logScale) + exp(prior.logScale)
    let squares = square(scales) + square(law.location - prior.location)
    return Divergence(log(squares * 0.25) - law.logScale - prior.logScale)
  }
}

/// Pictures of 36 pixels: of twelve atoms, each with a chance of a quarter.
func pictures(_ count: Int, for purpose: Purpose) -> Tensor {
  let address = DrawAddress(seed: SeedSequence(1), purpose: purpose)
  let normals = DrawAddress(seed: SeedSequence(1), purpose: "atoms")
  let atoms = Tensor(normals.standardNormals(trials: 12, neurons: 36), shape: [12, 36])
  let strengths = address.standardUniforms(trials: count, neurons: 12)
    .map { $0 < 0.25 ? 1 : 0 as Float }
  return matmul(Tensor(strengths, shape: [count, 12]), atoms)
}

// The decoder sees the samples through a sigmoid: an outlier saturates it and does no harm.
let training = Training(
  LocationScaleVAE<Cauchy>(pixels: 36, latents: 12, activation: .sigmoid, seed: SeedSequence(1)),
  objective: NegativeELBO(Reparameterization()), optimizer: Adamax(),
  batches: try Minibatches(pictures(2000, for: "seen"), size: 100),
  plan: TrainingPlan(steps: 600, rate: .warmupThenCosine(peak: 0.02)), seed: 1)
var losses: [Double] = []
while let step = try training.next() { losses.append(step.loss) }
func mean(_ losses: ArraySlice<Double>) -> Int { Int(losses.reduce(0, +) / Double(losses.count)) }
print("mean loss of the first 20 steps:", mean(losses.prefix(20)))
print("mean loss of the last 20 steps: ", mean(losses.suffix(20)))
