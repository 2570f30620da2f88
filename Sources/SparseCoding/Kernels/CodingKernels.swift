// SPDX-License-Identifier: GPL-3.0-or-later

internal import CEventDriven
package import Randomness

/// The kernels of the cellar on whole arrays.
package struct CodingKernels: Sendable {
  /// A block of data, ready for inference.
  struct Problem {
    let gram: [Float]
    /// Shape [count, width].
    let drive: [Float]
    /// The squared length of each datum.
    let energies: [Double]
    let count: Int
    let width: Int
  }

  private let set: InstructionSet

  package init(instructionSet: InstructionSet = .best) { set = instructionSet }

  /// The length of a row that holds `columns` values.
  static func width(of columns: Int) -> Int {
    let lanes = Int(EVENT_DRIVEN_LANES)
    return (columns + lanes - 1) / lanes * lanes
  }

  /// Rows of `columns` values, each filled up with zeros to `width`.
  static func padded(_ values: [Float], columns: Int, width: Int) -> [Float] {
    guard columns != width else { return values }
    var padded: [Float] = []
    padded.reserveCapacity(values.count / max(columns, 1) * width)
    for start in stride(from: 0, to: values.count, by: max(columns, 1)) {
      padded += values[start..<start + columns]
      padded += repeatElement(0, count: width - columns)
    }
    return padded
  }

  static func energy(_ values: [Float], row: Int, columns: Int) -> Double {
    values[row * columns..<(row + 1) * columns].reduce(0) { $0 + Double($1) * Double($1) }
  }

  /// `weights · rows`, shape [count, width], for weights of shape [count, inner].
  func combined(
    _ weights: ArraySlice<Float>, inner: Int, rows: [Float], width: Int
  ) -> [Float] {
    let count = inner > 0 ? weights.count / inner : 0
    var result = [Float](repeating: 0, count: count * width)
    combine(weights, inner: inner, rows: rows, width: width, sign: 1, into: &result)
    return result
  }

  /// `result += sign · weights · rows`.
  func combine(
    _ weights: ArraySlice<Float>, inner: Int, rows: [Float], width: Int, sign: Float,
    into result: inout [Float]
  ) {
    let count = inner > 0 ? weights.count / inner : 0
    guard result.count == count * width && rows.count == inner * width else {
      fatalError(
        "\(weights.count) weights and \(rows.count) values do not combine to \(result.count)")
    }
    weights.withUnsafeBufferPointer { weights in
      rows.withUnsafeBufferPointer { rows in
        result.withUnsafeMutableBufferPointer { result in
          event_driven_combine(
            set.kernel, weights.baseAddress, count, inner, rows.baseAddress, width, sign,
            result.baseAddress)
        }
      }
    }
  }

  /// What the codes of atoms `range` times residuals sum to, shape [range.count, width], and how often
  /// each is not 0.
  func atomChanges(
    codes: [Float], atoms: Int, residuals: [Float], width: Int, range: Range<Int>
  ) -> (change: [Float], uses: [Int32]) {
    let count = atoms > 0 ? codes.count / atoms : 0
    guard residuals.count == count * width else {
      fatalError("\(count) codes and \(residuals.count) residuals")
    }
    var uses = [Int32](repeating: 0, count: range.count)
    let change = [Float](unsafeUninitializedCapacity: range.count * width) { change, filled in
      event_driven_atom_changes(
        set.kernel, codes, count, atoms, residuals, width, range.lowerBound, range.upperBound,
        change.baseAddress, &uses)
      filled = range.count * width
    }
    return (change, uses)
  }

  /// The codes of ``LCA``, shape [count, width].
  func compete(
    _ problem: Problem, thresholds: [Float], rate: Float, sign: CodeSign, isHard: Bool,
    iterations: Int
  ) -> [Float] {
    let thresholds = thresholds + repeatElement(.infinity, count: problem.width - thresholds.count)
    return filled(problem) { call, codes in
      event_driven_compete(
        set.kernel, call, thresholds, rate, sign == .signed ? 1 : 0, isHard ? 1 : 0, iterations,
        codes)
    }
  }

  /// The codes of ``ISTA`` or ``FISTA``, shape [count, width], and the iterations of each datum.
  func descend(
    _ problem: Problem, threshold: Float, step: Float, sign: CodeSign, momentum: [Float]?,
    iterations: Int, period: Int, tolerance: Double
  ) -> (codes: [Float], iterations: [Int32]) {
    guard (momentum.map { $0.count >= iterations } ?? true) else {
      fatalError("momentum of too few iterations")
    }
    var taken = [Int32](repeating: 0, count: problem.count)
    let codes = filled(problem) { call, codes in
      func descend(_ momentum: UnsafePointer<Float>?) {
        event_driven_descend(
          set.kernel, call, problem.energies, threshold, step, sign == .signed ? 1 : 0, momentum,
          iterations, period, tolerance, codes, &taken)
      }
      if let momentum {
        momentum.withUnsafeBufferPointer { descend($0.baseAddress) }
      } else {
        descend(nil)
      }
    }
    return (codes, taken)
  }

  private func filled(
    _ problem: Problem,
    _ fill: (UnsafePointer<event_driven_problem>, UnsafeMutablePointer<Float>?) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: problem.count * problem.width) { codes, filled in
      problem.gram.withUnsafeBufferPointer { gram in
        problem.drive.withUnsafeBufferPointer { drive in
          var call = event_driven_problem(
            gram: gram.baseAddress, drive: drive.baseAddress, count: problem.count,
            width: problem.width)
          fill(&call, codes.baseAddress)
        }
      }
      filled = problem.count * problem.width
    }
  }
}
