// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// A way to draw Poisson counts that lets gradients through: a value that is swapped at the call.
///
/// | relaxation | forward | gradient | use it when |
/// |---|---|---|---|
/// | ``FiniteOrder`` | exact count | exact for quadratic (or cubic) losses | the decoder is linear or nearly so; no temperature |
/// | ``ArrivalTimes`` | soft count of arrivals | exact for the soft count | the decoder is far from quadratic |
/// | ``StraightThrough`` | exact count | that of the soft count: biased | the decoder must see whole spikes |
/// | ``GumbelSoftmaxCounts`` | mean of softly chosen counts | exact for the soft count | comparing, or for other laws of counts |
///
/// The gradient without any relaxation is that of the score function: ``Poisson/logProbability(of:)``.
public protocol CountRelaxation: Sendable {
  /// Counts of the shape of the log-rates, [trials, neurons], recorded when those are.
  ///
  /// - Parameters:
  ///   - rates: the neurons.
  ///   - temperature: T in (0, 1]; soft counts tend to whole ones as T → 0.
  ///   - address: where the arrivals are in the seed contract.
  /// - Throws: `ArrivalError` when a log-rate or the temperature is out of its domain.
  func counts(of rates: Poisson, temperature: Double, at address: DrawAddress) throws -> Tensor
}
