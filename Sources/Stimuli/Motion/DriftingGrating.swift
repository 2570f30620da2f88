// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Tensors

/// A sinusoidal grating that drifts across the picture.
///
/// ```
/// x(t) = contrast·sin 2π(f_s·(x cos θ + y sin θ) − f_t·t)        x, y from −½ to ½, y downwards
/// ```
/// > Reference: as in Vafaii, Galor & Yates, arXiv 2410.19315, and their code.
public struct DriftingGrating: Sendable {
  /// Pixels of one side of the picture.
  public var side: Int
  /// The direction of drift, in degrees.
  public var orientation: Double
  /// f_s, cycles across the picture.
  public var spatialFrequency: Double
  /// f_t, cycles a frame.
  public var temporalFrequency: Double
  /// The amplitude.
  public var contrast: Double

  /// - Precondition: at least two pixels a side.
  public init(
    side: Int, orientation: Double, spatialFrequency: Double,
    temporalFrequency: Double = 1 / 500, contrast: Double = 1
  ) {
    guard side > 1 else {
      fatalError("a grating of \(side) pixels")
    }
    self.side = side
    self.orientation = orientation
    self.spatialFrequency = spatialFrequency
    self.temporalFrequency = temporalFrequency
    self.contrast = contrast
  }

  /// Frame `time`, shape [1, side²].
  public func frame(_ time: Int) -> Tensor {
    let (sine, cosine) = (sin(orientation * .pi / 180), cos(orientation * .pi / 180))
    let values = (0..<side * side).map { pixel in
      let y = Double(pixel / side) / Double(side - 1) - 0.5
      let x = Double(pixel % side) / Double(side - 1) - 0.5
      let cycles = spatialFrequency * (x * cosine + y * sine) - temporalFrequency * Double(time)
      return Float(contrast * sin(2 * .pi * cycles))
    }
    return Tensor(values, shape: [1, side * side])
  }

  /// All frames, without end.
  public var frames: AnySequence<Tensor> { AnySequence((0...).lazy.map { frame($0) }) }
}
