// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// The locally competitive algorithm: neurons that charge up, and inhibit each other once they are active.
///
/// ```
/// u ← u + (1/τ)[Φᵀx − u − (ΦᵀΦ − I)a],   u(0) = 0,   a = S(u)
///
/// S(u) = u − λ   where u > λ, else 0      soft, non-negative
/// S(u) = u       where u > λ, else 0      hard, non-negative
/// ```
/// and likewise below −λ when codes are signed. With soft thresholds the fixed point is the optimum of
/// ``LassoProblem``; with hard ones atoms that are active leave no correlation with the residual.
///
/// Atoms Φₖ of any length dₖ are brought to length 1 and thresholds to λ/dₖ, then codes divided by dₖ: the
/// fixed point is that of the equation above on the atoms as given, and the equation itself on atoms of
/// length 1, but it stays stable on long atoms and as quick on short ones.
///
/// Use it for codes as a network of neurons finds them, or with hard thresholds; for the optimum itself
/// ``FISTA`` is faster and says how near it is.
///
/// Complexity: O(count · (atoms · pixels + iterations · active · watched)), active being the mean number of
/// active units and watched that of units that could become active within a quarter of the time constant,
/// hardly more; the others are brought up to date only between. ΦᵀΦ is computed once a call, O(atoms² · pixels).
///
/// > Reference: C. J. Rozell, D. H. Johnson, R. G. Baraniuk & B. A. Olshausen, Neural Computation 20 (2008)
/// > 2526–2563, doi:10.1162/neco.2008.03-07-486.
public struct LCA: SparseInference {
  /// What passes a threshold.
  public enum Thresholding: String, CaseIterable, Codable, Sendable {
    /// What is above it.
    case soft
    /// All of it.
    case hard
  }

  public var threshold: Double
  public var sign: CodeSign
  /// What passes a threshold.
  public var thresholding: Thresholding
  /// τ, in iterations; at least 1.
  public var timeConstant: Double
  /// How many iterations are taken.
  public var iterations: Int

  /// The algorithm with its published settings.
  ///
  /// - Precondition: `threshold ≥ 0`, `timeConstant ≥ 1`, `iterations ≥ 0`.
  public init(
    threshold: Double, sign: CodeSign = .nonNegative, thresholding: Thresholding = .soft,
    timeConstant: Double = 100, iterations: Int = 1000
  ) {
    guard threshold >= 0 else {
      fatalError("the threshold \(threshold) is negative")
    }
    guard timeConstant >= 1 else {
      fatalError("the time constant \(timeConstant) is below 1")
    }
    guard iterations >= 0 else {
      fatalError("\(iterations) iterations")
    }
    self.threshold = threshold
    self.sign = sign
    self.thresholding = thresholding
    self.timeConstant = timeConstant
    self.iterations = iterations
  }

  public func codes(of data: Tensor, on dictionary: Tensor, threads: Int) -> SparseCodes {
    codes(of: data, on: dictionary, threads: threads, kernels: CodingKernels())
  }

  package func codes(
    of data: Tensor, on dictionary: Tensor, threads: Int, kernels: CodingKernels
  ) -> SparseCodes {
    let lengths = DoubleDictionary(dictionary).lengths
    let atoms = PreparedAtoms(
      dictionary, scales: lengths.map { $0 > 0 ? 1 / $0 : 0 }, removingDiagonal: true,
      kernels: kernels, threads: threads)
    // An atom without length is fed nothing, and an infinite threshold says so for λ = 0 too.
    let thresholds = lengths.map { $0 > 0 ? Float(threshold / $0) : .infinity }
    return atoms.codes(of: data, threads: threads) { problem in
      let codes = kernels.compete(
        problem, thresholds: thresholds, rate: Float(1 / timeConstant), sign: sign,
        isHard: thresholding == .hard, iterations: iterations)
      return (codes, [Int32](repeating: Int32(iterations), count: problem.count))
    }
  }

  public func code(of datum: [Double], on dictionary: DoubleDictionary) -> SparseCode {
    let lengths = dictionary.lengths
    let unit = dictionary.normalized(by: lengths)
    let drive = unit.correlations(with: datum)
    var u = [Double](repeating: 0, count: dictionary.atoms)
    var a = u
    for _ in 0..<iterations {
      let inhibition = unit.correlations(with: unit.reconstruction(of: a))
      for k in u.indices where lengths[k] > 0 {
        u[k] += (drive[k] - u[k] - (inhibition[k] - a[k])) / timeConstant
      }
      for k in u.indices where lengths[k] > 0 { a[k] = passed(u[k], threshold / lengths[k]) }
    }
    return SparseCode(
      values: zip(a, lengths).map { $1 > 0 ? $0 / $1 : 0 }, iterations: iterations)
  }

  private func passed(_ u: Double, _ threshold: Double) -> Double {
    let size = sign == .signed ? abs(u) : u
    if size <= threshold { return 0 }
    return thresholding == .hard ? u : u - (u < 0 ? -threshold : threshold)
  }
}
