// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Data of a covariance that is known: x = Σ_k a_k e_k s_k, with random orthonormal directions e and
/// standard deviations s; the first few are larger than the rest.
private struct KnownCovariance {
  /// Orthonormal rows, in order of their standard deviation, shape [pixels, pixels].
  let directions: [[Double]]
  /// Shape [count, pixels].
  let data: Tensor

  init(count: Int, deviations: [Double], seed: UInt64) {
    let pixels = deviations.count
    var generator = SeedSequence(seed).generator(for: "directions")
    var rows: [[Double]] = []
    for _ in 0..<pixels {
      var row = (0..<pixels).map { _ in generator.normal(mean: 0, standardDeviation: 1) }
      for _ in 0..<2 {
        for other in rows {
          let along = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
          row = zip(row, other).map { $0 - along * $1 }
        }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(row.map { $0 / length })
    }
    directions = rows
    var values: [Float] = []
    for _ in 0..<count {
      var x = [Double](repeating: 0, count: pixels)
      for (row, deviation) in zip(rows, deviations) {
        let a = generator.normal(mean: 0, standardDeviation: deviation)
        for pixel in 0..<pixels { x[pixel] += a * row[pixel] }
      }
      values += x.map { Float($0) }
    }
    data = Tensor(values, shape: [count, pixels])
  }
}

/// The largest angle between two subspaces of the same dimension, in degrees.
///
/// Its sine is the largest distance of a unit vector of one from the other: the norm of the part of an
/// orthonormal basis of `one` that lies outside `other`, found by power iteration.
private func largestAngle(_ one: [[Double]], _ other: [[Double]]) -> Double {
  func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
    var basis: [[Double]] = []
    for vector in vectors {
      var v = vector
      for _ in 0..<2 {
        for b in basis {
          let along = zip(v, b).reduce(0) { $0 + $1.0 * $1.1 }
          v = zip(v, b).map { $0 - along * $1 }
        }
      }
      let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(v.map { $0 / length })
    }
    return basis
  }
  let a = orthonormal(one)
  let b = orthonormal(other)
  let outside = a.map { vector in
    b.reduce(vector) { rest, direction in
      let along = zip(vector, direction).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(rest, direction).map { $0 - along * $1 }
    }
  }
  var weights = [Double](repeating: 1, count: outside.count)
  var sine = 0.0
  for _ in 0..<500 {
    var sum = [Double](repeating: 0, count: outside[0].count)
    for (w, row) in zip(weights, outside) {
      for pixel in sum.indices { sum[pixel] += w * row[pixel] }
    }
    let next = outside.map { row in zip(row, sum).reduce(0) { $0 + $1.0 * $1.1 } }
    let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
    sine = length.squareRoot()
    weights = next.map { $0 / max(length, 1e-300) }
  }
  return asin(min(1, sine)) * 180 / .pi
}

/// A linear Gaussian VAE is probabilistic PCA.
///
/// > Reference: Tipping & Bishop 1999; J. Lucas et al. 2019, arXiv 1911.02469.
@Suite("The linear Gaussian VAE is probabilistic PCA")
struct PrincipalSubspaceTests {
  // Pixels have variance ½ around the reconstruction: directions of more variance are worth a latent.
  private let known = KnownCovariance(
    count: 4000, deviations: [4, 3.5, 3, 2.5] + [Double](repeating: 0.5, count: 12), seed: 5)

  private func dictionary(latents: Int, exact: Bool) throws -> [[Double]] {
    let model = GaussianVAE(pixels: 16, latents: latents, seed: SeedSequence(2))
    let plan = TrainingPlan(
      steps: 2500, rate: .warmupThenCosine(peak: 0.02), beta: .constant(1),
      temperature: .constant(1))
    let batches = try Minibatches(known.data, size: 100)
    let weight: Tensor
    if exact {
      let training = Training(
        model, objective: ExactNegativeELBO<GaussianVAE>(), optimizer: Adamax(),
        batches: batches, plan: plan, seed: 3)
      while try training.next() != nil {}
      weight = training.model.decoder.dictionary
    } else {
      let training = Training(
        model, objective: NegativeELBO<GaussianVAE>(Reparameterization()), optimizer: Adamax(),
        batches: batches, plan: plan, seed: 3)
      while try training.next() != nil {}
      weight = training.model.decoder.dictionary
    }
    let columns = weight.transposed().values
    return (0..<latents).map { latent in columns[latent * 16..<(latent + 1) * 16].map(Double.init) }
  }

  @Test("Its dictionary spans the principal subspace to 5 degrees", arguments: [true, false])
  func principalSubspace(exact: Bool) throws {
    let atoms = try dictionary(latents: 4, exact: exact)
    #expect(largestAngle(atoms, Array(known.directions[0..<4])) < 5)
    // The same measure knows a subspace in which one principal direction is replaced by another.
    #expect(largestAngle(atoms, Array(known.directions[1..<5])) > 80)
  }
}
