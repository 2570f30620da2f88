// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning
internal import Randomness

/// A linear encoder and decoder without biases, as every family begins: weights ~ Normal(0, 0.05²).
func linearNetworks(
  pixels: Int, latents: Int, numbersPerLatent: Int, using generator: inout RandomGenerator
) -> (EncoderNetwork, DecoderNetwork) {
  guard pixels > 0 && latents > 0 else {
    fatalError("a model cannot have \(pixels) pixels and \(latents) latents")
  }
  let normal = Initializer.normal(standardDeviation: 0.05)
  let readout = Linear(
    inputs: pixels, outputs: numbersPerLatent * latents, weight: normal, using: &generator)
  let readin = Linear(inputs: latents, outputs: pixels, weight: normal, using: &generator)
  return (EncoderNetwork(readout: readout), DecoderNetwork(readin: readin))
}
