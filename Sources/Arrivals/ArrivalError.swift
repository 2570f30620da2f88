// SPDX-License-Identifier: GPL-3.0-or-later

/// A request for arrivals that has no answer.
public enum ArrivalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A log-rate is NaN or so large that a window would hold more than ``Arrivals/largestRate`` spikes.
  /// Trial and neuron are named by their ``Identities``.
  case invalidLogRate(Float, trial: Int, neuron: Int)
  /// A temperature is not in (0, 1].
  case invalidTemperature(Double)
  /// A window's duration is not positive and finite.
  case invalidDuration(Double)

  public var description: String {
    switch self {
    case .invalidLogRate(let value, let trial, let neuron):
      "\(value) is not a valid log-rate (trial \(trial), neuron \(neuron)): a log-rate is −infinity or "
        + "a number whose exponential, the expected count in the window, is at most "
        + "\(Int(Arrivals.largestRate)). If it grew during training, lower the learning rate."
    case .invalidTemperature(let value):
      "\(value) is not a valid temperature for relaxed counts: use a number above 0 and at most 1."
    case .invalidDuration(let value):
      "a window cannot last \(value) s: use a positive, finite number of seconds."
    }
  }
}
