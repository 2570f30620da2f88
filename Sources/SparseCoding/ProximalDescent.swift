// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// What ``ISTA`` and ``FISTA`` share: steps of length 1/L with soft thresholds, with or without momentum.
struct ProximalDescent {
  /// Iterations between two looks at the duality gap.
  static let period = 10

  let threshold: Double
  let sign: CodeSign
  let tolerance: Double
  let iterations: Int
  /// How far each iteration extrapolates beyond its code; nil for none.
  let momentum: [Double]?

  func codes(
    of data: Tensor, on dictionary: Tensor, threads: Int, kernels: CodingKernels
  ) -> SparseCodes {
    let bound = DoubleDictionary(dictionary).largestEigenvalueBound
    let atoms = PreparedAtoms(
      dictionary, scales: nil, removingDiagonal: false, kernels: kernels, threads: threads)
    let momentum = momentum.map { $0.map(Float.init) }
    return atoms.codes(of: data, threads: threads) { problem in
      kernels.descend(
        problem, threshold: Float(threshold), step: bound > 0 ? Float(1 / bound) : 0, sign: sign,
        momentum: momentum, iterations: iterations, period: Self.period, tolerance: tolerance)
    }
  }

  func code(of datum: [Double], on dictionary: DoubleDictionary) -> SparseCode {
    let problem = LassoProblem(
      datum: datum, dictionary: dictionary, threshold: threshold, sign: sign)
    let bound = dictionary.largestEigenvalueBound
    let step = bound > 0 ? 1 / bound : 0
    let enough = tolerance * problem.objectiveOfNothing
    var a = [Double](repeating: 0, count: dictionary.atoms)
    var y = a
    for iteration in 0..<iterations {
      let gradient = dictionary.correlations(with: problem.residual(of: y))
      let weight = momentum?[iteration] ?? 0
      for k in a.indices {
        let code = shrunk(y[k] + step * gradient[k], by: step * threshold)
        y[k] = code + weight * (code - a[k])
        a[k] = code
      }
      let taken = iteration + 1
      if taken.isMultiple(of: Self.period), problem.optimality(of: a).dualityGap <= enough {
        return SparseCode(values: a, iterations: taken)
      }
    }
    return SparseCode(values: a, iterations: iterations)
  }

  private func shrunk(_ value: Double, by shift: Double) -> Double {
    let size = sign == .signed ? abs(value) : value
    if size <= shift { return 0 }
    return value - (value < 0 ? -shift : shift)
  }
}
