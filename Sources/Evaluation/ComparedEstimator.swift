// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
public import Distributions

/// A way to estimate the gradient of an expected loss of spike counts with respect to log-rates.
public struct ComparedEstimator: Sendable {
  /// The name under which results are reported.
  public let name: String
  /// What relaxes the counts; nil for the score function, which needs no relaxation and no temperature.
  public let relaxation: (any CountRelaxation)?
  /// Whether its estimates depend on a temperature.
  public let hasTemperature: Bool

  private init(
    _ name: String, _ relaxation: (any CountRelaxation)?, hasTemperature: Bool = true
  ) {
    self.name = name
    self.relaxation = relaxation
    self.hasTemperature = hasTemperature
  }

  /// The gradient of the loss of exact counts, through the slopes of an order; it needs no temperature.
  public static func finiteOrder(_ order: FiniteOrder.Order) -> ComparedEstimator {
    ComparedEstimator("finite order \(order.rawValue)", FiniteOrder(order), hasTemperature: false)
  }

  /// The gradient of the loss of relaxed counts, through the relaxation.
  public static func pathwise(_ name: String, _ relaxation: any CountRelaxation)
    -> ComparedEstimator
  {
    ComparedEstimator(name, relaxation)
  }

  /// The loss of exact counts, less the mean of other draws, times the score z − λ.
  public static let scoreFunction = ComparedEstimator(
    "score function", nil, hasTemperature: false)

  /// Those that the literature compares.
  public static let published = [
    pathwise("arrivals, sigmoid", ArrivalTimes(.sigmoid)),
    pathwise("arrivals, cubic", ArrivalTimes(.cubic)),
    pathwise("arrivals, quintic", ArrivalTimes(.quintic)),
    pathwise("Gumbel softmax", GumbelSoftmaxCounts()),
    pathwise("straight-through, sigmoid", StraightThrough(.sigmoid)), scoreFunction,
  ]

  /// Those and the two finite orders, which need no temperature.
  public static let compared = published + [finiteOrder(.second), finiteOrder(.third)]
}
