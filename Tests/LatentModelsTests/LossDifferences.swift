// SPDX-License-Identifier: GPL-3.0-or-later

import InterspikeTesting
import Learning
import Tensors

extension Objective {
  /// Compares the gradient with differences of the loss at the same draws.
  func differences(
    of model: Model, on data: Tensor, context: StepContext, every stride: Int
  ) throws -> GradientCheck.Report {
    let slots = model.parameters
    let count = data.shape[0]
    func shifted(_ values: [Float]) throws -> Model {
      var (shifted, next) = (model, 0)
      try shifted.setParameters(
        slots.map { slot in
          defer { next += slot.tensor.count }
          let part = Array(values[next..<next + slot.tensor.count])
          return NamedTensor(slot.name, Tensor(part, shape: slot.tensor.shape))
        })
      return shifted
    }
    // One datum at a time: their losses are then added in double precision.
    func loss(_ model: Model) throws -> Double {
      try (0..<count).reduce(0.0) { sum, datum in
        var context = context
        context.firstTrial = datum
        let seen = data.rows(datum..<datum + 1)
        return sum + Double(try self.loss(of: model, on: seen, context: context).loss.scalar)
      } / Double(count)
    }
    let parameters = slots.flatMap(\.tensor.values)
    let here = try gradient(of: model, on: data, context: context, shards: count)
    return try GradientCheck(
      steps: [1e-2, 3e-3, 1e-3], relativeTolerance: 1e-2, absoluteTolerance: 1e-3
    ).check(
      at: parameters, gradient: here.gradients.flatMap(\.values).map { $0 / Float(here.norm) },
      coordinates: Array(Swift.stride(from: 0, to: parameters.count, by: stride))
    ) { try loss(shifted($0)) / here.norm }
  }
}
