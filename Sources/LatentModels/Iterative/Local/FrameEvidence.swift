// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Learning
public import Tensors

/// What one frame leaves for local learning: what some trials saw, and what they believed before and after it.
public struct FrameEvidence: Sendable {
  /// x, shape [trials, pixels].
  public let seen: Tensor
  /// u after the frame before, shape [trials, latents]; nil when the frame began at rest.
  public let carried: Tensor?
  /// p, the log-rates that the frame began with, of the same shape.
  public let before: Tensor
  /// u after the frame, of the same shape.
  public let after: Tensor
  /// The share of `carried` that was kept; nil for the model's own transition.
  public let retention: Float?
  /// Steps of inference on the frame.
  public let steps: Int

  /// Evidence of its parts.
  public init(
    seen: Tensor, carried: Tensor?, before: Tensor, after: Tensor, retention: Float?, steps: Int
  ) {
    self.seen = seen
    self.carried = carried
    self.before = before
    self.after = after
    self.retention = retention
    self.steps = steps
  }
}

/// The slopes of a frame's free energy, summed over trials.
///
/// ```
/// F = E‖x − Φz‖²/(2σ²) + β·KL(u ‖ p)       z ~ Poisson(r),  r = e^u
/// G = ∂F/∂u = r ⊙ (n/2 − Φᵀ[(x − Φr)/σ²] + β·(u − p)),   n = Σ φ²/σ²
/// ∂F/∂p = β·(e^p − r), and u moves with p: + G
/// ∂u/∂b ≈ −k·e^η·e^b      ∂u/∂η ≈ u − p       as if the steps of a frame did not see each other
/// ```
/// So slopes do not pass through the steps of inference, and need the belief at both ends of a frame only.
struct FrameSlopes: Sendable {
  var rest: [Float]
  var leak: [Float]
  var retention: [Float]
  var surprise: [Float]
  var step: Float = 0
  /// Σ E(x − Φz)² of each pixel.
  var squares: [Float]
  let rates: Tensor

  init(of model: IterativePoissonVAE, _ frame: FrameEvidence, beta: Float) {
    let (trials, latents) = (frame.after.shape[0], frame.after.shape[1])
    let dictionary = model.likelihood.decoder.dictionary.detached
    let precision = model.likelihood.precision.detached
    let bias = model.likelihood.decoder.readin.bias
    rates = exp(frame.after)
    let seen = bias.map { frame.seen - $0.detached } ?? frame.seen
    let residuals = seen - matmul(rates, dictionary, transposeRight: true)
    let pull = matmul(residuals * precision, dictionary).values
    let curvature = matmul(precision, square(dictionary)).values
    let (priorRates, step) = (exp(frame.before).values, exp(model.logStep.detached).scalar)
    let leaks = exp(model.logLeak.detached).values
    let origin = model.initialLogRates.values
    let kept = frame.carried.map {
      model.kept(of: $0, carriedTo: frame.seen, retention: frame.retention)
    }
    let (counts, after, begun) = (rates.values, frame.after.values, frame.before.values)
    let (carried, share) = (frame.carried?.values, kept?.share.values ?? [])
    let stresses = kept?.surprise?.values
    let zeros = [Float](repeating: 0, count: latents)
    (rest, leak, retention, surprise) = (zeros, zeros, zeros, zeros)
    for trial in 0..<trials {
      let stress = stresses?[trial] ?? 0
      for neuron in 0..<latents {
        let place = trial * latents + neuron
        let (rate, moved) = (
          counts[place], after[place] - begun[place]
        )
        let slope = rate * (curvature[neuron] / 2 - pull[place] + beta * moved)
        let atPrior = beta * (priorRates[place] - rate) + slope
        leak[neuron] -= slope * Float(frame.steps) * step * leaks[neuron]
        self.step += slope * moved
        guard let carried else {
          rest[neuron] += atPrior
          continue
        }
        let kept = share[share.count == 1 ? 0 : share.count == latents ? neuron : place]
        rest[neuron] += atPrior * (1 - kept)
        let bend = atPrior * (carried[place] - origin[neuron]) * kept * (1 - kept)
        retention[neuron] += bend
        surprise[neuron] += bend * stress
      }
    }
    let noise = matmul(
      rates.sum(over: .rows).reshaped([1, latents]), square(dictionary), transposeRight: true)
    let errors = square(residuals).sum(over: .rows).values
    squares = zip(errors, noise.values).map { $0 + $1 }
  }
}
