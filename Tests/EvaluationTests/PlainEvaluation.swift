// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import Foundation
import LatentModels
import Learning
import Randomness
import Tensors

/// The figures of an evaluation by plain loops in double precision; only the draws are the library's.
struct PlainEvaluation {
  var mse = 0.0
  var mseMAP = 0.0
  var rSquared = 0.0
  var rSquaredMAP = 0.0
  var klByNeuron: [Double]
  /// Shape [data, neurons].
  let counts: [Double]

  init(
    _ model: PoissonVAE, _ data: Tensor, _ address: DrawAddress
  ) throws {
    let neurons = model.latents
    let n = Double(data.shape[0])
    counts = try model.posterior(of: data).rates.counts(at: address).values.map(Double.init)
    klByNeuron = [Double](repeating: 0, count: neurons)
    for datum in 0..<data.shape[0] {
      let x = Self.row(datum, of: data)
      var rates: [Double] = []
      for neuron in 0..<neurons {
        let gain = Self.softclamp(
          Self.dot(Self.row(neuron, of: model.encoder.readout.weight), x), 10)
        let logPrior = Double(model.logPrior.values[neuron])
        klByNeuron[neuron] += exp(logPrior) * (1 + exp(gain) * (gain - 1)) / n
        rates.append(exp(Self.softclamp(logPrior + gain, 5)))
      }
      let drawn = Array(counts[datum * neurons..<(datum + 1) * neurons])
      let error = Self.squaredError(model.decoder.readin.weight, drawn, x)
      let mean = x.reduce(0, +) / Double(x.count)
      mse += error / n
      let errorMAP = Self.squaredError(model.decoder.readin.weight, rates, x)
      mseMAP += errorMAP / n
      let variation = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      rSquared += (1 - error / variation) / n
      rSquaredMAP += (1 - errorMAP / variation) / n
    }
  }

  /// Vinje & Gallant's measure, mean over neurons.
  var lifetimeSparsity: Double {
    let neurons = klByNeuron.count
    let each = (0..<neurons).map { neuron in
      Self.sparsity(stride(from: neuron, to: counts.count, by: neurons).map { counts[$0] })
    }
    return each.reduce(0, +) / Double(neurons)
  }

  /// The same over neurons, mean over data.
  var populationSparsity: Double {
    let neurons = klByNeuron.count
    let each = stride(from: 0, to: counts.count, by: neurons).map { start in
      Self.sparsity(Array(counts[start..<start + neurons]))
    }
    return each.reduce(0, +) / Double(each.count)
  }

  private static func sparsity(_ responses: [Double]) -> Double {
    let m = Double(responses.count)
    let (sum, square) = (responses.reduce(0, +), responses.reduce(0) { $0 + $1 * $1 })
    return square == 0 ? 1 : (1 - sum * sum / (m * square)) / (1 - 1 / m)
  }

  private static func row(_ row: Int, of matrix: Tensor) -> [Double] {
    let columns = matrix.shape[1]
    return matrix.values[row * columns..<(row + 1) * columns].map(Double.init)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func softclamp(_ value: Double, _ upper: Double) -> Double {
    upper - log1p(exp(upper - value))
  }

  private static func squaredError(_ weight: Tensor, _ code: [Double], _ x: [Double]) -> Double {
    x.indices.reduce(0) { sum, pixel in
      let difference = dot(row(pixel, of: weight), code) - x[pixel]
      return sum + difference * difference
    }
  }
}
