// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import LatentModels
import Learning
import Randomness
import Tensors

/// One training step in double precision, from `Tests/Goldens/poisson_vae_goldens.py`.
struct GoldenStep {
  let file: SafetensorsFile
  let data: Tensor
  let model: PoissonVAE

  init() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    file = try SafetensorsFile(
      path: tests.appending(path: "Goldens/poisson_vae_step.safetensors").path)
    data = try file.tensor("x")
    model = PoissonVAE(
      encoder: EncoderNetwork(readout: Linear(weight: try file.tensor("fc_enc.weight"))),
      decoder: DecoderNetwork(readin: Linear(weight: try file.tensor("fc_dec.weight"))),
      logPrior: try file.tensor("log_rate"))
  }

  func context(seed: UInt64 = 7, temperature: Double = 0.3) -> StepContext {
    StepContext(
      step: 3, totalSteps: 10, batchSize: data.shape[0], beta: 0.7, temperature: temperature,
      seeds: SeedSequence(seed))
  }

  /// ‖values − golden‖/‖golden‖; infinite when there are not as many values.
  func error(of values: [Double], from name: String) throws -> Double {
    let golden = try file.doubles(name).values
    guard golden.count == values.count else { return .infinity }
    let difference = zip(values, golden).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (difference / golden.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  func error(of tensor: Tensor, from name: String) throws -> Double {
    try error(of: tensor.values.map(Double.init), from: name)
  }

  /// The largest relative error of the loss, its parts and its gradients.
  func error(of batch: BatchGradient, from name: String) throws -> Double {
    var worst = try error(of: [batch.loss], from: "\(name).loss")
    for term in batch.terms {
      worst = max(worst, try error(of: [term.value], from: "\(name).\(term.name)"))
    }
    for (parameter, gradient) in zip(model.parameters, batch.gradients) {
      let golden = "\(name).gradient.\(parameter.name)"
      guard try file.tensor(golden).shape == gradient.shape else { return .infinity }
      worst = max(worst, try error(of: gradient, from: golden))
    }
    return worst
  }
}
