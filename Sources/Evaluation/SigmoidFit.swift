// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A logistic curve of four parameters through points, such as those of a rate–distortion sweep.
///
/// ```
/// y = floor + height / (1 + exp(−slope·(x − middle))),   height ≥ 0
/// ```
/// Fitted by Levenberg–Marquardt from several starts, of which the best counts. A falling curve has a negative slope.
public struct SigmoidFit: Sendable, Codable, Equatable {
  /// The lower asymptote.
  public let floor: Double
  /// From the lower to the upper asymptote.
  public let height: Double
  /// How steep: height·slope/4 is the largest derivative.
  public let slope: Double
  /// The x at which half of the height is reached.
  public let middle: Double
  /// 1 − Σ(y − fit)² / Σ(y − mean of y)².
  public let rSquared: Double

  /// Fits the curve to points (x, y).
  ///
  /// - Throws: ``SigmoidFitError``.
  /// - Precondition: as many x as y.
  public init(x: [Double], y: [Double]) throws(SigmoidFitError) {
    guard x.count == y.count else {
      fatalError("\(x.count) x values and \(y.count) y values do not pair up")
    }
    guard x.count > 4 else { throw .tooFewPoints(x.count) }
    for index in x.indices where !(x[index].isFinite && y[index].isFinite) {
      throw .notFinite(point: index)
    }
    // In units of the data's own spread, so that starts and tolerances suit all data.
    let (xs, ys) = (Standardized(x), Standardized(y))
    guard xs.scale > 0 else { throw .constant("x") }
    guard ys.scale > 0 else { throw .constant("y") }
    let model = SigmoidModel(x: xs.values, y: ys.values)
    let low = ys.values.min() ?? 0
    let height = (ys.values.max() ?? 0) - low
    var fits: [LeastSquares] = []
    for middle: Double in [-1, 0, 1] {
      for slope: Double in [-8, -2, 2, 8] {
        let fit = LeastSquares(model, from: [low, height, slope, middle], iterations: 500)
        if fit.squares.isFinite { fits.append(fit) }
      }
    }
    guard let best = fits.min(by: { $0.squares < $1.squares }) else {
      throw .notConverged(rSquared: .nan)
    }
    // Other starts reach the same curve with other parameters; when none settles, there is no curve.
    let limit: Double = best.squares * (1 + 1e-6) + 1e-20
    let settled = fits.filter {
      $0.converged && $0.reciprocalCondition > 1e-8 && $0.squares <= limit
    }
    guard let fit = settled.min(by: { $0.squares < $1.squares }) else {
      throw .notConverged(rSquared: 1 - best.squares / Double(y.count))
    }
    let rising = fit.parameters[1] >= 0
    let (base, rise) = (fit.parameters[0] * ys.scale, fit.parameters[1] * ys.scale)
    floor = ys.mean + (rising ? base : base + rise)
    self.height = abs(rise)
    slope = (rising ? 1 : -1) * fit.parameters[2] / xs.scale
    middle = xs.mean + fit.parameters[3] * xs.scale
    rSquared = 1 - fit.squares / Double(y.count)
  }

  /// The curve at x.
  public func callAsFunction(_ x: Double) -> Double {
    floor + height / (1 + exp(-slope * (x - middle)))
  }
}

/// Points that no sigmoid can be fitted to.
public enum SigmoidFitError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Four parameters need at least five points.
  case tooFewPoints(Int)
  /// A coordinate is NaN or infinite.
  case notFinite(point: Int)
  /// All points have the same x or y.
  case constant(String)
  /// The data leave the curve undetermined: a straight line, an exponential, or a step between two neighbors; with the R² of the
  /// best curve on the way there.
  case notConverged(rSquared: Double)

  public var description: String {
    switch self {
    case .tooFewPoints(let count):
      "\(count) points do not determine the four parameters of a sigmoid: give at least 5."
    case .notFinite(let point): "point \(point) of the sigmoid is not finite: leave it out."
    case .constant(let axis):
      "all points have the same \(axis), so no sigmoid can be fitted: add points that differ."
    case .notConverged(let rSquared):
      "no sigmoid fits these points (R² was \(rSquared) when the fit gave up): add some on both sides of the bend "
        + "and within it."
    }
  }
}

/// Numbers less their mean, divided by their standard deviation.
private struct Standardized {
  let mean: Double
  let scale: Double
  let values: [Double]

  init(_ numbers: [Double]) {
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let scale = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    self.mean = mean
    self.scale = numbers.allSatisfy { $0 == numbers[0] } ? 0 : scale
    values = numbers.map { ($0 - mean) / scale }
  }
}

/// The residuals of floor, height, slope and middle.
private struct SigmoidModel: ResidualModel {
  let x: [Double]
  let y: [Double]

  var residualCount: Int { x.count }

  func writeResiduals(at p: [Double], into residuals: inout [Double]) {
    for index in x.indices {
      residuals[index] = p[0] + p[1] / (1 + exp(-p[2] * (x[index] - p[3]))) - y[index]
    }
  }

  func writeJacobian(at p: [Double], into jacobian: inout [Double]) {
    for index in x.indices {
      let logistic = 1 / (1 + exp(-p[2] * (x[index] - p[3])))
      let change = p[1] * logistic * (1 - logistic)
      jacobian[4 * index] = 1
      jacobian[4 * index + 1] = logistic
      jacobian[4 * index + 2] = change * (x[index] - p[3])
      jacobian[4 * index + 3] = -change * p[2]
    }
  }
}
