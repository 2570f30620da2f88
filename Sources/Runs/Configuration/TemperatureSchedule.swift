// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning

/// How the temperature falls.
public enum TemperatureSchedule: String, Codable, CaseIterable, Sendable {
  /// In a straight line.
  case linear
  /// By the same factor in every step.
  case exponential

  /// The schedule from one temperature to another over a share of all steps.
  public func schedule(from start: Double, to end: Double, over portion: Double) -> Schedule {
    switch self {
    case .linear: .linear(from: start, to: end, over: portion)
    case .exponential: .exponential(from: start, to: end, over: portion)
    }
  }
}
