// SPDX-License-Identifier: GPL-3.0-or-later

internal import Evaluation
internal import LatentModels
internal import Runs
internal import Tensors

/// The variational autoencoders of the published comparisons.
enum ReproducedModel: String, CaseIterable, Sendable {
  case poisson
  case gaussian
  case laplace
  case categorical
  case gaussianRelu = "gaussian-relu"
  case gaussianExp = "gaussian-exp"

  /// The name used in folders and results.
  var name: String { rawValue }

  /// What tables and figures call it.
  var title: String {
    switch self {
    case .poisson: "Poisson"
    case .gaussian: "Gaussian"
    case .laplace: "Laplace"
    case .categorical: "categorical"
    case .gaussianRelu: "Gaussian + relu"
    case .gaussianExp: "Gaussian + exp"
    }
  }

  /// The family whose rule identifies its dead neurons in the published tables.
  var family: DeadNeuronRule.Family {
    switch self {
    case .poisson: .poisson
    case .gaussian, .gaussianRelu, .gaussianExp: .gaussian
    case .laplace: .laplace
    case .categorical: .categorical
    }
  }

  /// Whether its loss with a linear decoder can be computed without samples.
  var hasExactLoss: Bool {
    switch self {
    case .poisson, .gaussian, .laplace, .categorical: true
    case .gaussianRelu, .gaussianExp: false
    }
  }

  /// The recipe of its family on prepared data.
  func configuration(of folder: String, heldOut: String) -> RunConfiguration {
    var settings = RunConfiguration(
      model: trained, data: .init(path: "\(folder)/train.safetensors"))
    settings.heldOut = .init(path: "\(folder)/\(heldOut).safetensors")
    switch self {
    case .poisson, .gaussian, .laplace, .categorical: break
    case .gaussianRelu: settings.activation = .relu
    case .gaussianExp:
      settings.activation = .exp
      // Latents of e^z for random weights of the recipe's size are so heavy-tailed that training diverges.
      settings.initialScale = 0.01
    }
    return settings
  }

  private var trained: ModelFamily {
    switch self {
    case .poisson: .poisson
    case .gaussian, .gaussianRelu, .gaussianExp: .gaussian
    case .laplace: .laplace
    case .categorical: .categorical
    }
  }
}

extension SparseAlgorithm {
  /// The algorithms that learn a dictionary in the published comparisons.
  static let reproduced: [SparseAlgorithm] = [.lca, .ista]

  /// What tables and figures call it.
  var title: String { rawValue.uppercased() }

  /// The codes the algorithm finds for data on a fixed dictionary.
  func measurement(
    threshold: Double, on dictionary: Tensor, of data: Tensor, bench: ReproductionBench
  ) throws -> SparseCodeMeasurement {
    let inference = SparseSettings(algorithm: self, threshold: threshold).inference
    return try SparseCodeMeasurement(
      inference, on: dictionary, of: data, threads: bench.threads, check: bench.check)
  }
}
