// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The residuals of a Gabor function, in eight free parameters that cannot leave the bounds.
///
/// ```
/// g = E·(C cos ψ − S sin ψ),   C = A cos φ,  S = A sin φ,   ψ = 2π k·(r − r₀)          p = [C, S, a, b, q₁, q₂, s, t]
/// r₀ = −½ + (columns, rows)·logistic(a, b),   k = ½ q/√(1 + |q|²),   σ = ½·side^logistic(s, t)
/// ```
/// so that 0.5 < σ < side/2, |k| < ½ and the center lies in the patch.
struct GaborModel: ResidualModel {
  let atom: [Double]
  let columns: Int
  let rows: Int

  init(_ atom: [Double], columns: Int, rows: Int) {
    self.atom = atom
    self.columns = columns
    self.rows = rows
  }

  /// Where the function is and what it looks like, without its amplitude and phase.
  struct Shape {
    var x: Double
    var y: Double
    /// k, in cycles per pixel.
    var waveX: Double
    var waveY: Double
    /// σ along k and across.
    var width: Double
    var length: Double

    var frequency: Double { (waveX * waveX + waveY * waveY).squareRoot() }
    /// The direction of k; along rows where there is none.
    var direction: (x: Double, y: Double) {
      let frequency = frequency
      return frequency > 0 ? (waveX / frequency, waveY / frequency) : (1, 0)
    }
  }

  var residualCount: Int { atom.count }

  /// ln(largest σ/smallest σ).
  private var widthRange: Double { log(Double(max(columns, rows))) }

  func shape(at p: [Double]) -> Shape {
    let size = (1 + p[4] * p[4] + p[5] * p[5]).squareRoot()
    return Shape(
      x: Double(columns) * logistic(p[2]) - 0.5, y: Double(rows) * logistic(p[3]) - 0.5,
      waveX: 0.5 * p[4] / size, waveY: 0.5 * p[5] / size,
      width: 0.5 * exp(widthRange * logistic(p[6])), length: 0.5 * exp(widthRange * logistic(p[7])))
  }

  /// The free parameters of a shape within the bounds.
  func parameters(even: Double, odd: Double, _ shape: Shape) -> [Double] {
    let room = (0.25 - shape.waveX * shape.waveX - shape.waveY * shape.waveY).squareRoot()
    return [
      even, odd, logit((shape.x + 0.5) / Double(columns)), logit((shape.y + 0.5) / Double(rows)),
      shape.waveX / room, shape.waveY / room, logit(log(2 * shape.width) / widthRange),
      logit(log(2 * shape.length) / widthRange),
    ]
  }

  func values(at p: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: atom.count)
    forEachPixel(shape(at: p)) { index, waves in
      values[index] = p[0] * waves.even - p[1] * waves.odd
    }
    return values
  }

  func writeResiduals(at p: [Double], into residuals: inout [Double]) {
    forEachPixel(shape(at: p)) { index, waves in
      residuals[index] = p[0] * waves.even - p[1] * waves.odd - atom[index]
    }
  }

  func writeJacobian(at p: [Double], into jacobian: inout [Double]) {
    let shape = shape(at: p)
    let (ux, uy) = shape.direction
    let (precisionU, precisionV) = (
      1 / (shape.width * shape.width), 1 / (shape.length * shape.length)
    )
    let frequency = max(shape.frequency, 1e-12)
    let size = (1 + p[4] * p[4] + p[5] * p[5]).squareRoot()
    let cube = 2 * size * size * size
    let (xx, xy, yy) = (
      (1 + p[5] * p[5]) / cube, -p[4] * p[5] / cube, (1 + p[4] * p[4]) / cube
    )
    let slopeX = Double(columns) * logisticSlope(p[2])
    let slopeY = Double(rows) * logisticSlope(p[3])
    let slopeU = widthRange * logisticSlope(p[6])
    let slopeV = widthRange * logisticSlope(p[7])
    forEachPixel(shape) { index, waves in
      let start = 8 * index
      let value = p[0] * waves.even - p[1] * waves.odd
      let turn = -p[0] * waves.odd - p[1] * waves.even
      let (u, v) = (waves.u, waves.v)
      jacobian[start] = waves.even
      jacobian[start + 1] = -waves.odd
      jacobian[start + 2] =
        slopeX
        * (value * (u * ux * precisionU - v * uy * precisionV) - 2 * .pi * shape.waveX * turn)
      jacobian[start + 3] =
        slopeY
        * (value * (u * uy * precisionU + v * ux * precisionV) - 2 * .pi * shape.waveY * turn)
      // k turns the envelope with the carrier.
      let rotation = value * u * v * (precisionV - precisionU) / frequency
      let alongX = 2 * .pi * waves.dx * turn - rotation * uy
      let alongY = 2 * .pi * waves.dy * turn + rotation * ux
      jacobian[start + 4] = alongX * xx + alongY * xy
      jacobian[start + 5] = alongX * xy + alongY * yy
      jacobian[start + 6] = slopeU * value * u * u * precisionU
      jacobian[start + 7] = slopeV * value * v * v * precisionV
    }
  }

  /// The function's two waves at a pixel, and where the pixel lies from its center.
  struct Waves {
    /// E cos ψ and E sin ψ.
    var even: Double
    var odd: Double
    var dx: Double
    var dy: Double
    var u: Double
    var v: Double
  }

  func forEachPixel(_ shape: Shape, _ body: (Int, Waves) -> Void) {
    let (ux, uy) = shape.direction
    let (halfU, halfV) = (
      0.5 / (shape.width * shape.width), 0.5 / (shape.length * shape.length)
    )
    for row in 0..<rows {
      let dy = Double(row) - shape.y
      for column in 0..<columns {
        let dx = Double(column) - shape.x
        let (u, v) = (dx * ux + dy * uy, dy * ux - dx * uy)
        let envelope = exp(-u * u * halfU - v * v * halfV)
        let angle = 2 * .pi * (shape.waveX * dx + shape.waveY * dy)
        body(
          row * columns + column,
          Waves(even: envelope * cos(angle), odd: envelope * sin(angle), dx: dx, dy: dy, u: u, v: v)
        )
      }
    }
  }
}

private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

private func logisticSlope(_ x: Double) -> Double {
  let value = logistic(x)
  return value * (1 - value)
}

/// The inverse of the logistic function, a little within its bounds so that a start can still move.
private func logit(_ probability: Double) -> Double {
  let inside = min(max(probability, 0.02), 0.98)
  return log(inside / (1 - inside))
}
