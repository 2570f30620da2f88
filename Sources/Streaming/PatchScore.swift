// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Foundation
internal import LatentModels
internal import Learning
internal import Tensors

/// How well neurons see, patch by patch: what ``FrameInference`` says of a frame.
struct PatchScore: Sendable {
  /// The figures of some patches, one for each.
  struct Values: Sendable {
    var reconstruction: Tensor
    var squaredErrors: [Double] = []
    var variations: [Double] = []
    var divergences: [Double]
    var freeEnergies: [Double] = []
  }

  private let model: IterativePoissonVAE
  /// 1/σ² of each pixel.
  private let precision: [Double]
  /// Σ ln σ + pixels/2·ln 2π.
  private let constant: Double
  /// Σ φ²/σ² over the pixels of each atom of a linear decoder: what one spike's noise costs.
  private let noise: [Double]

  init(_ model: IterativePoissonVAE) {
    self.model = model
    let logDeviations = model.likelihood.boundedLogDeviation.values.map(Double.init)
    precision = logDeviations.map { Foundation.exp(-2 * $0) }
    constant =
      logDeviations.reduce(0, +)
      + 0.5 * Double(logDeviations.count) * Foundation.log(2 * Double.pi)
    let dictionary = model.likelihood.decoder.dictionary
    var noise = [Double](repeating: 0, count: dictionary.shape[1])
    for pixel in 0..<dictionary.shape[0] {
      for atom in noise.indices {
        let value = Double(dictionary.values[pixel * noise.count + atom])
        noise[atom] += value * value * precision[pixel]
      }
    }
    self.noise = noise
  }

  /// The divergence of one belief from another, patch by patch.
  func divergences(of logRates: Tensor, from before: Tensor) -> [Double] {
    Divergence.poissonByTrial(
      logRates: logRates, from: before, weighedByPosterior: model.weighsDivergenceByPosterior)
  }

  /// The figures of patches of shape [patches, pixels].
  func values(
    of seen: Tensor, before: Tensor, after: LateralInference.State,
    decoding: StreamOptions.Decoding, by steps: FrameSteps
  ) -> Values {
    let rates = decoding == .mean ? Tensors.exp(after.logRates) : nil
    var values = Values(
      reconstruction: rates.map { model.likelihood.decoder($0).detached }
        ?? steps.reconstruction(of: after),
      divergences: divergences(of: after.logRates, from: before))
    let pixels = precision.count
    for patch in 0..<seen.shape[0] {
      var (sum, squares, error, weighted) = (0.0, 0.0, 0.0, 0.0)
      for pixel in 0..<pixels {
        let value = Double(seen.values[patch * pixels + pixel])
        let difference = value - Double(values.reconstruction.values[patch * pixels + pixel])
        sum += value
        squares += value * value
        error += difference * difference
        weighted += difference * difference * precision[pixel]
      }
      if let rates {
        for neuron in noise.indices {
          weighted += Double(rates.values[patch * noise.count + neuron]) * noise[neuron]
        }
      }
      values.squaredErrors.append(error)
      values.variations.append(max(0, squares - sum * sum / Double(pixels)))
      values.freeEnergies.append(0.5 * weighted + constant + values.divergences[patch])
    }
    return values
  }
}
