// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// Pictures as rows of pixels, looked at between the pixels.
struct PictureGrid {
  let height: Int
  let width: Int

  /// - Precondition: the pictures have whole rows of `width` pixels.
  init(_ pictures: Tensor, width: Int) {
    guard pictures.rank == 2 && width > 0 && pictures.shape[1].isMultiple(of: width) else {
      fatalError("pictures of shape \(pictures.shape) have no rows of \(width) pixels")
    }
    self.width = width
    height = pictures.shape[1] / width
  }

  /// Every picture with each pixel read, by bilinear interpolation, where `source` says; 0 outside.
  func resampled(
    _ pictures: Tensor, _ source: (_ row: Double, _ column: Double) -> (row: Double, column: Double)
  ) -> Tensor {
    let places = (0..<height * width).map { pixel in
      corners(source(Double(pixel / width), Double(pixel % width)))
    }
    let pixels = height * width
    var values: [Float] = []
    values.reserveCapacity(pictures.count)
    for picture in 0..<pictures.shape[0] {
      for corners in places {
        var sum: Float = 0
        for corner in corners {
          sum += corner.weight * pictures.values[picture * pixels + corner.pixel]
        }
        values.append(sum)
      }
    }
    return Tensor(values, shape: pictures.shape)
  }

  /// The pixels around a place that are inside, with their shares.
  private func corners(_ place: (row: Double, column: Double)) -> [(pixel: Int, weight: Float)] {
    let (top, left) = (place.row.rounded(.down), place.column.rounded(.down))
    let (down, right) = (place.row - top, place.column - left)
    var found: [(pixel: Int, weight: Float)] = []
    for (row, share) in [(top, 1 - down), (top + 1, down)] where share > 0 {
      guard row >= 0, row < Double(height) else { continue }
      for (column, part) in [(left, 1 - right), (left + 1, right)] where part > 0 {
        guard column >= 0, column < Double(width) else { continue }
        found.append((Int(row) * width + Int(column), Float(share * part)))
      }
    }
    return found
  }
}
