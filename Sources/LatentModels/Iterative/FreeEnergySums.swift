// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import Learning
internal import Tensors

/// The free energy of some steps, summed over data and steps.
struct FreeEnergyTerms {
  var loss = Tensor(0)
  var squaredError = 0.0
  var divergence = 0.0

  mutating func add<Model: IterativeAutoencoder>(
    _ model: Model, _ belief: Model.Belief, from prior: Model.Belief, seeing input: Tensor,
    beta: Double
  ) {
    let divergence = model.divergence(of: belief, from: prior).total
    let likelihood = model.likelihood.negativeLogLikelihood(
      of: input, reconstruction: belief.reconstruction)
    loss = loss + likelihood + divergence * Float(beta)
    squaredError += Double(squaredErrorSum(belief.reconstruction.detached, input).scalar)
    self.divergence += Double(divergence.scalar)
  }
}

/// The loss of all segments; each one's record is walked and dropped as soon as it is complete.
struct SegmentSum {
  private(set) var loss = Tensor(0)
  private(set) var squaredError = 0.0
  private(set) var divergence = 0.0
  private let leaves: [Tensor]

  init(_ model: some IterativeAutoencoder) {
    leaves = model.parameters.map(\.tensor)
  }

  mutating func add(_ terms: FreeEnergyTerms, scale: Float, keepingRecord: Bool) {
    squaredError += terms.squaredError
    divergence += terms.divergence
    let part = terms.loss * scale
    guard !keepingRecord, leaves.allSatisfy(\.isRecorded) else {
      loss = loss + part
      return
    }
    let slopes = gradient(of: part, withRespectTo: leaves)
    let walked = Tensor.recording(values: part.values, shape: [], inputs: leaves) { c in
      slopes.map { $0 * c }
    }
    loss = loss + walked
  }
}
