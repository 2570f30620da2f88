// SPDX-License-Identifier: GPL-3.0-or-later

/// Tests counts in cells against their expected values (Pearson's χ²).
///
/// ```
/// χ² = Σ (Oᵢ − Eᵢ)² / Eᵢ  ~  χ²(cells − 1 − parameters)
/// ```
/// Neighboring cells are pooled, from the first on, until each expects at least `pooledTo`; what
/// is left at the end joins the last pool. Use it for draws on the integers.
///
/// The law of χ² is that of infinitely large cells. By exact calculation over 5 to 40 equal cells,
/// p < 1e-8 happens up to 17 times as often as it should where cells expect 5, 3 times at 25, twice
/// at 50 and 1.4 times at 100: judge small levels with `pooledTo: 50` or more.
///
/// - Parameters:
///   - observed: How many draws fell into each cell. Shape `[cells]`.
///   - expected: How many the law expects there. Shape `[cells]`; the first and last cell include
///     the law's tails, so that the sums agree.
///   - pooledTo: The least a pooled cell may expect.
///   - parameters: How many parameters of the law were estimated from the same draws.
/// - Returns: `nil` when pooling leaves no degree of freedom.
/// - Precondition: Shapes agree, expected values are finite and not negative, and the sums agree
///   to one part in 10⁶.
/// - Complexity: O(cells).
/// > Reference: K. Pearson, Phil. Mag. 50 (1900) 157–175, doi:10.1080/14786440009463897; W. G.
/// > Cochran, Biometrics 10 (1954) 417–451, doi:10.2307/3001616 (pooling to 5).
public func chiSquared(
  observed: [Int], expected: [Double], pooledTo: Double = 5, parameters: Int = 0
) -> GoodnessOfFit? {
  guard observed.count == expected.count else {
    fatalError("\(observed.count) observed cells, \(expected.count) expected")
  }
  guard (expected.allSatisfy { $0.isFinite && $0 >= 0 }) else {
    fatalError("an expected count is negative or not finite")
  }
  let total = Double(observed.reduce(0, +))
  let expectedTotal = expected.reduce(0, +)
  guard (total - expectedTotal).magnitude <= 1e-6 * total else {
    fatalError(
      "\(total) draws observed, \(expectedTotal) expected: cells must include the tails of the law")
  }

  let cells = pooled(observed: observed, expected: expected, least: pooledTo)
  let degreesOfFreedom = cells.count - 1 - parameters
  guard degreesOfFreedom >= 1 else { return nil }
  let statistic = cells.reduce(0) { sum, cell in
    let difference = cell.observed - cell.expected
    return sum + difference * difference / cell.expected
  }
  let law = ChiSquaredLaw(degreesOfFreedom: Double(degreesOfFreedom))
  return GoodnessOfFit(statistic: statistic, pValue: law.upperTail(statistic))
}

private func pooled(
  observed: [Int], expected: [Double], least: Double
) -> [(observed: Double, expected: Double)] {
  var cells: [(observed: Double, expected: Double)] = []
  var open = (observed: 0.0, expected: 0.0)
  for (count, expectation) in zip(observed, expected) {
    open.observed += Double(count)
    open.expected += expectation
    if open.expected >= least, open.expected > 0 {
      cells.append(open)
      open = (0, 0)
    }
  }
  if let last = cells.indices.last {
    cells[last].observed += open.observed
    cells[last].expected += open.expected
  }
  return cells
}
