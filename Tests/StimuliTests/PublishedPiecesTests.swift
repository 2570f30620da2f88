// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

import Stimuli

@Suite("The published preparation")
struct PublishedPiecesTests {
  /// 24 by 24 pixels without symmetry.
  private static let piece = GrayImage(
    width: 24, height: 24,
    pixels: (0..<576).map { (place: Int) -> Float in
      let (row, column) = place.quotientAndRemainder(dividingBy: 24)
      return Float(place * 7919 % 251) + Float(3 * row - 5 * column)
    })

  /// Everything in one place, straight from the formulas: a transform by its sums, windows by theirs.
  private static func reference(
    _ pixels: [Float], side: Int, centered: Bool, zeros: Bool
  ) -> [Double] {
    let frequencies = (0..<side).map { index in
      centered
        ? Double(index) / Double(side - 1) - 0.5
        : Double(2 * index < side ? index : index - side) / Double(side)
    }
    let waves = (0..<side).map { k in
      (0..<side).map { n in
        let angle = 2 * Double.pi * Double(k * n % side) / Double(side)
        return (cos(angle), sin(angle))
      }
    }
    var white = [Double](repeating: 0, count: side * side)
    for v in 0..<side {
      for u in 0..<side {
        var (real, imaginary) = (0.0, 0.0)
        for y in 0..<side {
          for x in 0..<side {
            let ((a, b), (c, d)) = (waves[v][y], waves[u][x])
            real += Double(pixels[y * side + x]) * (a * c - b * d)
            imaginary -= Double(pixels[y * side + x]) * (a * d + b * c)
          }
        }
        let f = (frequencies[v] * frequencies[v] + frequencies[u] * frequencies[u]).squareRoot()
        let gain = f * exp(-pow(f / 0.5, 4)) / Double(side * side)
        for y in 0..<side {
          for x in 0..<side {
            let ((a, b), (c, d)) = (waves[v][y], waves[u][x])
            white[y * side + x] +=
              gain * (real * (a * c - b * d) - imaginary * (a * d + b * c))
          }
        }
      }
    }
    func smooth(_ values: [Double]) -> [Double] {
      (0..<side * side).map { place in
        var (sum, weights) = (0.0, 0.0)
        for dy in -6...6 {
          for dx in -6...6 {
            let weight = exp(-Double(dx * dx + dy * dy) / 36 / 0.5)
            let (y, x) = (place / side + dy, place % side + dx)
            let isInside = (0..<side).contains(y) && (0..<side).contains(x)
            if isInside || zeros { weights += weight }
            if isInside { sum += weight * values[y * side + x] }
          }
        }
        return sum / weights
      }
    }
    let detail = zip(white, smooth(white)).map { $0 - $1 }
    let spread = smooth(detail.map { $0 * $0 }).map { $0.squareRoot() }
    let floor = spread.reduce(0, +) / Double(spread.count)
    let even = zip(detail, spread).map { $0 / max($1, floor) }
    let mean = even.reduce(0, +) / Double(even.count)
    let deviation = (even.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(even.count))
      .squareRoot()
    return (4..<20).flatMap { row in
      (4..<20).map { column in (even[row * side + column] - mean) / deviation }
    }
  }

  private static func error(_ found: [Float], _ expected: [Double]) -> Double {
    zip(found, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
  }

  @Test(
    "A piece is whitened on the published grid, evened out with zeros outside, scaled, then cut")
  func formulas() throws {
    let found = try #require(PublishedPieces().patch(of: Self.piece))
    #expect(found.count == 256)
    func reference(_ centered: Bool, _ zeros: Bool) -> [Double] {
      Self.reference(Self.piece.pixels, side: 24, centered: centered, zeros: zeros)
    }
    #expect(Self.error(found, reference(true, true)) < 1e-4)
    // Controls: without either quirk the patch is another one.
    #expect(Self.error(found, reference(false, true)) > 0.1)
    #expect(Self.error(found, reference(true, false)) > 0.01)
  }

  @Test(
    "Pieces lie edge to edge; what is left at the border, and pieces without contrast, are left out"
  )
  func pieces() {
    var pixels = [Float](repeating: 3, count: 50 * 49)
    for row in 0..<24 {
      for column in 0..<24 { pixels[row * 50 + column] = Self.piece.pixels[row * 24 + column] }
    }
    let one = PublishedPieces().patches(of: GrayImage(width: 50, height: 49, pixels: pixels))
    #expect(one == PublishedPieces().patch(of: Self.piece))
    let four = PublishedPieces().patches(
      of: GrayImage(width: 50, height: 49, pixels: (0..<50 * 49).map { Float($0 * 31 % 97) }))
    #expect(four.count == 4 * 256)
  }
}
