// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Pictures that drift like what a fixating eye sees.
///
/// ```
/// p₀ = 0,  p ← p + N(0, D) − κp        in both directions, in pixels; one walk for all trials
/// ```
/// A window's walk ends at the edge of the picture: beyond it p is the edge, from which it may come back at once.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315, and their code.
public struct JitteredInput: MovingInput {
  /// What is seen beyond the edge.
  public enum Border: Sendable, Hashable {
    /// Black: pictures are moved between pixels, bilinearly, and keep their size.
    case black
    /// More of the picture: a square window of that side moves by whole pixels and stays inside.
    case window(side: Int)
  }

  /// Pixels in a row of a picture.
  public let width: Int
  /// What is seen beyond the edge.
  public let border: Border
  /// D, the variance of one step in squared pixels.
  public let diffusion: Double
  /// κ, the share of the way back to the middle.
  public let pull: Double

  /// Pictures of rows of `width` pixels; D and κ are the published ones of each border by default.
  public init(
    width: Int, border: Border = .black, diffusion: Double? = nil, pull: Double? = nil
  ) {
    self.width = width
    self.border = border
    self.diffusion = diffusion ?? (border == .black ? 0.6 : 0.5)
    self.pull = pull ?? (border == .black ? 0.03 : 0.01)
  }

  /// - Precondition: the pictures have whole rows, and a window fits into them.
  public func frames(of pictures: Tensor, at address: DrawAddress) -> AnySequence<Tensor> {
    let height = pictures.count / max(1, pictures.shape[0] * width)
    let walk = path(at: address, height: height)
    return AnySequence(walk.lazy.map { shown(pictures, shiftedBy: $0) })
  }

  /// The walk: where pictures, or the window in them, are moved to in each frame, without end.
  ///
  /// - Parameters:
  ///   - address: where it is drawn.
  ///   - height: rows of a picture, at which the walk of a window ends; nil for square pictures.
  public func path(
    at address: DrawAddress, height: Int? = nil
  ) -> AnySequence<(down: Double, right: Double)> {
    func room(_ extent: Int) -> ClosedRange<Double> {
      guard case .window(let side) = border else { return -.infinity ... .infinity }
      let half = Double(max(0, extent - side)) / 2
      return -half...half
    }
    let (vertical, horizontal) = (room(height ?? width), room(width))
    let draw = address.with(purpose: Purpose("\(address.purpose.name)/jitter"))
    let (deviation, kept) = (diffusion.squareRoot(), 1 - pull)
    return AnySequence(
      sequence(state: (frame: 0, down: 0.0, right: 0.0)) { state in
        defer {
          var here = draw
          here.firstTrial = state.frame
          let step = here.standardNormals(trials: 1, neurons: 2)
          state.down = (kept * state.down + deviation * Double(step[0])).clamped(to: vertical)
          state.right = (kept * state.right + deviation * Double(step[1])).clamped(to: horizontal)
          state.frame += 1
        }
        return (state.down, state.right)
      })
  }

  private func shown(_ pictures: Tensor, shiftedBy shift: (down: Double, right: Double)) -> Tensor {
    let grid = PictureGrid(pictures, width: width)
    guard case .window(let side) = border else {
      return grid.resampled(pictures) { ($0 - shift.down, $1 - shift.right) }
    }
    guard side > 0 && side <= min(grid.height, grid.width) else {
      fatalError("a window of \(side) pixels does not fit into \(grid.height) × \(grid.width)")
    }
    func place(_ shift: Double, _ extent: Int) -> Int {
      Int(min(max((Double(extent - side) / 2 + shift).rounded(), 0), Double(extent - side)))
    }
    let (top, left) = (place(shift.down, grid.height), place(shift.right, grid.width))
    var values: [Float] = []
    values.reserveCapacity(pictures.shape[0] * side * side)
    for picture in 0..<pictures.shape[0] {
      for row in top..<top + side {
        let start = (picture * grid.height + row) * grid.width + left
        values += pictures.values[start..<start + side]
      }
    }
    return Tensor(values, shape: [pictures.shape[0], side * side])
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
