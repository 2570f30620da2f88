// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals

extension TemperatureSchedule: ExpressibleByArgument {}

/// The command `interspike train poisson …`.
struct TrainPoisson: TrainingCommand {
  static let configuration = CommandConfiguration(
    commandName: "poisson",
    abstract: "Train a Poisson variational autoencoder.",
    discussion: """
      The defaults are the published recipe (Vafaii, Galor & Yates 2024, arXiv 2405.14473): Adamax, \
      learning rate with a short rise and a cosine down to 1e-5, the weight of the KL from 1e-4 to \
      its end and the temperature from 1 to its end over the first half.
      """)

  @Option(
    help:
      "How the gradient comes through counts: arrivals, gumbel, straight-through or score. (default: arrivals)"
  )
  var estimator: GradientEstimator?
  @Option(help: "Samples of each datum for the score function. (default: 4)") var samples: Int?
  @Option(help: "The soft indicator of the relaxed counts. (default: sigmoid)")
  var indicator: SoftIndicator?
  @Option(help: "The temperature of the second half, above 0 and at most 1. (default: 0.05)")
  var temperatureEnd: Double?
  @Option(help: "The temperature at the beginning, above 0 and at most 1. (default: 1)")
  var temperatureStart: Double?
  @Option(
    help:
      "The upper bound of the first log prior rates, above -6. (default: -4 with a linear decoder, else -2)"
  )
  var priorBound: Double?
  @Option(help: "How the temperature falls: linear or exponential. (default: linear)")
  var temperatureSchedule: TemperatureSchedule?
  @Option(help: "The smooth bound of the log-rates. (default: 5)") var largestLogRate: Double?
  @OptionGroup var options: TrainOptions

  var request: TrainingRequest {
    var given: [String: JSONValue] = [:]
    given["estimator"] = estimator.map { .text($0.rawValue) }
    given["samples"] = samples.map { .integer($0) }
    given["indicator"] = indicator.map { .text($0.rawValue) }
    given["temperature_start"] = temperatureStart.map { .number($0) }
    given["temperature_end"] = temperatureEnd.map { .number($0) }
    given["temperature_schedule"] = temperatureSchedule.map { .text($0.rawValue) }
    given["largest_log_rate"] = largestLogRate.map { .number($0) }
    given["prior_bound"] = priorBound.map { .number($0) }
    return TrainingRequest(family: .poisson, options: options, given: given)
  }

  func validate() throws { try request.validate() }
}
