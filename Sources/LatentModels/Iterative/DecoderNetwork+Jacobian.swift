// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning
public import Tensors

extension DecoderNetwork {
  /// The transposed Jacobian of the decoder applied to pixels, differentiable in all it depends on.
  ///
  /// ```
  /// y = J(a)ᵀ r,  J = ∂decoder/∂a          a: [trials, latents], r: [trials, pixels], y: [trials, latents]
  /// ```
  /// A decoder that is not linear is differentiated on a record of its own, so that the walk does not reach
  /// what came before a; the cotangent of y differentiates that record once more.
  ///
  /// - Complexity: one product for a linear decoder, else one forward and one backward pass.
  public func transposedJacobian(at latents: Tensor, times pixels: Tensor) -> Tensor {
    guard !isLinear else { return matmul(pixels, dictionary) }
    let inputs = [latents, pixels] + parameters.map(\.tensor)
    let (decoder, leaves) = recorded()
    let (point, direction) = (latents.detached.recorded(), pixels.detached.recorded())
    let product = gradient(
      of: (decoder(point) * direction).sum(), withRespectTo: [point],
      recordingBackward: inputs.contains(where: \.isRecorded))[0]
    return .recording(values: product.values, shape: product.shape, inputs: inputs) { c in
      gradient(of: (product * c).sum(), withRespectTo: [point, direction] + leaves)
    }
  }
}
