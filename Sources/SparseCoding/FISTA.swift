// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// The fast iterative shrinkage–thresholding algorithm: ``ISTA`` with momentum.
///
/// ```
/// a ← S(y + (1/L)·Φᵀ(x − Φy)),   y = a + ((tᵢ − 1)/tᵢ₊₁)(a − a′),   t₁ = 1,  tᵢ₊₁ = (1 + √(1 + 4tᵢ²))/2
/// ```
/// a′ is the code before, S and L are those of ISTA. A datum is done when its duality gap is at most
/// `tolerance`·½‖x‖², looked at every ten iterations, or after `iterations`. The objective may grow now and
/// then; its distance from the least falls as 1/i² instead of 1/i.
///
/// Use it when the optimum is wanted.
///
/// Complexity: O(count · atoms · (pixels + iterations · active)) + O(atoms² · pixels).
///
/// > Reference: A. Beck & M. Teboulle, SIAM J. Imaging Sci. 2 (2009) 183–202, doi:10.1137/080716542,
/// > eqs. 4.1–4.3.
public struct FISTA: SparseInference {
  public var threshold: Double
  public var sign: CodeSign
  /// The duality gap at which a datum is done, as a share of ½‖x‖²; in single precision no smaller than
  /// about 10⁻⁶ can be seen.
  public var tolerance: Double
  /// How many iterations are taken at most.
  public var iterations: Int

  /// The algorithm.
  ///
  /// - Precondition: `threshold ≥ 0`, `tolerance ≥ 0`, `iterations ≥ 0`.
  public init(
    threshold: Double, sign: CodeSign = .nonNegative, tolerance: Double = 1e-4,
    iterations: Int = 1000
  ) {
    guard threshold >= 0 else {
      fatalError("the threshold \(threshold) is negative")
    }
    guard tolerance >= 0 else {
      fatalError("the tolerance \(tolerance) is negative")
    }
    guard iterations >= 0 else {
      fatalError("\(iterations) iterations")
    }
    self.threshold = threshold
    self.sign = sign
    self.tolerance = tolerance
    self.iterations = iterations
  }

  private var descent: ProximalDescent {
    ProximalDescent(
      threshold: threshold, sign: sign, tolerance: tolerance, iterations: iterations,
      momentum: Self.momentum(iterations))
  }

  /// (tᵢ − 1)/tᵢ₊₁ of each iteration.
  private static func momentum(_ iterations: Int) -> [Double] {
    var t = 1.0
    return (0..<iterations).map { _ in
      let next = (1 + (1 + 4 * t * t).squareRoot()) / 2
      defer { t = next }
      return (t - 1) / next
    }
  }

  public func codes(of data: Tensor, on dictionary: Tensor, threads: Int) -> SparseCodes {
    descent.codes(of: data, on: dictionary, threads: threads, kernels: CodingKernels())
  }

  package func codes(
    of data: Tensor, on dictionary: Tensor, threads: Int, kernels: CodingKernels
  ) -> SparseCodes {
    descent.codes(of: data, on: dictionary, threads: threads, kernels: kernels)
  }

  public func code(of datum: [Double], on dictionary: DoubleDictionary) -> SparseCode {
    descent.code(of: datum, on: dictionary)
  }
}
