// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Randomness
import Tensors
import Testing

/// Features that are not those from which the published classifiers tell data apart.
@Suite("Features")
struct FeatureTests {
  /// Data of which the linear encoders below make numbers from about −30 to 30.
  private let data = Tensor((0..<40).map { 20 * Foundation.sin(Float($0)) }, shape: [5, 8])

  private func encoded(_ model: some VariationalAutoencoder) -> [Float] {
    model.encoder(data).values
  }

  @Test("Those of Poisson latents are the log-gain after its bound")
  func poisson() {
    var model = PoissonVAE(pixels: 8, latents: 6, seed: SeedSequence(1))
    model.encoder.readout.weight = model.encoder.readout.weight * 20
    let features = model.features(of: data)
    #expect(features.shape == [5, 6])
    #expect((encoded(model).max() ?? 0) > 12)
    for (feature, value) in zip(features.values, encoded(model)) {
      let bounded = 10 - Foundation.log1p(Foundation.exp(10 - Double(value)))
      #expect(abs(Double(feature) - bounded) < 1e-4 * (1 + abs(bounded)))
    }
  }

  @Test("Those of categorical latents are log-probabilities, whatever the offset of the logits")
  func categorical() {
    let model = CategoricalVAE(pixels: 8, variables: 2, categories: 3, seed: SeedSequence(1))
    let features = model.features(of: data).values
    for start in stride(from: 0, to: features.count, by: 3) {
      let sum = features[start..<start + 3].reduce(0) { $0 + Foundation.exp(Double($1)) }
      #expect(abs(sum - 1) < 1e-5)
      for place in 1..<3 {
        let (own, first) = (encoded(model)[start + place], encoded(model)[start])
        #expect(abs(features[start + place] - features[start] - (own - first)) < 1e-4)
      }
    }
  }

  @Test("Those of locations and scales are the locations")
  func gaussian() {
    let model = GaussianVAE(pixels: 8, latents: 6, seed: SeedSequence(1))
    #expect(model.features(of: data) == model.encoder(data).columns(0..<6))
  }
}
