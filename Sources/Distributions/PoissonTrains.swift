// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Foundation
public import Randomness
public import Tensors

/// Explicit spike trains of Poisson neurons whose rates change in steps, differentiable through a filter.
///
/// Step s lasts from s·d to (s + 1)·d; in it a neuron expects e^ℓ spikes, evenly spread. One step is a constant rate. For
/// a loss F of the train, with DF(t) its slope in the amplitude of a spike at t,
/// ```
/// ∂E F/∂ℓ = E ∫ λ(t)·[F(train + spike at t) − F(train)] dt             over the step
///         = ½·E [ Σ_spikes DF(tᵢ) + ∫ λ(t)·DF(t) dt ]                  where F is quadratic in the train
/// ```
/// The first line is the derivative of a Poisson process in its intensity, the second follows by the trapezoid rule and
/// Mecke's formula, E Σᵢ h(tᵢ, train) = E ∫ λ(t)·h(t, train + spike at t) dt. It is ``FiniteOrder``'s slope (z + λ)/2
/// for every moment of the window: exact, without a temperature, from the very spikes that were drawn.
///
/// > Reference: J. Mecke, Z. Wahrscheinlichkeitstheorie verw. Geb. 9 (1967) 36, doi:10.1007/BF00535466; He & Wu,
/// > finite-order relaxation of discrete variables. Nothing here is claimed to be new; the nearest we know of for spike
/// > trains is the pathwise gradient of a relaxed point process by H. Kajino, ICML 2021, arXiv 2106.00901.
public struct PoissonTrains: Sendable {
  /// ℓ, the logarithm of the spikes expected in each step, each of shape [trials, neurons].
  public let logRates: [Tensor]
  /// d, how long a step lasts.
  public let stepDuration: Double

  /// Neurons by their log-rates in steps of one duration, in any unit of time.
  ///
  /// - Precondition: there is a step, all have one shape [trials, neurons], and the duration is positive and finite.
  public init(logRates: [Tensor], stepDuration: Double) {
    guard let first = logRates.first, first.rank == 2,
      logRates.allSatisfy({ $0.shape == first.shape }), stepDuration > 0, stepDuration.isFinite
    else {
      fatalError(
        "steps of \(stepDuration) with the shapes \(logRates.map(\.shape)) do not make spike trains"
      )
    }
    self.logRates = logRates
    self.stepDuration = stepDuration
  }

  /// The filtered trains y(r) = Σᵢ k(r − tᵢ) at each of some times r, each of shape [trials, neurons].
  ///
  /// The gradient of a loss that is quadratic in all these numbers together is exact on average:
  /// ```
  /// ∂y(r)/∂ℓ = ½·[ Σ k(r − tᵢ) + λ ∫ k(r − t) dt ]       spikes and integral of one step, both exact
  /// ```
  /// Spikes are those of step s at the address's window + s. Differentiable once.
  ///
  /// - Parameters:
  ///   - filter: what a spike leaves behind.
  ///   - times: when the filter is read, in the unit of the steps, from 0.
  ///   - address: where the first step's arrivals are in the seed contract.
  /// - Throws: `ArrivalError` when a log-rate is NaN or too large.
  /// - Complexity: O(steps · trials · neurons · times + spikes · times).
  public func filtered(
    by filter: SpikeFilter, at times: [Double], address: DrawAddress
  ) throws -> [Tensor] {
    let shape = logRates[0].shape
    var values = times.map { _ in [Double](repeating: 0, count: logRates[0].count) }
    var slopes: [[Tensor?]] = times.map { _ in [] }
    for (step, logRates) in logRates.enumerated() {
      var place = address
      place.window += step
      let trains = try place.arrivals(logRates: logRates.values, neurons: shape[1])
        .trains(windowDuration: stepDuration)
      for (read, time) in times.enumerated() {
        let lag = time - Double(step) * stepDuration
        guard lag > 0 else {
          slopes[read].append(nil)
          continue
        }
        let left = Self.responses(of: filter, to: trains, after: lag)
        for index in left.indices { values[read][index] += left[index] }
        guard logRates.isRecorded else {
          slopes[read].append(nil)
          continue
        }
        let mean =
          (filter.integral(upTo: lag) - filter.integral(upTo: lag - stepDuration))
          / stepDuration
        let slope = zip(left, logRates.values).map { Float(($0 + exp(Double($1)) * mean) / 2) }
        slopes[read].append(Tensor(slope, shape: shape))
      }
    }
    return times.indices.map { read in
      let slopes = slopes[read]
      return .recording(values: values[read].map { Float($0) }, shape: shape, inputs: logRates) {
        cotangent in slopes.map { $0.map { cotangent * $0 } }
      }
    }
  }

  /// The sum of the responses to one step's spikes, `lag` after the step's beginning.
  private static func responses(
    of filter: SpikeFilter, to trains: ArrivalTrains, after lag: Double
  ) -> [Double] {
    var position = 0
    return trains.counts.map { count in
      let end = position + Int(count)
      defer { position = end }
      return trains.times[position..<end].reduce(0) { $0 + filter.response(after: lag - $1) }
    }
  }
}
