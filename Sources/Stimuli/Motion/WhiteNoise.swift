// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Pixels without correlation, as for spike-triggered averages: a new frame every few steps.
///
/// ```
/// x ~ N(0, 1)        frame t is the one drawn in window address.window + ⌊t/period⌋
/// ```
public struct WhiteNoise: Sendable {
  /// Pixels of a frame.
  public let pixels: Int
  /// For how many steps a frame stays.
  public let period: Int

  /// - Precondition: `pixels` and `period` are positive.
  public init(pixels: Int, period: Int = 1) {
    guard pixels > 0 && period > 0 else {
      fatalError("noise of \(pixels) pixels, new every \(period) steps")
    }
    self.pixels = pixels
    self.period = period
  }

  /// Frames without end, each of shape [trials, pixels]; every trial sees its own noise.
  public func frames(trials: Int, at address: DrawAddress) -> AnySequence<Tensor> {
    AnySequence(
      (0...).lazy.map { frame in
        var draw = address
        draw.window += frame / period
        return Tensor(
          draw.standardNormals(trials: trials, neurons: pixels), shape: [trials, pixels])
      })
  }
}
