// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Evaluation
internal import LatentModels
internal import Randomness
package import Runs
package import Tensors

/// Pictures of digits with their labels, as `interspike data mnist` writes them.
package struct LabeledDigits: Sendable {
  /// Shape [count, 784].
  let pictures: Tensor
  package let labels: [Int]

  private init(pictures: Tensor, labels: [Int]) {
    self.pictures = pictures
    self.labels = labels
  }

  package init(path: String) throws {
    let file = try SafetensorsFile(path: path)
    pictures = try file.tensor("patches")
    labels = try file.integers("labels").values
    guard labels.count == pictures.shape[0] else {
      throw RunError(
        .damaged,
        "\(path) holds \(pictures.shape[0]) pictures but \(labels.count) labels. Prepare it again with "
          + "`interspike data mnist`.")
    }
  }

  /// How well neighbors in feature space classify, with the published numbers of labels where there are enough data.
  ///
  /// - Parameter features: shape [count, features].
  package func labelEfficiency(of features: Tensor, seed: UInt64, threads: Int) -> LabelEfficiency {
    LabelEfficiency(
      features: features, labels: labels,
      sizes: LabelEfficiency.publishedSizes.filter { $0 <= labels.count / 2 },
      neighbors: LabelEfficiency.publishedNeighbors, seed: SeedSequence(seed), threads: threads)
  }

  /// The first `count` of them, or all.
  package func prefix(_ count: Int) -> LabeledDigits {
    let count = min(count, labels.count)
    return LabeledDigits(pictures: pictures.rows(0..<count), labels: Array(labels.prefix(count)))
  }

  /// The deterministic features of the pictures, shape [count, latents].
  package func features(of model: any AmortizedModel, threads: Int) -> Tensor {
    let size = 500
    let blocks = inParallel(count: (pictures.shape[0] + size - 1) / size, threads: threads) {
      block in
      let rows = block * size..<min((block + 1) * size, pictures.shape[0])
      return model.features(of: pictures.rows(rows)).values
    }
    return Tensor(blocks.flatMap { $0 }, shape: [pictures.shape[0], model.latents])
  }
}

extension TrainedModel {
  /// How well neighbors in the feature space of the model classify pictures of digits.
  ///
  /// - Parameters:
  ///   - path: the labeled pictures.
  ///   - count: how many to use, from the first; nil for all.
  /// - Throws: `RunError` for too few labels and for a model without an encoder; `SafetensorsError`.
  package func labelEfficiency(
    on path: String, count: Int?, seed: UInt64, threads: Int
  ) throws -> LabelEfficiency {
    let labeled = try LabeledDigits(path: path).prefix(count ?? .max)
    let least = 2 * LabelEfficiency.publishedSizes[0]
    guard labeled.labels.count >= least else {
      throw RunError(
        .damaged,
        "\(path) gives \(labeled.labels.count) labels\(count == nil ? "" : " with this --count"); \(setting: "neighbours") needs at least \(least)."
      )
    }
    let features = labeled.features(
      of: try amortized(for: "--neighbours"), threads: threads)
    return labeled.labelEfficiency(of: features, seed: seed, threads: threads)
  }
}

extension LabelEfficiency {
  /// The numbers of labels the published models classify from (arXiv 2405.14473).
  package static let publishedSizes = [200, 1000, 5000]
  /// How many neighbors vote there.
  package static let publishedNeighbors = 5
}
