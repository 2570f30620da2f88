// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// What sparse coding of one datum minimizes, in double precision, and how far a code is from the minimum.
///
/// ```
/// F(a) = ½‖x − Φa‖² + λ Σ|aₖ|      (a ≥ 0 when non-negative)
/// ```
///
/// > Reference: R. Tibshirani, J. R. Stat. Soc. B 58 (1996) 267–288,
/// > doi:10.1111/j.2517-6161.1996.tb02080.x.
public struct LassoProblem: Sendable {
  /// x, shape [pixels].
  public let datum: [Double]
  /// Φ.
  public let dictionary: DoubleDictionary
  /// λ.
  public let threshold: Double
  /// The values a code may take.
  public let sign: CodeSign

  /// A problem.
  ///
  /// - Precondition: as many values as the dictionary has pixels; λ is 0 or positive.
  public init(
    datum: [Double], dictionary: DoubleDictionary, threshold: Double,
    sign: CodeSign = .nonNegative
  ) {
    guard datum.count == dictionary.pixels else {
      fatalError("a datum of \(datum.count) values for a dictionary of \(dictionary.pixels) pixels")
    }
    guard threshold >= 0 else {
      fatalError("the threshold \(threshold) is negative")
    }
    self.datum = datum
    self.dictionary = dictionary
    self.threshold = threshold
    self.sign = sign
  }

  /// x − Φa.
  public func residual(of code: [Double]) -> [Double] {
    zip(datum, dictionary.reconstruction(of: code)).map { $0 - $1 }
  }

  /// How good a code is.
  ///
  /// ```
  /// c = Φᵀ(x − Φa)
  /// gap = F(a) − (s·xᵀr − ½s²‖r‖²),   s = clip(xᵀr/‖r‖², 0, λ/max c)     (max |c| when signed)
  /// KKT = maxₖ |cₖ − λ·sign aₖ|         aₖ ≠ 0
  ///       maxₖ max(cₖ − λ, 0)           aₖ = 0                            (|cₖ| when signed)
  /// ```
  /// s·r is the dual point nearest to the residual that is feasible. With λ = 0 the gap says nothing.
  public func optimality(of code: [Double]) -> LassoOptimality {
    let residual = residual(of: code)
    let correlations = dictionary.correlations(with: residual)
    func size(_ value: Double) -> Double { sign == .signed ? abs(value) : value }
    let error = residual.reduce(0) { $0 + $1 * $1 }
    let overlap = zip(datum, residual).reduce(0) { $0 + $1.0 * $1.1 }
    let objective = 0.5 * error + threshold * code.reduce(0) { $0 + abs($1) }
    let peak = correlations.reduce(0) { max($0, size($1)) }
    var scale = error > 0 ? max(overlap / error, 0) : 1
    if scale * peak > threshold { scale = threshold / peak }
    let violations = zip(code, correlations).map { value, correlation in
      value == 0
        ? max(size(correlation) - threshold, 0)
        : abs(correlation - (value > 0 ? threshold : -threshold))
    }
    return LassoOptimality(
      objective: objective, objectiveOfNothing: objectiveOfNothing,
      dualityGap: objective - scale * (overlap - 0.5 * scale * error),
      kktResidual: violations.max() ?? 0, squaredError: error)
  }

  /// ½‖x‖², the objective of no code: what a relative gap is relative to.
  public var objectiveOfNothing: Double { 0.5 * datum.reduce(0) { $0 + $1 * $1 } }
}

/// How good a code is.
public struct LassoOptimality: Sendable, Equatable {
  /// F(a).
  public let objective: Double
  /// ½‖x‖², the objective of no code.
  public let objectiveOfNothing: Double
  /// An upper bound of how far the objective is above the least.
  public let dualityGap: Double
  /// The largest violation of the conditions of Karush, Kuhn and Tucker.
  public let kktResidual: Double
  /// ‖x − Φa‖², summed over pixels.
  public let squaredError: Double
}

extension SparseCodes {
  /// How good each code is, in double precision.
  ///
  /// Complexity: O(count · pixels · atoms).
  ///
  /// - Parameters:
  ///   - data: what was coded, shape [count, pixels].
  ///   - dictionary: Φ, shape [pixels, atoms].
  ///   - threshold: λ.
  ///   - sign: the values the codes could take.
  ///   - threads: how many threads may work at once.
  /// - Precondition: matching shapes.
  public func optimality(
    for data: Tensor, on dictionary: Tensor, threshold: Double, sign: CodeSign = .nonNegative,
    threads: Int
  ) -> [LassoOptimality] {
    let (atoms, block) = (DoubleDictionary(dictionary), 64)
    let count = codes.shape[0]
    guard data.shape == [count, atoms.pixels] && codes.shape[1] == atoms.atoms else {
      fatalError(
        "codes \(codes.shape) of data \(data.shape) on a dictionary of shape \(dictionary.shape)")
    }
    return inParallel(count: (count + block - 1) / block, threads: threads) { piece in
      (piece * block..<min((piece + 1) * block, count)).map { row in
        LassoProblem(
          datum: data.rows(row..<row + 1).values.map(Double.init), dictionary: atoms,
          threshold: threshold, sign: sign
        ).optimality(of: codes.rows(row..<row + 1).values.map(Double.init))
      }
    }.flatMap { $0 }
  }
}
