// SPDX-License-Identifier: GPL-3.0-or-later

/// Values that change in steps: each holds from its time until the next begins, and the last one for ever.
///
/// ```swift
/// let pulse = try SteppedValues([[15], [0]], at: [0.1, 0.3])          // 15 from 0.1 s on, 0 from 0.3 s on
/// let course = try SteppedValues([[5, 20], [50, 0]], every: 0.5)      // two neurons
/// ```
/// Before the first time they are 0.
public struct SteppedValues: Hashable, Sendable {
  /// When each step begins, in seconds: ascending, from 0 on.
  public let times: [Double]
  /// The values, step after step: shape [steps, neurons], or [steps, 1] where all neurons share them.
  public let values: [Double]
  /// How many neurons have values of their own; 1 where all share them.
  public let width: Int

  /// How many steps there are.
  public var stepCount: Int { times.count }

  /// Values of steps that begin at given times.
  ///
  /// - Parameters:
  ///   - rows: shape [steps, neurons], or [steps, 1] for all neurons alike.
  ///   - times: when each step begins, in seconds.
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)`` when there is no step, a time is not finite, below 0 or
  ///   not after the one before, or a value is not finite; ``NetworkError/differentCounts(_:_:expected:)`` for
  ///   other than one time a row, and for rows of different lengths.
  public init(_ rows: [[Double]], at times: [Double]) throws(NetworkError) {
    guard let width = rows.first?.count, width > 0 else {
      throw .invalidParameter(
        "number of steps with values", value: 0, remedy: "give at least one step with a value")
    }
    guard times.count == rows.count else {
      throw .differentCounts("times of steps", times.count, expected: rows.count)
    }
    for (step, time) in times.enumerated() {
      guard time >= 0, time.isFinite, step == 0 || time > times[step - 1] else {
        throw .invalidParameter(
          "time in seconds at which step \(step) begins", value: time,
          remedy: step == 0
            ? "use a finite number, at least 0"
            : "use finite numbers in ascending order, here above \(times[step - 1])")
      }
    }
    for row in rows where row.count != width {
      throw .differentCounts("values in a step", row.count, expected: width)
    }
    for row in rows {
      for value in row { try NetworkError.check(finite: value, "value of a step") }
    }
    (self.times, values, self.width) = (times, Array(rows.joined()), width)
  }

  /// Values of steps that last equally long, the first of them from time 0 on.
  ///
  /// - Parameters:
  ///   - rows: shape [steps, neurons], or [steps, 1] for all neurons alike.
  ///   - step: how long a step lasts, in seconds.
  /// - Throws: ``NetworkError``, as the other initializer, and when the step is not finite and above 0.
  public init(_ rows: [[Double]], every step: Double) throws(NetworkError) {
    try NetworkError.check(positive: step, "duration of a step in seconds")
    try self.init(rows, at: rows.indices.map { Double($0) * step })
  }

  /// Values that do not change.
  init(constant values: [Double]) { (times, self.values, width) = ([0], values, values.count) }

  /// A stretch of time in which nothing changes.
  struct Piece {
    var begin: Double
    var end: Double
    /// `nil` before the first step.
    let step: Int?
  }

  /// The stretches of a window, at least one.
  ///
  /// A step that begins with a window or ends with it, up to rounding, is not cut off there.
  func pieces(from start: Double, to end: Double) -> [Piece] {
    let margin = 1e-9 * (end - start)
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= start + margin { low = middle + 1 } else { high = middle }
    }
    var pieces = [Piece(begin: start, end: end, step: low == 0 ? nil : low - 1)]
    while low < times.count, times[low] < end - margin {
      pieces[pieces.count - 1].end = times[low]
      pieces.append(Piece(begin: times[low], end: end, step: low))
      low += 1
    }
    return pieces
  }

  /// The value of a neuron in a step.
  func value(of neuron: Int, in step: Int?) -> Double {
    guard let step else { return 0 }
    return values[step * width + (width == 1 ? 0 : neuron)]
  }
}
