// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LayerTesting
import Tensors

/// What `Tests/Goldens/evaluation_goldens.py` found with NumPy, SciPy and scikit-learn.
struct EvaluationGoldens: Decodable {
  struct Sparsity: Decodable {
    let lifetime: [Double]
    let population: Double
  }
  struct DeadNeurons: Decodable {
    let kl: [Double]
    let norms: [Double]
    let rules: [String: [Int]]
  }
  struct Logistic: Decodable {
    let classes: Int
    let c: Double
    let weights: [Double]
    let intercepts: [Double]
    let labels: [Int]
  }
  struct Shattering: Decodable {
    let accuracies: [Double]
    let mean: Double
  }
  struct Gabor: Decodable {
    let salt: Int
    let truth: [Double]
    let fit: [Double]
    let explainedVariance: Double
  }
  struct Resampling: Decodable {
    struct Statistic: Decodable {
      let statistic: String
      let estimate: Double
      let replicates: [Double]
      let percentile: [Double]
      let bca: [Double]
      let standardError: Double
      let student: [Double]
    }
    let data: [Double]
    let found: [Statistic]
  }
  struct Sigmoid: Decodable {
    let x: [Double]
    let y: [Double]
    let fit: [Double]
    let rSquared: Double
  }

  let sparsity: Sparsity
  let deadNeurons: [DeadNeurons]
  let neighbours: [Int]
  let logistic: [Logistic]
  let shattering: Shattering
  let gabors: [Gabor]
  let bootstrap: Resampling
  let sigmoids: [Sigmoid]

  static func read() throws -> EvaluationGoldens {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      EvaluationGoldens.self,
      from: Data(contentsOf: tests.appending(path: "Goldens/evaluation.json")))
  }

  /// Classes in turn, each around a center of its own, as the script makes them.
  static func clouds(
    _ count: Int, width: Int, classes: Int, salt: Int
  ) -> (features: Tensor, labels: [Int]) {
    let centers = arbitrary([classes, width], salt: salt).values
    let noise = arbitrary([count, width], from: -1.5, to: 1.5, salt: salt + 1).values
    let values = noise.indices.map {
      centers[$0 / width % classes * width + $0 % width] + noise[$0]
    }
    return (Tensor(values, shape: [count, width]), (0..<count).map { $0 % classes })
  }
}

/// Whether numbers agree to a tolerance relative to their size, or absolutely below 1.
func agree(_ a: [Double], _ b: [Double], within tolerance: Double) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}
