// SPDX-License-Identifier: GPL-3.0-or-later

/// Compares a gradient with central differences of its function.
///
/// ```
/// ∂f/∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / (x₊ᵢ − x₋ᵢ),   h = step · max(1, |xᵢ|)
/// allowed = absoluteTolerance + relativeTolerance · |∂f/∂xᵢ|
/// ```
/// Each coordinate is tried with every step and judged by the one that agrees best: large steps
/// bend, small ones drown in rounding, but a wrong gradient disagrees with all. Scale the function
/// to about 1 and sum it in `Double`: a function that rounds to `Float` at 23 costs 4e-5 at h = 0.01.
///
/// A random function is checked with its draws held fixed; coordinates that sit on a kink have no
/// derivative and should be left out.
public struct GradientCheck: Hashable, Sendable {
  /// Step sizes tried, relative to coordinates larger than 1.
  public var steps: [Double]
  /// Allowed error in proportion to the difference quotient.
  public var relativeTolerance: Double
  /// Allowed error whatever the gradient.
  public var absoluteTolerance: Double

  /// Creates a check with its steps and tolerances.
  ///
  /// - Precondition: There is a step, steps are positive, and tolerances are not negative.
  public init(
    steps: [Double] = [1e-2, 2e-3], relativeTolerance: Double = 1e-3,
    absoluteTolerance: Double = 1e-4
  ) {
    guard (!steps.isEmpty && steps.allSatisfy { $0 > 0 }) else {
      fatalError("steps \(steps) are not positive")
    }
    guard relativeTolerance >= 0 && absoluteTolerance >= 0 else {
      fatalError("tolerances \(relativeTolerance) and \(absoluteTolerance) must not be negative")
    }
    self.steps = steps
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
  }

  /// One partial derivative, as given and as measured.
  public struct Coordinate: Hashable, Sendable, CustomStringConvertible {
    /// Which parameter.
    public let index: Int
    /// The derivative under test.
    public let given: Double
    /// The difference quotient that agrees best.
    public let measured: Double
    /// The error over what is allowed; the coordinate passes up to 1.
    public let excess: Double

    public var description: String {
      "parameter \(index): gradient \(given), difference quotient \(measured), "
        + "\(excess) times the allowed error"
    }
  }

  /// What a check found.
  public struct Report: Hashable, Sendable, CustomStringConvertible {
    /// The coordinate that disagrees most, or `nil` when none was checked.
    public let worst: Coordinate?

    /// Whether every coordinate checked is within its tolerance; false when none was checked.
    public var passes: Bool { worst.map { $0.excess <= 1 } ?? false }

    public var description: String {
      worst.map { "worst is \($0)" } ?? "no parameter was checked"
    }
  }

  /// Checks `gradient` against differences of `function` around `parameters`.
  ///
  /// - Parameters:
  ///   - parameters: Where the gradient was taken. Shape `[n]`.
  ///   - gradient: The gradient under test. Shape `[n]`.
  ///   - coordinates: Which parameters to check; all of them when `nil`.
  ///   - function: The function whose gradient it is.
  /// - Precondition: Shapes agree and coordinates exist.
  /// - Complexity: Two calls of `function` per step and coordinate.
  public func check(
    at parameters: [Float], gradient: [Float], coordinates: [Int]? = nil,
    of function: ([Float]) throws -> Double
  ) rethrows -> Report {
    guard parameters.count == gradient.count else {
      fatalError("a gradient of \(gradient.count) numbers for \(parameters.count) parameters")
    }
    var worst: Coordinate?
    for index in coordinates ?? Array(parameters.indices) {
      let found = try compare(index, at: parameters, given: Double(gradient[index]), of: function)
      // Written so that an excess of NaN counts as worst.
      if let known = worst, !(known.excess < found.excess || found.excess.isNaN) { continue }
      worst = found
      if found.excess.isNaN { break }
    }
    return Report(worst: worst)
  }

  private func compare(
    _ index: Int, at parameters: [Float], given: Double, of function: ([Float]) throws -> Double
  ) rethrows -> Coordinate {
    var best: Coordinate?
    for step in steps {
      let center = parameters[index]
      let reach = Float(step) * max(1, center.magnitude)
      var shifted = parameters
      shifted[index] = center + reach
      let above = try function(shifted)
      shifted[index] = center - reach
      let below = try function(shifted)
      // The parameters are Float: the distance covered is not exactly twice the reach.
      let distance = Double(center + reach) - Double(center - reach)
      let measured = (above - below) / distance
      let allowed = absoluteTolerance + relativeTolerance * measured.magnitude
      let excess = (given - measured).magnitude / allowed
      if let known = best, !(excess < known.excess || known.excess.isNaN) { continue }
      best = Coordinate(index: index, given: given, measured: measured, excess: excess)
    }
    return best ?? Coordinate(index: index, given: given, measured: .nan, excess: .nan)
  }
}
