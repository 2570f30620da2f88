// SPDX-License-Identifier: GPL-3.0-or-later

/// How good a gradient estimator is at one rate and temperature, mean over problems.
public struct EstimatorMeasurement: Sendable, Codable, Equatable {
  /// The estimator's name.
  public var estimator: String
  /// λ, the expected count.
  public var rate: Double
  /// T; nil for an estimator that has none.
  public var temperature: Double?
  /// ‖mean g − g*‖ / ‖g*‖; never below about ``floor``, which is what chance alone gives.
  public var bias: Double
  /// E‖g − E g‖² / ‖g*‖² of one draw.
  public var variance: Double
  /// The mean cosine of the angle between g of one draw and g*; a draw of g = 0 counts 0.
  public var cosine: Double
  /// √(variance/draws), the relative bias that an unbiased estimator would show.
  public var floor: Double

  init(_ cell: EstimatorStudy.Cell, problems: [GradientErrors]) {
    estimator = cell.estimator.name
    rate = cell.rate
    temperature = cell.temperature
    (bias, variance, cosine, floor) = (0, 0, 0, 0)
    for errors in problems {
      let draws = Double(errors.draws)
      let size = errors.exactLength * errors.exactLength
      let offset = errors.sum.reduce(0) { $0 + $1 * $1 } / (draws * draws)
      // Rounding takes the variance of equal draws, such as many of g = 0, a hair below 0.
      let scatter = max(0, errors.squares / draws - offset) * draws / (draws - 1) / size
      let share = 1 / Double(problems.count)
      bias += share * (offset / size).squareRoot()
      variance += share * scatter
      cosine += share * errors.cosines / draws
      floor += share * (scatter / draws).squareRoot()
    }
  }

  /// Writes every key; a temperature that there is not is null, so that scripts find it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(estimator, forKey: .estimator)
    try container.encode(rate, forKey: .rate)
    try container.encode(temperature, forKey: .temperature)
    try container.encode(bias, forKey: .bias)
    try container.encode(variance, forKey: .variance)
    try container.encode(cosine, forKey: .cosine)
    try container.encode(floor, forKey: .floor)
  }
}
