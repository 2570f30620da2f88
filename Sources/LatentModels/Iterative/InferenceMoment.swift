// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

/// The circumstances of one step of inference: where its draws are, how they are made, how far bounds are open.
public struct InferenceMoment<Relaxation: Sendable>: Sendable {
  /// How latents are drawn.
  public enum Sampling: Sendable {
    /// As the law says; not differentiable.
    case exact
    /// Differentiable, at a temperature.
    case relaxed(Relaxation, temperature: Double)
  }

  /// How latents are drawn.
  public var sampling: Sampling
  /// Where; every moment has a window of its own.
  public var address: DrawAddress
  /// How far the bounds of states and steps are open: 0 at the beginning of training, 1 after.
  public var opening: Float

  /// A moment; open and exact is how a trained model infers.
  public init(_ sampling: Sampling = .exact, at address: DrawAddress, opening: Float = 1) {
    self.sampling = sampling
    self.address = address
    self.opening = opening
  }

  /// The moment `steps` windows later.
  public func advanced(by steps: Int) -> InferenceMoment {
    var later = self
    later.address.window += steps
    return later
  }

  /// Step `index` of `count` within the moment; the last one is the moment itself.
  func inner(_ index: Int, of count: Int) -> InferenceMoment {
    guard index < count else { return self }
    var inner = self
    inner.address.purpose = Purpose("\(address.purpose.name)/inner \(index)")
    return inner
  }

  /// A bound that opens from `closed` to `open`.
  func bound(from closed: Float, to open: Float) -> Float { closed + opening * (open - closed) }
}
