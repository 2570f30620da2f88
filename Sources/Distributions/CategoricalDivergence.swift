// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
public import Tensors

extension Divergence {
  /// The Kullback–Leibler divergence of one-hot latents from their prior.
  ///
  /// ```
  /// KL = Σ_g Σ_k p_gk ln(p_gk/π_gk)                           nats; at most ln categories for uniform π
  /// ∂/∂ℓ_gk = p_gk·(ln(p_gk/π_gk) − KL_g)        ∂/∂ln π_gk = π_gk − p_gk   (prior logits)
  /// ```
  /// `byNeuron` has one number a category, its term p ln(p/π) summed over trials: a term may be negative, the
  /// terms of a latent add up to its divergence.
  /// Differentiable once: the recorded slopes are numbers, so a second derivative sees them as constants.
  ///
  /// - Parameters:
  ///   - posterior: logits of shape [trials, latents · categories].
  ///   - priorLogits: ln π up to a constant for each latent, as many as a row has: shape [1, latents,
  ///     categories] or flat.
  /// - Precondition: `priorLogits` has as many values as the logits have columns.
  public static func categorical(_ posterior: Categorical, priorLogits: Tensor) -> Divergence {
    let (latents, size) = (posterior.latents, posterior.categories)
    let logits = posterior.logits
    let width = latents * size
    guard priorLogits.count == width else {
      fatalError("logits of shape \(logits.shape) do not fit \(priorLogits.count) prior logits")
    }
    let logPrior = logSoftmax(priorLogits.detached.reshaped([width]), groupsOf: size)
    var slopes = [Float](repeating: 0, count: logits.count)
    var priorSlopes = [Double](repeating: 0, count: width)
    var byCategory = priorSlopes
    elementwise_categorical_divergence(
      logits.values, logPrior.values, &slopes, &priorSlopes, &byCategory,
      width == 0 ? 0 : logits.count / width, latents, size)
    let toLogits = Tensor(slopes, shape: logits.shape)
    let toPrior = Tensor(priorSlopes.map { Float($0) }, shape: priorLogits.shape)
    let total = Tensor.recording(
      values: [Float(byCategory.reduce(0, +))], shape: [], inputs: [logits, priorLogits]
    ) { c in
      [logits.isRecorded ? toLogits * c : nil, priorLogits.isRecorded ? toPrior * c : nil]
    }
    return Divergence(total: total, byNeuron: byCategory)
  }
}
