// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Randomness
package import Tensors

extension TrainedModel {
  /// Writes pictures that were drawn from the prior: `patches` and `latents` in `.safetensors`, the pictures alone in `.npy`.
  ///
  /// - Throws: `FileError`.
  package func writeSamples(
    _ pictures: Tensor, _ latents: Tensor, at address: DrawAddress, to path: String
  ) throws {
    guard path.lowercased().hasSuffix(".safetensors") else {
      return try NPY.write(pictures, to: path)
    }
    var file = SafetensorsFile(metadata: [
      "format": "interspike-samples", "seed": "\(address.seed.seed)", "step": "\(step)",
      "stream_version": "\(SeedSequence.streamVersion)",
      "config": try JSONText.encode(configuration.withFileNames),
    ])
    file.metadata["stream"] = address.seed.namedStream
    try file.add("patches", pictures)
    try file.add("latents", latents)
    try file.write(to: path)
  }
}
