// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import Learning
public import Randomness
public import Tensors

/// The free energy of an iterative model, averaged over the steps of inference and differentiated through them.
///
/// ```
/// L = (256/pixels)·(1/T)·Σₜ {−ln N(xₜ; decoder(aₜ), σ²) + β·KL(beliefₜ ‖ beliefₜ₋₁)},  t = 1 … T
/// ```
/// summed over the data. Step i of training draws belief t in window i·(T + 1) + t. Differentiation is cut every
/// `unroll` steps, T = unroll·segments; what it then costs in memory is one segment. The gradient through the
/// prior's parameters stays in every segment.
///
/// Reports `mse`, the squared error, and `kl`, both means over the steps.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315; truncation: Williams & Peng, Neural Computation 2 (1990)
/// > 490–501, doi:10.1162/neco.1990.2.4.490.
public struct IterativeELBO<Model: IterativeAutoencoder>: Objective {
  /// What the model looks at: the inputs of one shard, one tensor [trials, pixels] a step.
  public typealias Frames =
    @Sendable (_ batch: Tensor, _ address: DrawAddress) -> AnySequence<Tensor>

  /// What makes draws differentiable.
  public let relaxation: Model.Belief.Relaxation
  /// Steps through which a gradient flows.
  public let unroll: Int
  /// How often `unroll` steps are taken for one step of training.
  public let segments: Int
  /// How far the bounds of the states are open: 0 … 1.
  public let opening: Schedule
  /// What the model looks at; the same datum at every step when nil.
  public let frames: Frames?

  /// The objective.
  ///
  /// - Precondition: `unroll` and `segments` are positive.
  public init(
    _ relaxation: Model.Belief.Relaxation, unroll: Int = 16, segments: Int = 1,
    opening: Schedule = .linear(from: 0, to: 1, over: 0.1, holding: 0.001),
    frames: Frames? = nil
  ) {
    guard unroll >= 1 && segments >= 1 else {
      fatalError("\(segments) segments of \(unroll) steps")
    }
    self.relaxation = relaxation
    self.unroll = unroll
    self.segments = segments
    self.opening = opening
    self.frames = frames
  }

  /// The steps of inference in one step of training.
  public var inferenceSteps: Int { unroll * segments }

  public func loss(
    of model: Model, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    var address = context.address(for: .training)
    address.window = context.step * (inferenceSteps + 1)
    var moment = InferenceMoment(
      .relaxed(relaxation, temperature: context.temperature), at: address,
      opening: Float(opening(step: context.step, of: context.totalSteps)))
    let input =
      frames?(batch, context.address(for: "input")).makeIterator()
      ?? AnyIterator { batch }
    var sum = SegmentSum(model)
    var belief = try model.prior(count: batch.shape[0], at: moment)
    for segment in 0..<segments {
      if segment > 0 { belief = try model.truncated(belief, at: moment) }
      var terms = FreeEnergyTerms()
      for step in 0..<unroll {
        guard let seen = input.next() else {
          throw InferenceInputError.ended(
            after: segment * unroll + step, needed: inferenceSteps)
        }
        moment = moment.advanced(by: 1)
        let prior = belief
        belief = try model.posterior(of: seen, from: prior, at: moment)
        terms.add(model, belief, from: prior, seeing: seen, beta: context.beta)
      }
      sum.add(
        terms, scale: 256 / Float(model.likelihood.logDeviation.count) / Float(inferenceSteps),
        keepingRecord: segments == 1)
    }
    return ShardLoss(
      loss: sum.loss,
      terms: [
        LossTerm("mse", sum.squaredError / Double(inferenceSteps)),
        LossTerm("kl", sum.divergence / Double(inferenceSteps)),
      ])
  }
}

/// Why inference cannot continue.
public enum InferenceInputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing more to look at.
  case ended(after: Int, needed: Int)
  /// A film does not end with a frame.
  case partOfFrame(numbers: Int, pixels: Int)

  public var description: String {
    switch self {
    case .ended(let steps, let needed):
      "the input ends after \(steps) frames, but \(needed) steps of inference were requested. "
        + "Give longer sequences or take fewer steps."
    case .partOfFrame(let numbers, let pixels):
      "a film of \(numbers) numbers does not make whole frames of \(pixels) pixels. Prepare it with frames of that size."
    }
  }
}
