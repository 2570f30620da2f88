// SPDX-License-Identifier: GPL-3.0-or-later

internal import LatentModels
internal import Learning
package import Runs
package import SpikeFormats
internal import Tensors

extension TrainedModel {
  /// The linear decoder, with a description of the latents.
  package func decoderGraph() throws -> NIRDecoderGraph {
    let weights = try dictionary()
    var graph = NIRDecoderGraph(
      weights: weights.values, bias: model.decoder.readin.bias?.values,
      outputs: weights.shape[0], inputs: weights.shape[1])
    graph.texts = [
      "interspike_latent": configuration.model.rawValue,
      "interspike_version": ProgramVersion.current,
    ]
    if let poisson = model as? PoissonVAE {
      graph.numbers = ["interspike_log_prior_rate": poisson.logPrior.values.map(Double.init)]
    }
    return graph
  }
}
