// SPDX-License-Identifier: GPL-3.0-or-later

public import Arrivals
public import Randomness
internal import SpikeTrains
public import Tensors

/// Exact counts forward, the slopes of the relaxed counts of the very same arrivals backward.
///
/// ```
/// forward  z = #{i : tᵢ < 1}        backward  ∂z/∂ℓ = (1/T) Σᵢ f′((1 − tᵢ)/T)·tᵢ
/// ```
/// Use it when: the decoder must see whole spikes while training. The gradient is biased wherever the
/// loss is not linear, for value and slope are those of two different functions.
///
/// > Reference: Bengio, Léonard & Courville, arXiv 1308.3432 (the idea); Vafaii, Galor & Yates,
/// > arXiv 2405.14473 (for arrivals).
public struct StraightThrough: CountRelaxation, Hashable {
  /// The soft indicator whose slopes are used.
  public let indicator: SoftIndicator

  /// The estimator with an indicator's slopes.
  public init(_ indicator: SoftIndicator) { self.indicator = indicator }

  public func counts(
    of rates: Poisson, temperature: Double, at address: DrawAddress
  ) throws(ArrivalError) -> Tensor {
    let relaxation = try ArrivalRelaxation(indicator, temperature: temperature)
    let arrivals = try rates.arrivals(at: address)
    let counts = arrivals.counts().values.map { Float($0) }
    let logRates = rates.logRates
    guard logRates.isRecorded else { return Tensor(counts, shape: logRates.shape) }
    let slope = Tensor(arrivals.relaxedCounts(relaxation).slopes, shape: logRates.shape)
    return .recording(values: counts, shape: logRates.shape, inputs: [logRates]) { [$0 * slope] }
  }
}
