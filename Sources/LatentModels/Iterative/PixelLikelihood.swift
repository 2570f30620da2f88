// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Foundation
public import Learning
public import Tensors

/// A decoder whose pixels are Gaussian, each with a learned deviation.
///
/// ```
/// x_m ~ N(decoder(a)_m, σ_m²),  ln σ = 3.45·tanh(s/3.45)          σ² between 0.001 and 1000
/// ```
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315, and their code.
public struct PixelLikelihood: Parametrized, Sendable {
  /// From latents to expected pixels.
  public var decoder: DecoderNetwork
  /// s, shape [1, pixels].
  public var logDeviation: Tensor

  /// A likelihood of its parts; deviations are 1 by default.
  ///
  /// - Precondition: one deviation a pixel.
  public init(decoder: DecoderNetwork, pixels: Int, logDeviation: Tensor? = nil) {
    let deviation = logDeviation ?? .zeros([1, pixels])
    guard deviation.shape == [1, pixels] else {
      fatalError("deviations of shape \(deviation.shape) for \(pixels) pixels")
    }
    self.decoder = decoder
    self.logDeviation = deviation
  }

  /// ln σ, shape [1, pixels].
  public var boundedLogDeviation: Tensor {
    softclampSymmetric(logDeviation, bound: 3.45)
  }

  /// 1/σ², shape [1, pixels].
  public var precision: Tensor { exp(boundedLogDeviation * -2) }

  /// −ln N(x; reconstruction, σ²) summed over pixels and trials, in nats, shape [].
  public func negativeLogLikelihood(of input: Tensor, reconstruction: Tensor) -> Tensor {
    let error = input - reconstruction
    let (trials, pixels) = (input.shape[0], input.shape[1])
    let constant = Float(0.5 * Foundation.log(2 * Double.pi) * Double(trials * pixels))
    return (error * error * precision).sum() * 0.5 + boundedLogDeviation.sum() * Float(trials)
      + constant
  }

  /// The pull of what is seen on the latents: minus the slope of the negative log-likelihood.
  ///
  /// ```
  /// ∂ ln N/∂a = Jᵀ[(x − reconstruction)/σ²]          shape [trials, latents];  J = Φ for a linear decoder
  /// ```
  public func pull(
    of input: Tensor, on latents: Tensor, reconstruction: Tensor
  ) -> Tensor {
    decoder.transposedJacobian(at: latents, times: (input - reconstruction) * precision)
  }

  /// How badly a reconstruction explains what is seen, shape [trials, 1].
  ///
  /// ```
  /// s = ln {mean (x − reconstruction)²/σ² + 10⁻⁶}          over the pixels of a trial
  /// ```
  func surprise(of input: Tensor, reconstruction: Tensor) -> Tensor {
    let error = input - reconstruction
    let pixels = Float(input.shape[1])
    let mean = (error * error * precision).sum(over: .columns) * (1 / pixels)
    return log(mean.reshaped([input.shape[0], 1]) + 1e-6)
  }

  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    decoder.forEachParameter(visit)
    visit("log_sigma", &logDeviation)
  }

  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    decoder.forEachBuffer(visit)
  }
}
