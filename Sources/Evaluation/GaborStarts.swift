// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Where fits of a Gabor function begin: carriers at the peaks of the spectrum, centers of the energy, a few envelopes.
struct GaborStarts {
  private let model: GaborModel

  init(_ model: GaborModel) { self.model = model }

  /// The starts that already fit best, one for each carrier and center.
  func best(_ count: Int) -> [[Double]] {
    var starts: [(squares: Double, parameters: [Double])] = []
    for wave in peaks(3) {
      for center in centers {
        var best: (squares: Double, parameters: [Double])?
        for (width, length) in Self.envelopes {
          let shape = GaborModel.Shape(
            x: center.x, y: center.y, waveX: wave.x, waveY: wave.y, width: width, length: length)
          let start = linearFit(shape)
          if start.squares < best?.squares ?? .infinity { best = start }
        }
        if let best { starts.append(best) }
      }
    }
    return starts.sorted { $0.squares < $1.squares }.prefix(count).map(\.parameters)
  }

  private static let envelopes = [
    (1.0, 1.0), (1.5, 1.5), (1.5, 3), (2.5, 2.5), (2.5, 5), (4, 2.5), (4, 5),
  ]

  /// The even and odd amplitudes that suit a shape best, and what remains.
  private func linearFit(_ shape: GaborModel.Shape) -> (squares: Double, parameters: [Double]) {
    var (ee, eo, oo, ea, oa, aa) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    model.forEachPixel(shape) { index, waves in
      let value = model.atom[index]
      ee += waves.even * waves.even
      eo += waves.even * waves.odd
      oo += waves.odd * waves.odd
      ea += waves.even * value
      oa += waves.odd * value
      aa += value * value
    }
    let determinant = ee * oo - eo * eo
    guard determinant > 1e-9 * ee * oo else {
      let even = ee > 0 ? ea / ee : 0
      return (aa - even * ea, model.parameters(even: even, odd: 0, shape))
    }
    let even = (ea * oo - oa * eo) / determinant
    let odd = (oa * ee - ea * eo) / determinant
    return (aa - even * ea - odd * oa, model.parameters(even: even, odd: -odd, shape))
  }

  /// The centroid of the energy, and the middle of the most energetic 3 by 3 pixels.
  private var centers: [(x: Double, y: Double)] {
    var (total, x, y) = (0.0, 0.0, 0.0)
    var (most, peak) = (-1.0, (x: 0.0, y: 0.0))
    for row in 0..<model.rows {
      for column in 0..<model.columns {
        let energy = energy(column, row)
        total += energy
        x += energy * Double(column)
        y += energy * Double(row)
        var around = 0.0
        for dy in -1...1 { for dx in -1...1 { around += self.energy(column + dx, row + dy) } }
        if around > most { (most, peak) = (around, (Double(column), Double(row))) }
      }
    }
    return [(x / total, y / total), peak]
  }

  private func energy(_ column: Int, _ row: Int) -> Double {
    guard column >= 0, row >= 0, column < model.columns, row < model.rows else { return 0 }
    let value = model.atom[row * model.columns + column]
    return value * value
  }

  /// The highest peaks of the spectrum in half of the plane, in cycles per pixel.
  ///
  /// Frequencies are about half a cycle per patch apart: with cycles cut off by the patch, a peak lies between whole ones. The
  /// constant has no direction and is left out.
  private func peaks(_ count: Int) -> [(x: Double, y: Double)] {
    let (columns, rows) = (model.columns, model.rows)
    let (across, down) = (2 * columns + 1, rows + 1)
    func wave(_ index: Int) -> (x: Double, y: Double) {
      (
        (Double(index % across) / Double(columns) - 1) * 0.48,
        Double(index / across) / Double(rows) * 0.48
      )
    }
    // Rows first: [rows, across], real and imaginary.
    var half = [(Double, Double)](repeating: (0, 0), count: rows * across)
    for index in 0..<across {
      let frequency = (Double(index) / Double(columns) - 1) * 0.48
      let turns = (0..<columns).map { 2 * Double.pi * frequency * Double($0) }
      let waves = turns.map { (cos($0), -sin($0)) }
      for row in 0..<rows {
        var sum = (0.0, 0.0)
        for column in 0..<columns {
          let value = model.atom[row * columns + column]
          sum.0 += value * waves[column].0
          sum.1 += value * waves[column].1
        }
        half[row * across + index] = sum
      }
    }
    var power = [Double](repeating: 0, count: down * across)
    for line in 0..<down {
      let frequency = Double(line) / Double(rows) * 0.48
      let waves = (0..<rows).map { row -> (Double, Double) in
        let turn = 2 * Double.pi * frequency * Double(row)
        return (cos(turn), -sin(turn))
      }
      for index in 0..<across {
        var sum = (0.0, 0.0)
        for row in 0..<rows {
          let (value, wave) = (half[row * across + index], waves[row])
          sum.0 += value.0 * wave.0 - value.1 * wave.1
          sum.1 += value.0 * wave.1 + value.1 * wave.0
        }
        power[line * across + index] = sum.0 * sum.0 + sum.1 * sum.1
      }
    }
    // Corners of the plane are beyond half a cycle per pixel.
    for index in power.indices where hypot(wave(index).x, wave(index).y) > 0.49 {
      power[index] = 0
    }
    // Both ends of the line of frequency 0 hold the same waves; one of them will do.
    power[columns] = 0
    for index in 0..<columns { power[index] = 0 }
    return localMaxima(power, across: across, down: down).prefix(count).map(wave)
  }

  /// Places higher than all around them, the highest first.
  private func localMaxima(_ power: [Double], across: Int, down: Int) -> [Int] {
    var found: [Int] = []
    for line in 0..<down {
      for index in 0..<across {
        let height = power[line * across + index]
        guard height > 0 else { continue }
        var isPeak = true
        for other in max(line - 1, 0)...min(line + 1, down - 1) {
          for neighbor in max(index - 1, 0)...min(index + 1, across - 1)
          where power[other * across + neighbor] > height {
            isPeak = false
          }
        }
        if isPeak { found.append(line * across + index) }
      }
    }
    return found.sorted { (power[$0], $1) > (power[$1], $0) }
  }
}
