// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// An objective with a term that keeps the lengths of weight-normalized filters near 1.
///
/// ```
/// loss per datum = base + λ·mean(lognorm²)
/// ```
/// The mean is over all parameters called `lognorm` inside the encoder's and the decoder's networks: names
/// `enc.….lognorm` and `dec.….lognorm`, the stem left out. It is reported as the term `lognorm`.
///
/// > Reference: the weight-norm regularizer of A. Vahdat & J. Kautz, NVAE, 2020, arXiv:2007.03898, in the form
/// > of the published Poisson autoencoders.
public struct Regularized<Base: Objective>: Objective {
  /// The objective without the term.
  public let base: Base
  /// The weight λ of the term; 0 leaves it out.
  public let weight: Double

  /// Adds the term to an objective.
  ///
  /// - Precondition: the weight is finite and not negative.
  public init(_ base: Base, weight: Double) {
    guard weight >= 0 && weight.isFinite else {
      fatalError("a term of weight \(weight)")
    }
    self.base = base
    self.weight = weight
  }

  public func loss(
    of model: Base.Model, on batch: Tensor, context: StepContext
  ) throws -> ShardLoss {
    var result = try base.loss(of: model, on: batch, context: context)
    guard weight > 0, let mean = Self.meanSquare(of: model) else { return result }
    // Training divides the sum over shards by the data of the batch.
    let data = batch.shape.first ?? 0
    result.loss = result.loss + mean * Float(weight * Double(data))
    result.terms.append(LossTerm("lognorm", Double(mean.scalar) * Double(data)))
    return result
  }

  /// mean(lognorm²), recorded where the model is; nil when there is no such parameter.
  private static func meanSquare(of model: Base.Model) -> Tensor? {
    let found = model.parameters.filter { parameter in
      parameter.name.hasSuffix(".lognorm")
        && (parameter.name.hasPrefix("enc.") || parameter.name.hasPrefix("dec."))
    }.map(\.tensor)
    let count = found.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    return found.map { square($0).sum() }.reduce(Tensor(0), +) * (1 / Float(count))
  }
}
