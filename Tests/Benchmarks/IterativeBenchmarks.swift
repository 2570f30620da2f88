// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LatentModels
import Learning
import Randomness
import Tensors

/// Steps of inference of a linear iterative Poisson model, 256 pixels and 512 neurons but where said.
///
/// The step size is e⁻²⁰ and every round begins anew, so that all timed steps see the same rates but for the 7e-5
/// that the smooth bounds take from a log-rate at a step; the work does not depend on either.
enum IterativeBenchmarks {
  private static let steps = 1000

  /// The loop in torch needs a Python that has it.
  static func all(torch python: String?) throws -> [Comparison] {
    var found = try [512, 2048].map { neurons in
      let sparse = try Loop(active: 0.02, neurons: neurons)
      let dense = try Loop(active: 0.5, neurons: neurons)
      return Comparison(
        name: "event-driven-step/active-2%" + (neurons == 512 ? "" : "/\(neurons)"), unit: "µs",
        reference: "the same at 50 % active", work: Double(steps)
      ) {
        try sparse.run(steps)
      } compared: {
        try dense.run(steps)
      }
    }
    guard let python else { return found }
    let loop = try Loop(active: 0.2)
    let peer = try TorchPeer(
      python: python, script: "torch_iterative_step.py",
      arguments: ["--steps", "\(steps)", "--active", "0.2"])
    found.append(
      Comparison(
        name: "iterative-step/batch-1", unit: "µs", reference: "torch eager, 1 thread",
        work: Double(steps)
      ) {
        try loop.run(steps)
      } compared: {
        try peer.work()
      })
    return found
  }

  /// One stream of one patch.
  private final class Loop {
    private let inference: LateralInference
    private let drive: Tensor
    private let start: LateralInference.State
    private var address = DrawAddress(seed: SeedSequence(1), purpose: .evaluation)

    /// Neurons of which the given share spikes in a step.
    init(active: Double, neurons: Int = 512) throws {
      var model = IterativePoissonVAE(pixels: 256, latents: neurons, seed: SeedSequence(1))
      model.likelihood.decoder.readin.weight = TrainingBenchmarks.normals(
        [256, neurons], standardDeviation: 0.05, 4)
      model.logStep = Tensor([-20], shape: [1])
      model.initialLogRates = Tensor(
        repeating: Float(log(-log(1 - active))), shape: [1, model.latents])
      inference = LateralInference(model)
      drive = inference.drive(of: TrainingBenchmarks.normals([1, 256], standardDeviation: 1, 5))
      start = try inference.start(count: 1, at: address)
    }

    func run(_ steps: Int) throws {
      var state = start
      for _ in 0..<steps {
        address.window += 1
        state = try inference.next(after: state, drive: drive, at: address)
      }
    }
  }
}
