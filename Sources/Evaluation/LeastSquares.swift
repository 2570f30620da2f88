// SPDX-License-Identifier: GPL-3.0-or-later

internal import CGSL

/// What a non-linear least-squares fit adjusts: residuals as a smooth function of parameters.
protocol ResidualModel {
  /// How many residuals there are.
  var residualCount: Int { get }

  /// Writes the residuals, `residualCount` numbers.
  func writeResiduals(at parameters: [Double], into residuals: inout [Double])

  /// Writes their derivatives, shape [residuals, parameters], row-major.
  func writeJacobian(at parameters: [Double], into jacobian: inout [Double])
}

/// Non-linear least squares by the Levenberg–Marquardt method of GSL, with scaled parameters and a QR solver.
///
/// ```
/// minimize ½ Σᵢ rᵢ(p)²
/// ```
/// The only file of the room that hands pointers to C.
///
/// > Reference: J. J. Moré, LNM 630 (1978) 105–116, doi:10.1007/BFb0067700.
struct LeastSquares {
  /// Where the method stopped.
  let parameters: [Double]
  /// Σ r².
  let squares: Double
  /// Whether the step or the gradient became small within the allowed iterations.
  let converged: Bool
  /// How many steps were taken.
  let iterations: Int
  /// The smallest over the largest singular value of the scaled derivatives, an estimate; 0 where the data leave
  /// a combination of parameters undetermined.
  let reciprocalCondition: Double

  /// Minimizes from a start.
  ///
  /// - Precondition: at least one parameter, and as many residuals as parameters.
  init(_ model: any ResidualModel, from start: [Double], iterations limit: Int) {
    guard !start.isEmpty && model.residualCount >= start.count else {
      fatalError("\(model.residualCount) residuals do not determine \(start.count) parameters")
    }
    let context = Context(model, parameters: start.count)
    var settings = unsafe gsl_multifit_nlinear_default_parameters()
    guard
      let origin = unsafe gsl_vector_alloc(start.count),
      let workspace = unsafe gsl_multifit_nlinear_alloc(
        gsl_multifit_nlinear_trust_type(), &settings, model.residualCount, start.count)
    else {
      fatalError("no memory to fit \(model.residualCount) residuals")
    }
    defer {
      unsafe gsl_multifit_nlinear_free(workspace)
      unsafe gsl_vector_free(origin)
    }
    for (index, value) in start.enumerated() { unsafe gsl_vector_set(origin, index, value) }
    var problem = unsafe gsl_multifit_nlinear_fdf()
    unsafe problem.n = model.residualCount
    unsafe problem.p = start.count
    unsafe problem.params = Unmanaged.passUnretained(context).toOpaque()
    unsafe problem.f = { unsafe Context.of($1).writeResiduals(at: $0, into: $2) }
    unsafe problem.df = { unsafe Context.of($1).writeJacobian(at: $0, into: $2) }
    var reason: Int32 = 0
    var condition = 0.0
    let status = withExtendedLifetime(context) {
      unsafe withUnsafeMutablePointer(to: &problem) { problem in
        unsafe gsl_multifit_nlinear_init(origin, problem, workspace)
        let status = unsafe gsl_multifit_nlinear_driver(
          limit, 1e-10, 1e-10, 0, nil, nil, &reason, workspace)
        unsafe gsl_multifit_nlinear_rcond(&condition, workspace)
        return status
      }
    }
    let position = unsafe gsl_multifit_nlinear_position(workspace)
    parameters = start.indices.map { unsafe gsl_vector_get(position, $0) }
    var residuals = [Double](repeating: 0, count: model.residualCount)
    model.writeResiduals(at: parameters, into: &residuals)
    squares = residuals.reduce(0) { $0 + $1 * $1 }
    converged = status == GSL_SUCCESS
    iterations = unsafe gsl_multifit_nlinear_niter(workspace)
    reciprocalCondition = condition
  }
}

/// What GSL hands back to its callbacks: the model and room for what it writes.
private final class Context {
  private let model: any ResidualModel
  private var parameters: [Double]
  private var residuals: [Double]
  private var jacobian: [Double]

  init(_ model: any ResidualModel, parameters count: Int) {
    self.model = model
    parameters = [Double](repeating: 0, count: count)
    residuals = [Double](repeating: 0, count: model.residualCount)
    jacobian = [Double](repeating: 0, count: model.residualCount * count)
  }

  static func of(_ pointer: UnsafeMutableRawPointer?) -> Context {
    guard let pointer = unsafe pointer else { fatalError("GSL lost its model") }
    return unsafe Unmanaged<Context>.fromOpaque(pointer).takeUnretainedValue()
  }

  func writeResiduals(
    at point: UnsafePointer<gsl_vector>?, into result: UnsafeMutablePointer<gsl_vector>?
  ) -> Int32 {
    for index in parameters.indices { parameters[index] = unsafe gsl_vector_get(point, index) }
    model.writeResiduals(at: parameters, into: &residuals)
    for index in residuals.indices { unsafe gsl_vector_set(result, index, residuals[index]) }
    return 0
  }

  func writeJacobian(
    at point: UnsafePointer<gsl_vector>?, into result: UnsafeMutablePointer<gsl_matrix>?
  ) -> Int32 {
    for index in parameters.indices { parameters[index] = unsafe gsl_vector_get(point, index) }
    model.writeJacobian(at: parameters, into: &jacobian)
    for row in residuals.indices {
      for column in parameters.indices {
        unsafe gsl_matrix_set(result, row, column, jacobian[row * parameters.count + column])
      }
    }
    return 0
  }
}
