// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// Classification by a penalized linear log-odds model, as with scikit-learn's defaults.
///
/// ```
/// minimize  C Σᵢ −ln p(yᵢ | xᵢ) + ½ Σ w²          intercepts free
/// p = softmax(Wx + b) of three or more classes,   sigmoid(wᵀx + b) of the second of two
/// ```
/// scikit-learn stops after 100 iterations, converged or not; this continues to the minimum, which is unique.
///
/// > Reference: D. R. Cox, J. R. Stat. Soc. B 20 (1958) 215–242; T. Hastie, R. Tibshirani & J. Friedman, *The Elements of
/// > Statistical Learning* (2009) §4.4, doi:10.1007/978-0-387-84858-7.
public struct LogisticRegression: Sendable, Equatable {
  /// The labels, ascending.
  public let classes: [Int]
  /// How many columns features have.
  public let features: Int
  /// W, shape [classes, features], row-major; of two classes only the row of the second.
  public let weights: [Double]
  /// b, one a row of W.
  public let intercepts: [Double]
  /// How many steps the fit took.
  public let iterations: Int
  /// Whether the fit reached its minimum to within the tolerance.
  public let converged: Bool

  /// Fits the model.
  ///
  /// Rows are taken in fixed blocks added in order: the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - features: shape [data, features], finite.
  ///   - labels: one a datum, of at least two different values.
  ///   - inverseRegularization: C.
  ///   - tolerance: of √(gᵀM⁻¹g), g the gradient of the mean loss and M a bound of its curvature: half its square is about what the
  ///     loss lies above its minimum.
  ///   - iterations: how many steps at most.
  ///   - threads: how many threads may work at once.
  /// - Precondition: as many labels as data; at least two classes; C positive.
  /// - Complexity: O(data · features · (classes + features)) and as much as data · features · classes for each of some tens of steps.
  public init(
    features: Tensor, labels: [Int], inverseRegularization: Double = 1, tolerance: Double = 1e-6,
    iterations: Int = 1000, threads: Int
  ) {
    Self.check(features, labels)
    guard inverseRegularization > 0 else {
      fatalError("C must be positive, not \(inverseRegularization)")
    }
    let design = LogisticDesign(
      features, inverseRegularization: inverseRegularization, threads: threads)
    self.init(
      design, labels: labels, tolerance: tolerance, iterations: iterations, threads: threads)
  }

  /// Fits the model to features that are laid out already.
  init(
    _ design: LogisticDesign, labels: [Int], tolerance: Double, iterations: Int, threads: Int
  ) {
    classes = Set(labels).sorted()
    guard classes.count > 1 else {
      fatalError("all data belong to class \(classes): there must be at least two classes")
    }
    let rank = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    let rows = classes.count == 2 ? 1 : classes.count
    let width = design.width
    let loss = LogisticLoss(
      design: design, classes: labels.map { rank[$0, default: 0] }, rows: rows, threads: threads)
    let fit = LimitedMemoryBFGS(
      from: [Double](repeating: 0, count: rows * width), tolerance: tolerance,
      iterations: iterations, precondition: design.curvature.solve, function: { loss($0) })
    features = width - 1
    weights = (0..<rows).flatMap { fit.point[$0 * width..<($0 + 1) * width - 1] }
    // The fit saw features less their mean.
    intercepts = (0..<rows).map { row in
      (0..<width - 1).reduce(fit.point[(row + 1) * width - 1]) {
        $0 - fit.point[row * width + $1] * design.mean[$1]
      }
    }
    self.iterations = fit.iterations
    converged = fit.converged
  }

  /// Wx + b, shape [data, rows of W].
  ///
  /// - Parameter data: shape [data, features].
  private func outputs(of data: Tensor) -> [Float] {
    guard data.rank == 2 && data.shape[1] == features else {
      fatalError("features of shape \(data.shape) do not have the \(features) columns of the fit")
    }
    let matrix = Tensor(weights.map { Float($0) }, shape: [intercepts.count, features])
    var outputs = matmul(data, matrix, transposeRight: true).values
    for index in outputs.indices { outputs[index] += Float(intercepts[index % intercepts.count]) }
    return outputs
  }

  /// The most probable label of each datum, the smallest among equals.
  ///
  /// - Parameter data: shape [data, features].
  public func labels(of data: Tensor) -> [Int] {
    let outputs = outputs(of: data)
    guard intercepts.count > 1 else { return outputs.map { classes[$0 > 0 ? 1 : 0] } }
    return (0..<data.shape[0]).map { row in
      let start = row * classes.count
      var best = 0
      for index in classes.indices where outputs[start + index] > outputs[start + best] {
        best = index
      }
      return classes[best]
    }
  }

  /// The fraction of data classified correctly; nil for no data.
  ///
  /// - Precondition: as many labels as data.
  public func accuracy(on data: Tensor, labels: [Int]) -> Double? {
    guard data.shape.first == labels.count else {
      fatalError("\(labels.count) labels do not fit features of shape \(data.shape)")
    }
    guard !labels.isEmpty else { return nil }
    let correct = zip(self.labels(of: data), labels).count { $0 == $1 }
    return Double(correct) / Double(labels.count)
  }

  static func check(_ features: Tensor, _ labels: [Int]) {
    guard features.rank == 2 && features.shape[0] == labels.count else {
      fatalError("\(labels.count) labels do not fit features of shape \(features.shape)")
    }
  }
}
