// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning

/// How a dictionary is learned: for how long, with which threshold and how fast.
public struct DictionaryPlan: Sendable {
  /// The steps in all.
  public var steps: Int
  /// λ at each step.
  public var threshold: Schedule
  /// η at each step, the rate of ``DictionaryUpdate``.
  public var rate: Schedule

  /// A plan.
  public init(steps: Int, threshold: Schedule, rate: Schedule = .constant(0.01)) {
    self.steps = steps
    self.threshold = threshold
    self.rate = rate
  }
}

extension Schedule {
  /// A stair that climbs from one value to another.
  ///
  /// ```
  /// min(end, start + rise·⌊i/n⌋)
  /// ```
  /// The published thresholds of LCA climb so from 0.05 to 0.7, by 0.1 every five epochs.
  ///
  /// - Precondition: `steps ≥ 1`.
  public static func stair(
    from start: Double, to end: Double, by rise: Double, every steps: Int
  ) -> Schedule {
    guard steps >= 1 else {
      fatalError("a stair of \(steps) steps")
    }
    return Schedule { step, _ in min(end, start + rise * Double(step / steps)) }
  }
}
