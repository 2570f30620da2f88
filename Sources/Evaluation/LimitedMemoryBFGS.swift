// SPDX-License-Identifier: GPL-3.0-or-later

/// Minimizes a smooth convex function by the limited-memory BFGS method.
///
/// Ten pairs are remembered (GSL's `vector_bfgs2` keeps one and has no place for what is known of the curvature), and the
/// inverse Hessian starts from M⁻¹, whose scale the last pair sets. Stops when √(gᵀM⁻¹g) ≤ tolerance.
///
/// > Reference: D. C. Liu & J. Nocedal, Math. Program. 45 (1989) 503–528, doi:10.1007/BF01589116; the condition of a step near
/// > the minimum, where values no longer differ, is that of W. W. Hager & H. Zhang, SIAM J. Optim. 16 (2005) 170–192,
/// > doi:10.1137/030601880.
struct LimitedMemoryBFGS {
  private(set) var point: [Double]
  private(set) var iterations = 0
  private(set) var converged = false

  private var steps: [(step: [Double], change: [Double], product: Double)] = []
  private var scale = 1.0

  /// Minimizes from a start.
  ///
  /// - Parameters:
  ///   - start: where to begin.
  ///   - precondition: M⁻¹ of a vector; M positive definite.
  ///   - function: the value and the gradient at a point.
  init(
    from start: [Double], tolerance: Double, iterations limit: Int,
    precondition: ([Double]) -> [Double],
    function: ([Double]) -> (value: Double, gradient: [Double])
  ) {
    point = start
    var (value, gradient) = function(start)
    while true {
      converged = dot(gradient, precondition(gradient)).squareRoot() <= tolerance
      guard !converged, iterations < limit else { return }
      let direction = descent(gradient, precondition)
      let slope = dot(gradient, direction)
      guard slope < 0 else { return }
      var length = 1.0
      var taken = (point: point, value: value, gradient: gradient)
      // 40 halvings of a step that does not lead down: rounding has the last word.
      for attempt in 0..<40 {
        let candidate = zip(point, direction).map { $0 + length * $1 }
        let (there, uphill) = function(candidate)
        let flat =
          abs(there - value) <= 1e-7 * abs(value) && dot(uphill, direction) <= -0.8 * slope
        if there <= value + 1e-4 * length * slope || flat {
          taken = (candidate, there, uphill)
          break
        }
        if attempt == 39 { return }
        length /= 2
      }
      remember(
        step: zip(taken.point, point).map { $0 - $1 },
        change: zip(taken.gradient, gradient).map { $0 - $1 }, precondition)
      (point, value, gradient) = taken
      iterations += 1
    }
  }

  private mutating func remember(
    step: [Double], change: [Double], _ precondition: ([Double]) -> [Double]
  ) {
    let product = dot(step, change)
    let spread = dot(change, precondition(change))
    guard product > 1e-12 * spread, spread > 0 else { return }
    steps.append((step, change, product))
    if steps.count > 10 { steps.removeFirst() }
    scale = product / spread
  }

  /// −H·gradient by the two-loop recursion.
  private func descent(
    _ gradient: [Double], _ precondition: ([Double]) -> [Double]
  ) -> [Double] {
    var direction = gradient
    var weights: [Double] = []
    for pair in steps.reversed() {
      let weight = dot(pair.step, direction) / pair.product
      for index in direction.indices { direction[index] -= weight * pair.change[index] }
      weights.append(weight)
    }
    direction = precondition(direction).map { scale * $0 }
    for (pair, weight) in zip(steps, weights.reversed()) {
      let correction = weight - dot(pair.change, direction) / pair.product
      for index in direction.indices { direction[index] += correction * pair.step[index] }
    }
    return direction.map { -$0 }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}
