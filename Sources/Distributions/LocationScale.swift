// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Randomness
public import Tensors

/// Independent real latents of one law, by their locations and the logarithms of their scales.
///
/// ```
/// x = location + e^{log scale}·ε,   ε of the standard law
/// ```
/// Shape of all tensors: [trials, neurons]; [1, neurons] for a prior.
public struct LocationScale<Law: LocationScaleLaw>: Sendable {
  /// Where the law has its center.
  public let location: Tensor
  /// The logarithm of its scale.
  public let logScale: Tensor

  /// Latents with the given parameters.
  ///
  /// - Precondition: equal shapes.
  public init(location: Tensor, logScale: Tensor) {
    guard location.shape == logScale.shape else {
      fatalError(
        "locations of shape \(location.shape) do not fit log-scales of shape \(logScale.shape)")
    }
    self.location = location
    self.logScale = logScale
  }

  /// The expected latents; the median where the law has no mean.
  public var mean: Tensor { location }

  /// The variance of every latent; nil where the law has none.
  public var variance: Tensor? {
    Law.standardVariance.map { exp(logScale * 2) * Float($0) }
  }

  /// Samples, differentiable with respect to location and log-scale.
  ///
  /// ```
  /// x = location + e^{log scale}·ε        ∂x/∂location = 1,  ∂x/∂log scale = x − location
  /// ```
  /// Differentiable once: a second derivative sees the slopes as constants.
  ///
  /// > Reference: D. P. Kingma & M. Welling, arXiv 1312.6114, §2.4.
  public func samples(at address: DrawAddress) -> Tensor {
    let neurons = location.shape.last ?? 0
    let trials = neurons == 0 ? 0 : location.count / neurons
    let noise = Law.standardDraws(at: address, trials: trials, neurons: neurons)
    guard noise.count == location.count else {
      fatalError("\(noise.count) draws for \(location.count) latents")
    }
    let (values, slopes) = reparameterized(location.values, logScale.values, noise)
    let slope = Tensor(slopes, shape: logScale.shape)
    let moves = logScale.isRecorded
    return .recording(values: values, shape: location.shape, inputs: [location, logScale]) { c in
      [c, moves ? c * slope : nil]
    }
  }
}

/// Values and their slopes with respect to the log-scale, in one pass.
private func reparameterized(
  _ location: [Float], _ logScale: [Float], _ noise: [Float]
) -> (values: [Float], slopes: [Float]) {
  var slopes: [Float] = []
  let values = [Float](unsafeUninitializedCapacity: noise.count) { values, valuesFilled in
    slopes = [Float](unsafeUninitializedCapacity: noise.count) { slopes, slopesFilled in
      elementwise_reparameterise(
        location, logScale, noise, values.baseAddress, slopes.baseAddress, noise.count)
      slopesFilled = noise.count
    }
    valuesFilled = noise.count
  }
  return (values, slopes)
}
