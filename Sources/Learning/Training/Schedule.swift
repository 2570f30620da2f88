// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A number that changes over training: a function of the step and the number of steps.
///
/// Steps count from 0. Portions are shares of all steps.
public struct Schedule: Sendable {
  private let function: @Sendable (_ step: Int, _ total: Int) -> Double

  /// A schedule of your own.
  public init(_ function: @escaping @Sendable (_ step: Int, _ total: Int) -> Double) {
    self.function = function
  }

  /// The value at a step.
  public func callAsFunction(step: Int, of total: Int) -> Double { function(step, total) }

  /// The same value always.
  public static func constant(_ value: Double) -> Schedule { Schedule { _, _ in value } }

  /// A straight line between two plateaus.
  ///
  /// ```
  /// start                                   i < a = ⌈hold·N⌉
  /// start + (end − start)·(i − a)/(n − 1)   a ≤ i < a + n = ⌈(hold + portion)·N⌉
  /// end                                     later
  /// ```
  /// The usual weight of the KL term rises so from 10⁻⁴ to 1 over half of training; the usual
  /// temperature falls so from 1 to 0.05.
  public static func linear(
    from start: Double, to end: Double, over portion: Double = 0.5, holding hold: Double = 0
  ) -> Schedule {
    Schedule { step, total in
      let first = ceiling(hold, of: total)
      let last = ceiling(hold + portion, of: total)
      if step < first { return start }
      if step >= last { return end }
      let points = last - first
      guard points > 1 else { return start }
      return start + (end - start) * Double(step - first) / Double(points - 1)
    }
  }

  /// A fall that slows down.
  ///
  /// ```
  /// end + (start − end)·exp(−κ·i/n),   κ = −n/(n − 1)·ln(end/100),   n = ⌈portion·N⌉;   then end
  /// ```
  /// - Precondition: `end > 0`.
  public static func exponential(
    from start: Double, to end: Double, over portion: Double = 0.5
  ) -> Schedule {
    guard end > 0 else {
      fatalError("an exponential fall cannot end at \(end)")
    }
    return Schedule { step, total in
      let points = ceiling(portion, of: total)
      if step >= points { return end }
      if step == 0 { return start }
      let rate = -Foundation.log(end / 100) / Double(points - 1)
      return end + (start - end) * Foundation.exp(-rate * Double(step))
    }
  }

  /// A rise from 0 by half a cosine, restarted in each cycle.
  ///
  /// ```
  /// peak·(1 − cos πv)/2,   v = position within the cycle, 0 ≤ v < 1
  /// ```
  /// - Precondition: `cycles ≥ 1`.
  public static func cyclic(to peak: Double, cycles: Int) -> Schedule {
    guard cycles >= 1 else {
      fatalError("\(cycles) cycles")
    }
    return Schedule { step, total in
      let position = Double(step * cycles % max(total, 1)) / Double(max(total, 1))
      return peak * (1 - cos(.pi * position)) / 2
    }
  }

  /// How long the learning rate rises before it falls.
  public enum Warmup: Sendable, Equatable {
    /// A share of all steps.
    case portion(Double)
    /// A number of steps, for example those of five epochs.
    case steps(Int)

    /// So many epochs of given batches.
    public static func epochs(_ epochs: Int, of batches: Minibatches) -> Warmup {
      .steps(epochs * batches.perEpoch)
    }

    func length(of total: Int) -> Double {
      switch self {
      case .portion(let portion): forgiving(portion * Double(total))
      case .steps(let steps): Double(steps)
      }
    }
  }

  /// A linear rise from 0, then a cosine down to a floor.
  ///
  /// ```
  /// peak·i/w                                                   i < w
  /// floor + (peak − floor)·(1 + cos(π(2r + 1)(i − ⌈w⌉)/(N − ⌈w⌉)))/2   later
  /// ```
  /// With r restarts the cosine comes up again r times.
  public static func warmupThenCosine(
    peak: Double, floor: Double = 1e-5, warmup: Warmup = .portion(0.01), restarts: Int = 0
  ) -> Schedule {
    Schedule { step, total in
      let length = warmup.length(of: total)
      if Double(step) < length { return peak * Double(step) / length }
      let begin = Int(length.rounded(.up))
      guard total > begin else { return peak }
      let angle = .pi * Double((2 * restarts + 1) * (step - begin)) / Double(total - begin)
      return floor + (peak - floor) * (1 + cos(angle)) / 2
    }
  }

  /// A limit that is three times as large during warm-up.
  public static func tripledDuringWarmup(
    _ limit: Double, warmup: Warmup = .portion(0.01)
  ) -> Schedule {
    Schedule { step, total in
      Double(step) < warmup.length(of: total) ? 3 * limit : limit
    }
  }
}

/// ⌈portion·total⌉, forgiving the rounding of the product.
private func ceiling(_ portion: Double, of total: Int) -> Int {
  Int(forgiving(portion * Double(total)).rounded(.up))
}

/// A product that a rounding error keeps from being a whole number.
private func forgiving(_ product: Double) -> Double {
  let nearest = product.rounded()
  return abs(product - nearest) < 1e-9 * max(1, product) ? nearest : product
}
