// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Tensors

/// The Gabor function that is nearest to a receptive field, or to an atom of a dictionary.
///
/// ```
/// g(x, y) = A exp(−u²/2σᵤ² − v²/2σᵥ²) cos(2πf u + φ)
/// u = (x − x₀) cos θ + (y − y₀) sin θ,   v = −(x − x₀) sin θ + (y − y₀) cos θ
/// ```
/// x runs along rows and y down columns, in pixels, (0, 0) being the center of the first pixel. The fit minimizes Σ(φ − g)² by
/// Levenberg–Marquardt from several starts, within bounds that keep it a Gabor function of this patch: the center inside, σ
/// from 0.5 pixels to half of the longer side (then ±σ fills the patch), f up to ½ cycle a pixel. An atom that is best
/// fitted by something else (a grating without end, one pixel of noise) therefore is fitted badly.
///
/// > Reference: J. P. Jones & L. A. Palmer, J. Neurophysiol. 58 (1987) 1233–1258, doi:10.1152/jn.1987.58.6.1233; D. L. Ringach, J.
/// > Neurophysiol. 88 (2002) 455–463, doi:10.1152/jn.2002.88.1.455.
public struct GaborFit: Sendable, Codable, Equatable {
  /// A ≥ 0, the envelope at the center.
  public let amplitude: Double
  /// x₀, in pixels.
  public let x: Double
  /// y₀, in pixels.
  public let y: Double
  /// θ, the direction in which the carrier varies, in radians, from 0 to below π.
  public let orientation: Double
  /// f, in cycles per pixel.
  public let frequency: Double
  /// φ at the center, in radians, from −π to π.
  public let phase: Double
  /// σᵤ, across the stripes, in pixels.
  public let width: Double
  /// σᵥ, along the stripes, in pixels.
  public let length: Double
  /// 1 − Σ(φ − g)² / Σ(φ − mean of φ)².
  ///
  /// The function has no offset of its own, yet gets no credit for one: a fit worse than the mean is negative.
  public let explainedVariance: Double
  /// The weaker of the largest excursions of g to either side over the stronger, on the pixels of the patch: 0 for a blob of one
  /// sign, 1 for an odd field.
  public let opponency: Double

  /// σᵥ/σᵤ.
  public var aspectRatio: Double { length / width }

  /// Whether the fit explains half of the variance and has subfields of both signs, the weaker at least a tenth of the
  /// stronger: neither noise nor a smooth blob does.
  public var isGaborLike: Bool { explainedVariance >= 0.5 && opponency >= 0.1 }

  /// Fits an atom; nil when all of its pixels are the same.
  ///
  /// - Parameters:
  ///   - atom: finite values, row after row.
  ///   - columns: the width of the patch in pixels.
  ///   - rows: its height.
  /// - Precondition: `columns · rows` values, at least 3 by 3.
  /// - Complexity: O(pixels) for each of some hundreds of evaluations.
  public init?(_ atom: [Double], columns: Int, rows: Int) {
    guard columns >= 3 && rows >= 3 && atom.count == columns * rows else {
      fatalError(
        "\(atom.count) pixels do not make a patch of \(columns) by \(rows), at least 3 by 3")
    }
    guard atom.allSatisfy(\.isFinite) else {
      fatalError("an atom has a value that is not finite")
    }
    let mean = atom.reduce(0, +) / Double(atom.count)
    let variation = atom.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard variation > 0, atom.contains(where: { $0 != atom[0] }) else { return nil }
    // To unit power, so that tolerances suit all atoms.
    let scale = (atom.reduce(0) { $0 + $1 * $1 } / Double(atom.count)).squareRoot()
    let model = GaborModel(atom.map { $0 / scale }, columns: columns, rows: rows)
    // A few steps from each start tell which valley is the deepest.
    let attempts = GaborStarts(model).best(4).map { LeastSquares(model, from: $0, iterations: 12) }
    guard let best = attempts.min(by: { $0.squares < $1.squares }) else { return nil }
    let fit = LeastSquares(model, from: best.parameters, iterations: 200)
    let shape = model.shape(at: fit.parameters)
    let (even, odd) = (fit.parameters[0] * scale, fit.parameters[1] * scale)
    // The same function with the opposite direction has the opposite phase.
    var angle = atan2(shape.waveY, shape.waveX)
    let turned = angle < 0 || angle >= .pi
    if turned { angle += angle < 0 ? .pi : -.pi }
    amplitude = (even * even + odd * odd).squareRoot()
    (x, y) = (shape.x, shape.y)
    orientation = angle < .pi ? angle : 0
    frequency = shape.frequency
    phase = atan2(turned ? -odd : odd, even)
    (width, length) = (shape.width, shape.length)
    explainedVariance = 1 - fit.squares * scale * scale / variation
    let values = model.values(at: fit.parameters)
    let (high, low) = (max(values.max() ?? 0, 0), max(-(values.min() ?? 0), 0))
    opponency = max(high, low) > 0 ? min(high, low) / max(high, low) : 0
  }

  /// g at a place.
  public func value(x: Double, y: Double) -> Double {
    let (dx, dy) = (x - self.x, y - self.y)
    let across = dx * cos(orientation) + dy * sin(orientation)
    let along = -dx * sin(orientation) + dy * cos(orientation)
    let envelope = exp(
      -across * across / (2 * width * width) - along * along / (2 * length * length))
    return amplitude * envelope * cos(2 * .pi * frequency * across + phase)
  }

  /// Fits the atoms of a dictionary in parallel, one result for each of `atoms`.
  ///
  /// - Parameters:
  ///   - dictionary: shape [columns · rows, atoms].
  ///   - columns: the width of the patch in pixels.
  ///   - rows: its height.
  ///   - atoms: which; all by default.
  ///   - threads: how many threads may work at once.
  /// - Precondition: the atoms exist; the dictionary has `columns · rows` rows.
  public static func fits(
    of dictionary: Tensor, columns: Int, rows: Int, atoms: [Int]? = nil, threads: Int
  ) -> [GaborFit?] {
    guard dictionary.rank == 2 && dictionary.shape[0] == columns * rows else {
      fatalError(
        "a dictionary of shape \(dictionary.shape) has no atoms of \(columns) by \(rows) pixels")
    }
    let count = dictionary.shape[1]
    let atoms = atoms ?? Array(0..<count)
    return inParallel(count: atoms.count, threads: threads) { index in
      let atom = atoms[index]
      guard atom >= 0 && atom < count else {
        fatalError("atom \(atom) does not exist; there are \(count)")
      }
      return GaborFit(
        (0..<columns * rows).map { Double(dictionary.values[$0 * count + atom]) },
        columns: columns, rows: rows)
    }
  }
}
