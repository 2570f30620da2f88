// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Randomness
public import Tensors

/// Pictures that turn about their center, with the brightnesses they had.
///
/// ```
/// angle at frame t = θ₀ + t·degreesPerFrame,  θ₀ ~ Uniform(0, 360) once for all trials          counter-clockwise
/// ```
/// Bilinear, 0 outside; then the pixels of each picture, in the order of their brightness, get the values of
/// the picture at rest, so that turning moves no histogram.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315, and their code.
public struct RotatingInput: MovingInput {
  /// Pixels in a row of a picture.
  public let width: Int
  /// How far a frame turns.
  public let degreesPerFrame: Double

  /// Pictures of rows of `width` pixels.
  public init(width: Int, degreesPerFrame: Double = 8) {
    self.width = width
    self.degreesPerFrame = degreesPerFrame
  }

  /// - Precondition: the pictures have whole rows.
  public func frames(of pictures: Tensor, at address: DrawAddress) -> AnySequence<Tensor> {
    var draw = address.with(purpose: Purpose("\(address.purpose.name)/rotation"))
    draw.firstTrial = 0
    let start = 360 * Double(draw.standardUniforms(trials: 1, neurons: 1)[0])
    let film = { (frame: Int) in
      turned(pictures, byDegrees: start + Double(frame) * degreesPerFrame)
    }
    return AnySequence((0...).lazy.map(film))
  }

  /// The pictures turned by one angle.
  public func turned(_ pictures: Tensor, byDegrees degrees: Double) -> Tensor {
    let grid = PictureGrid(pictures, width: width)
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let (middle, center) = (Double(grid.height - 1) / 2, Double(grid.width - 1) / 2)
    let turned = grid.resampled(pictures) { row, column in
      let (y, x) = (row - middle, column - center)
      return (middle + cosine * y + sine * x, center - sine * y + cosine * x)
    }
    return histogramMatched(turned, to: pictures)
  }

  private func histogramMatched(_ turned: Tensor, to original: Tensor) -> Tensor {
    let pixels = original.shape[1]
    var values = turned.values
    for picture in 0..<original.shape[0] {
      let range = picture * pixels..<(picture + 1) * pixels
      let order = range.sorted { (turned.values[$0], $0) < (turned.values[$1], $1) }
      for (place, value) in zip(order, original.values[range].sorted()) { values[place] = value }
    }
    return Tensor(values, shape: original.shape)
  }
}
