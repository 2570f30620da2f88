// SPDX-License-Identifier: GPL-3.0-or-later

/// What a training run reported, as plain curves over its steps.
///
/// Every curve may be empty: the figure leaves it out. Training and held-out curves need not share
/// their steps.
public struct TrainingCurves: Sendable, Equatable {
  /// One quantity over the training steps.
  public struct Curve: Sendable, Equatable {
    /// The steps at which it was measured, ascending.
    public private(set) var steps: [Int]
    /// Its values, one a step; a value that is not finite leaves a gap in the line.
    public private(set) var values: [Double]

    /// A curve of as many values as steps.
    public init(steps: [Int] = [], values: [Double] = []) {
      guard steps.count == values.count else {
        fatalError("\(values.count) values for \(steps.count) steps")
      }
      self.steps = steps
      self.values = values
    }

    /// Adds a later measurement.
    public mutating func append(_ value: Double, at step: Int) {
      steps.append(step)
      values.append(value)
    }
  }

  /// The loss, −ELBO, of the training batches, in nats per patch.
  public var negativeELBO = Curve()
  /// The loss of held-out data.
  public var heldOutNegativeELBO = Curve()
  /// The squared error of reconstruction, summed over the pixels of a patch.
  public var meanSquaredError = Curve()
  /// The squared error of held-out data.
  public var heldOutMeanSquaredError = Curve()
  /// The KL of posterior and prior, in nats per patch.
  public var kl = Curve()
  /// The KL of held-out data.
  public var heldOutKL = Curve()
  /// The weight β of the KL in the loss.
  public var beta = Curve()
  /// The temperature of the relaxation.
  public var temperature = Curve()
  /// The learning rate; drawn relative to its largest value.
  public var learningRate = Curve()
  /// The fraction of neurons whose KL says that they take part, in [0, 1].
  public var activeFraction = Curve()
  /// The fraction of spike counts that are zero, in [0, 1].
  public var zeroFraction = Curve()

  /// Curves without measurements, to be filled in.
  public init() {}
}
