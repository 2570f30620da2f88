// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

extension DoubleDictionary {
  /// An upper bound of the largest eigenvalue of ΦᵀΦ, hardly above it: a safe Lipschitz constant.
  ///
  /// ```
  /// L = min(ρ + ‖ΦᵀΦv − ρv‖, ‖Φ‖₁·‖Φ‖∞),   ρ = ‖Φv‖²,   ‖v‖ = 1
  /// ```
  /// v comes from power iteration, from a fixed normal vector until the residual is at most 10⁻³ρ, or 200
  /// times. An eigenvalue lies within the residual of ρ; v leans to the largest. 0 for a dictionary of zeros.
  ///
  /// Complexity: O(iterations · pixels · atoms).
  public var largestEigenvalueBound: Double {
    guard pixels > 0, atoms > 0 else { return 0 }
    var rows = 0.0
    var columns = [Double](repeating: 0, count: atoms)
    for pixel in 0..<pixels {
      var row = 0.0
      for atom in 0..<atoms {
        let size = abs(values[pixel * atoms + atom])
        row += size
        columns[atom] += size
      }
      rows = max(rows, row)
    }
    let crude = rows * (columns.max() ?? 0)
    guard crude > 0 else { return 0 }
    var vector = Self.unit(
      DrawAddress(seed: SeedSequence(0), purpose: "power-iteration")
        .standardNormals(trials: 1, neurons: atoms).map(Double.init))
    var bound = crude
    for _ in 0..<200 {
      let image = reconstruction(of: vector)
      let quotient = image.reduce(0) { $0 + $1 * $1 }
      let next = correlations(with: image)
      let residual = zip(next, vector).reduce(0) { sum, pair in
        let difference = pair.0 - quotient * pair.1
        return sum + difference * difference
      }.squareRoot()
      bound = min(crude, quotient + residual)
      if residual <= 1e-3 * quotient { break }
      guard next.contains(where: { $0 != 0 }) else { return crude }
      vector = Self.unit(next)
    }
    return bound
  }

  private static func unit(_ vector: [Double]) -> [Double] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / length }
  }
}
