// SPDX-License-Identifier: GPL-3.0-or-later

public import Distributions
internal import Foundation
public import Learning
internal import Randomness
public import Tensors

/// The negative evidence lower bound when the decoder sees spike trains through a filter, not their counts.
///
/// ```
/// L = ‖x − decoder(y)‖² + β·KL,      y = Σᵢ k(1 − tᵢ)     the filtered train at the window's end
/// ```
/// What a neuron downstream sees: late spikes count for more, or those that came one time constant ago. Through a linear
/// decoder the gradient is exact on average, spike by spike; there is no temperature. The window lasts 1.
///
/// > Reference: that of `PoissonTrains`, whose filtered trains these are.
public struct FilteredTrainELBO: Objective {
  /// What a spike leaves behind; time constants are in windows.
  public let filter: SpikeFilter
  /// How a window's spikes are spread over steps of equal duration: the share each step expects of the count.
  public let profile: [Double]

  /// The objective with a filter, at rates that are constant within the window or follow a profile.
  ///
  /// - Precondition: no share is negative, and they add up to 1.
  public init(_ filter: SpikeFilter, profile: [Double] = [1]) {
    guard profile.allSatisfy({ $0 >= 0 }), abs(profile.reduce(0, +) - 1) < 1e-6 else {
      fatalError("the shares \(profile) do not add up to 1")
    }
    self.filter = filter
    self.profile = profile
  }

  public func loss(
    of model: PoissonVAE, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    let posterior = model.posterior(of: batch, noise: context.address(for: "encoder noise"))
    let trains = PoissonTrains(
      logRates: profile.map { posterior.rates.logRates + Float(log($0)) },
      stepDuration: 1 / Double(profile.count))
    var address = context.address(for: .training)
    address.window *= profile.count
    let seen = try trains.filtered(by: filter, at: [1], address: address)[0]
    let reconstruction = model.decoder(seen, noise: context.address(for: "decoder noise"))
    return ShardLoss(
      squaredError: squaredErrorSum(reconstruction, batch),
      divergence: posterior.divergence.total, weight: context.beta)
  }
}
