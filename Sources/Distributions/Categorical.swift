// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Independent one-hot latents: each is one of `categories`, given by logits.
///
/// ```
/// P(z_g = k) = p_gk = e^{ℓ_gk}/Σⱼ e^{ℓ_gj}        latent g, category k
/// ```
/// Shape of all tensors: [trials, latents · categories], the categories of a latent side by side.
public struct Categorical: Sendable {
  /// ℓ, up to a constant for each latent.
  public let logits: Tensor
  /// How many one-hot latents there are.
  public let latents: Int
  /// How many categories each has.
  public let categories: Int

  /// One-hot latents of given logits.
  ///
  /// - Precondition: the last axis of `logits` is `latents · categories`; there is a category.
  public init(logits: Tensor, latents: Int, categories: Int) {
    guard categories > 0 && logits.shape.last == latents * categories else {
      fatalError(
        "logits of shape \(logits.shape) are not \(latents) latents of \(categories) categories")
    }
    self.logits = logits
    self.latents = latents
    self.categories = categories
  }

  /// p, also the expected one-hot vectors.
  public var probabilities: Tensor { softmax(logits, groupsOf: categories) }

  /// Exact one-hot samples (temperature 0); not differentiable.
  ///
  /// ```
  /// z_g = one-hot(arg max_k (ℓ_gk + g_gk)),   g of the standard Gumbel law
  /// ```
  /// > Reference: C. J. Maddison, D. Tarlow & T. Minka, A* sampling, 2014, arXiv 1411.0030, §2.
  public func samples(at address: DrawAddress) -> Tensor {
    hardened(noisyLogits(at: address))
  }

  /// Relaxed one-hot samples, differentiable with respect to the logits.
  ///
  /// ```
  /// y_g = softmax((ℓ_g + g_g)/T),   T ≥ 2⁻²³
  /// ```
  /// The Gumbel numbers are those behind ``samples(at:)``, to which these tend as T → 0.
  ///
  /// - Precondition: `temperature` is positive; below 2⁻²³ it is 2⁻²³.
  ///
  /// > Reference: E. Jang, S. Gu & B. Poole, arXiv 1611.01144; C. J. Maddison, A. Mnih & Y. W. Teh,
  /// > arXiv 1611.00712.
  public func relaxedSamples(temperature: Double, at address: DrawAddress) -> Tensor {
    relaxed(noisyLogits(at: address), temperature)
  }

  /// Exact samples whose gradient is that of the relaxed ones.
  ///
  /// > Reference: Y. Bengio, N. Léonard & A. Courville, arXiv 1308.3432; Jang et al., §2.2.
  public func straightThroughSamples(temperature: Double, at address: DrawAddress) -> Tensor {
    let noisy = noisyLogits(at: address)
    let soft = relaxed(noisy, temperature)
    return .recording(values: hardened(noisy).values, shape: soft.shape, inputs: [soft]) { [$0] }
  }

  private func noisyLogits(at address: DrawAddress) -> Tensor {
    let width = latents * categories
    let trials = width == 0 ? 0 : logits.count / width
    return logits
      + Tensor(address.standardGumbels(trials: trials, neurons: width), shape: logits.shape)
  }

  private func relaxed(_ noisy: Tensor, _ temperature: Double) -> Tensor {
    guard temperature > 0 else {
      fatalError("the temperature \(temperature) is not positive")
    }
    let floored = max(temperature, 0x1p-23)
    return softmax(noisy * Float(1 / floored), groupsOf: categories)
  }

  /// 1 at the largest value of each group, at the first of equals, and 0 elsewhere.
  private func hardened(_ noisy: Tensor) -> Tensor {
    var oneHot = [Float](repeating: 0, count: noisy.count)
    noisy.values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: categories) {
        var largest = start
        for index in start..<start + categories where values[index] > values[largest] {
          largest = index
        }
        oneHot[largest] = 1
      }
    }
    return Tensor(oneHot, shape: noisy.shape)
  }
}
