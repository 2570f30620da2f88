// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// The iterative shrinkage–thresholding algorithm: steps down the gradient, then towards zero.
///
/// ```
/// a ← S(a + (1/L)·Φᵀ(x − Φa)),   a(0) = 0,   S(v) = max(v − λ/L, 0)   (sign v · max(|v| − λ/L, 0) when signed)
/// ```
/// L bounds the largest eigenvalue of ΦᵀΦ. A datum is done when its duality gap is at most
/// `tolerance`·½‖x‖², looked at every ten iterations, or after `iterations`. The objective never grows.
///
/// Use ``FISTA`` instead unless monotony matters.
///
/// Complexity: O(count · atoms · (pixels + iterations · active)) + O(atoms² · pixels).
///
/// > Reference: A. Beck & M. Teboulle, SIAM J. Imaging Sci. 2 (2009) 183–202, doi:10.1137/080716542, eq. 3.3.
public struct ISTA: SparseInference {
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
      threshold: threshold, sign: sign, tolerance: tolerance, iterations: iterations, momentum: nil)
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
