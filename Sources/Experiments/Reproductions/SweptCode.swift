// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Foundation
internal import Runs

/// How a code's error and sparsity depend on a swept weight or threshold: two sigmoids of its logarithm.
struct SweptCode {
  /// ln of the squared error against ln of what is swept; nil when no sigmoid fits.
  let error: SigmoidFit?
  /// Lifetime sparsity against ln of what is swept.
  let sparsity: SigmoidFit?
  private let range: ClosedRange<Double>

  /// Fits both; `swept` and `errors` are positive.
  init(swept: [Double], errors: [Double], sparsity: [Double]) {
    let logs = swept.map { log($0) }
    error = try? SigmoidFit(x: logs, y: errors.map { log($0) })
    self.sparsity = try? SigmoidFit(x: logs, y: sparsity)
    range = (logs.min() ?? 0)...(logs.max() ?? 0)
  }

  /// Sparsity against squared error along the sweep; empty unless both fits converged.
  var curve: [RelationFigure.Point] {
    guard let error, let sparsity else { return [] }
    return (0...200).map { index in
      let swept = range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / 200
      return .init(x: exp(error(swept)), y: sparsity(swept))
    }
  }

  var json: JSONValue {
    .object([
      "log_error_fit": error?.json ?? .null, "sparsity_fit": sparsity?.json ?? .null,
    ])
  }
}
