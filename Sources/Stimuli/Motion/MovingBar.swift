// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Tensors

/// A bar of light that sweeps over a dark field after a pause, at many angles at once.
///
/// ```
/// pixel is 1 iff |y⊥ − c| ≤ width/2, else 0,  y⊥ = −x sin θ + y cos θ from the middle of the picture
/// c from −(side/2 + 1.5·width) to +(side/2 + 1.5·width) in `sweep` frames, after `pause` dark ones
/// ```
/// > Reference: D. H. Hubel & T. N. Wiesel, J. Physiol. 148 (1959) 574, doi:10.1113/jphysiol.1959.sp006308; the
/// > numbers are those of Vafaii, Galor & Yates, arXiv 2410.19315.
public struct MovingBar: Sendable {
  /// Pixels of one side of the picture.
  public var side: Int
  /// The angles θ in degrees, one trial each.
  public var angles: [Double]
  /// The width of the bar in pixels.
  public var width: Double
  /// Dark frames before.
  public var pause: Int
  /// Frames of the sweep, at least 2.
  public var sweep: Int

  /// - Precondition: at least two frames of sweep.
  public init(
    side: Int = 16, angles: [Double] = (0..<360).map(Double.init), width: Double? = nil,
    pause: Int = 300, sweep: Int = 400
  ) {
    guard side > 0 && pause >= 0 && sweep > 1 else {
      fatalError("a sweep of \(sweep) frames")
    }
    self.side = side
    self.angles = angles
    self.width = width ?? 0.2 * Double(side)
    self.pause = pause
    self.sweep = sweep
  }

  /// How many frames there are.
  public var count: Int { pause + sweep }

  /// Where the bar is, in pixels from the middle; nil in the pause.
  public func position(_ time: Int) -> Double? {
    guard time >= pause else { return nil }
    let reach = Double(side) / 2 + 1.5 * width
    return -reach + 2 * reach * Double(time - pause) / Double(sweep - 1)
  }

  /// Frame `time`, shape [angles, side²].
  public func frame(_ time: Int) -> Tensor {
    let shape = [angles.count, side * side]
    guard let position = position(time) else { return .zeros(shape) }
    let middle = Double(side - 1) / 2
    var values: [Float] = []
    values.reserveCapacity(shape[0] * shape[1])
    for angle in angles {
      let (sine, cosine) = (sin(angle * .pi / 180), cos(angle * .pi / 180))
      for pixel in 0..<side * side {
        let (y, x) = (Double(pixel / side) - middle, Double(pixel % side) - middle)
        values.append(abs(-x * sine + y * cosine - position) <= width / 2 ? 1 : 0)
      }
    }
    return Tensor(values, shape: shape)
  }

  /// All frames, in order.
  public var frames: AnySequence<Tensor> { AnySequence((0..<count).lazy.map { frame($0) }) }
}
