// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import Learning
internal import Randomness
public import Tensors

/// The free energy of an iterative model that watches films, averaged over frames: what `InferenceStream` scores.
///
/// ```
/// L = (256/pixels)·(1/F)·Σ_f {−ln N(x_f; decoder(a_fk), σ²) + β·KL(belief_fk ‖ belief_f0)},  f = 1 … F
/// belief_f0 = carried(belief_f−1,k, to: x_f),   belief_fi = posterior(of: x_f, from: belief_f,i−1),   i = 1 … k
/// ```
/// summed over the data. The divergence is that of a whole frame, from the belief after it to the prior that the transition
/// makes of the frame before, not the sum over its steps: several steps on one frame see the same evidence. Training on the sum
/// of the steps' divergences makes this free energy worse (docs/decisions/0025).
///
/// A datum is a film, its frames one after another. Differentiation is cut every `framesPerSegment` frames.
///
/// Reports `mse` and `kl`, means over the frames.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315, for a posterior that is the next prior; forgetting as the predict step of
/// > a filter: R. E. Kalman, J. Basic Eng. 82 (1960) 35–45, doi:10.1115/1.3662552.
public struct FilmELBO<Model: IterativeAutoencoder>: Objective {
  /// What makes draws differentiable.
  public let relaxation: Model.Belief.Relaxation
  /// k, steps of inference on one frame.
  public let stepsPerFrame: Int
  /// Frames through which a gradient flows.
  public let framesPerSegment: Int
  /// How far the bounds of the states are open: 0 … 1.
  public let opening: Schedule

  /// The objective.
  ///
  /// - Precondition: `stepsPerFrame` and `framesPerSegment` are positive.
  public init(
    _ relaxation: Model.Belief.Relaxation, stepsPerFrame: Int = 4, framesPerSegment: Int = .max,
    opening: Schedule = .linear(from: 0, to: 1, over: 0.1, holding: 0.001)
  ) {
    guard stepsPerFrame >= 1 && framesPerSegment >= 1 else {
      fatalError("\(stepsPerFrame) steps a frame and segments of \(framesPerSegment) frames")
    }
    self.relaxation = relaxation
    self.stepsPerFrame = stepsPerFrame
    self.framesPerSegment = framesPerSegment
    self.opening = opening
  }

  public func loss(
    of model: Model, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    let pixels = model.likelihood.logDeviation.count
    let frames = batch.shape[1] / pixels
    guard frames >= 1, batch.shape[1].isMultiple(of: pixels) else {
      throw InferenceInputError.partOfFrame(numbers: batch.shape[1], pixels: pixels)
    }
    var address = context.address(for: .training)
    address.window = context.step * frames * (stepsPerFrame + 1)
    var moment = InferenceMoment(
      .relaxed(relaxation, temperature: context.temperature), at: address,
      opening: Float(opening(step: context.step, of: context.totalSteps)))
    var sum = SegmentSum(model)
    var belief = try model.prior(count: batch.shape[0], at: moment)
    for start in stride(from: 0, to: frames, by: min(framesPerSegment, frames)) {
      if start > 0 { belief = try model.truncated(belief, at: moment) }
      var terms = FreeEnergyTerms()
      for frame in start..<min(start + min(framesPerSegment, frames), frames) {
        let seen = batch.columns(frame * pixels..<(frame + 1) * pixels)
        if frame > 0 {
          moment = moment.advanced(by: 1)
          belief = try model.carried(belief, to: seen, at: moment)
        }
        let prior = belief
        for _ in 0..<stepsPerFrame {
          moment = moment.advanced(by: 1)
          belief = try model.posterior(of: seen, from: belief, at: moment)
        }
        terms.add(model, belief, from: prior, seeing: seen, beta: context.beta)
      }
      sum.add(
        terms, scale: 256 / Float(pixels) / Float(frames),
        keepingRecord: framesPerSegment >= frames)
    }
    return ShardLoss(
      loss: sum.loss,
      terms: [
        LossTerm("mse", sum.squaredError / Double(frames)),
        LossTerm("kl", sum.divergence / Double(frames)),
      ])
  }
}
