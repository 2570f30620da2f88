// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What was published for the models and experiments that are reproduced here, as the texts of its tables.
///
/// The numbers are in published.json: mean ± 99 % interval over five seeds for digits, mean ± standard deviation of five
/// seeds for photographs.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, tables, and result tables and notebooks of the public code.
struct PublishedResults: Decodable {
  /// Accuracies of a convolutional model of digits.
  struct Accuracy: Decodable {
    /// 5 nearest neighbors of 200, 1000 and 5000 labels.
    let labels: [String]
    let shattering: String

    /// The means with 200, 1000 and 5000 labels.
    var means: [Double] { labels.map { mean("0\($0)") ?? .nan } }
  }

  /// A Poisson VAE with linear networks and 512 neurons on photographs.
  struct Sweep: Decodable {
    let beta: Double
    let mse, kl, mseMap, lifetime: String

    /// The means of squared error and sparsity.
    var points: (mseMAP: Double, lifetime: Double)? {
      mean(mseMap).flatMap { error in mean(lifetime).map { (error, $0) } }
    }
  }

  /// Models of digits by the number of latents.
  let accuracy: [Int: [ReproducedModel: Accuracy]]
  /// Over β.
  let linear512: [Sweep]
  /// The KL at β = 1, in nats, by the number of neurons.
  let klByLatents: [Int: String]
  /// MSE and lifetime sparsity of LCA on the dictionaries of linear models, by λ.
  let competition: [ReproducedModel: [String: String]]
  /// Lifetime sparsity with convolutional encoders on photographs, read off a figure, ± .003; Poisson also with linear ones.
  let lifetime: [ReproducedModel: String]
  /// MSE with linear networks.
  let error: [ReproducedModel: String]
  /// The share of active neurons of linear models of photographs.
  let activeShare: [ReproducedModel: String]
  /// MSE and lifetime sparsity of sparse coding with λ = 0.1.
  let sparseCoding: [String: String]

  static let all: PublishedResults = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(
        PublishedResults.self, from: Foundation.Data(PackageResources.published_json))
    } catch {
      fatalError("published.json does not hold the published results: \(error)")
    }
  }()
}

extension ReproducedModel: Decodable, CodingKeyRepresentable {}

/// The number in front of ±.
private func mean(_ text: String) -> Double? {
  text.split(separator: " ").first.flatMap { Double($0) }
}
