// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Randomness
internal import Tensors

/// Gradient estimators against the exact gradient of a quadratic loss, over rates and temperatures.
///
/// K neurons of one rate λ, a linear decoder and a target drawn from that very model:
/// ```
/// L(z) = ‖x − Φz‖²,   Φ ~ Normal(0, 1/M), M × K,   x = Φz₀ + ε,   z₀ ~ Poisson(λ),   ε ~ Normal(0, ½)
/// g* = ∂E L/∂ℓ,   g*_k = λ·(‖φ_k‖² − 2 φ_kᵀ(x − Φλ))
/// ```
/// so that a column of Φ has length 1 on average and ½ is the variance of pixels that the squared error stands
/// for. Every draw makes one estimate g of g*; a measurement says how far g is off on average, how much it
/// scatters, and whether it points the right way.
///
/// > Reference: the grid follows Ibrahim et al., arXiv 2602.03896.
public struct EstimatorStudy: Sendable {
  /// The expected counts λ.
  public var rates = [0.1, 0.5, 1, 2, 5, 8, 10, 15, 20, 30, 40, 70, 100]
  /// The temperatures T.
  public var temperatures = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]
  /// What is compared.
  public var estimators = ComparedEstimator.compared
  /// M, the numbers of a target.
  public var pixels = 64
  /// K, the neurons.
  public var neurons = 64
  /// How many estimates are drawn of each gradient; at least 2.
  public var draws = 4000
  /// How many pairs of Φ and x are averaged over; at least 1.
  public var problems = 4
  /// The root of all randomness.
  public var seed: SeedSequence

  /// The published grid under a seed.
  public init(seed: SeedSequence) { self.seed = seed }

  /// One estimator at one rate and temperature.
  public struct Cell: Sendable {
    /// Which estimator.
    public let estimator: ComparedEstimator
    /// λ.
    public let rate: Double
    /// T; nil for an estimator that has none.
    public let temperature: Double?
  }

  /// All cells, estimator after estimator, rate after rate.
  public var cells: [Cell] {
    estimators.flatMap { estimator in
      rates.flatMap { rate in
        (!estimator.hasTemperature ? [nil] : temperatures.map { $0 as Double? }).map {
          Cell(estimator: estimator, rate: rate, temperature: $0)
        }
      }
    }
  }

  /// How many draws one piece of work makes; the score function's baseline is the mean of a piece.
  static let pieceSize = 250

  /// Measures one cell.
  ///
  /// Draws are made in pieces added in order: the same bits for any number of threads. Cells of one rate share their arrivals,
  /// so that differences between temperatures and indicators are seen with less noise.
  ///
  /// - Throws: `ArrivalError` when a rate or a temperature is out of its domain.
  /// - Precondition: at least 2 draws, 1 problem, 1 neuron and 1 pixel.
  /// - Complexity: O(problems · draws · neurons · (pixels + λ)).
  public func measurement(of cell: Cell, threads: Int) throws -> EstimatorMeasurement {
    guard draws >= 2 && problems >= 1 && neurons >= 1 && pixels >= 1 else {
      fatalError("\(draws) draws, \(problems) problems, \(neurons) neurons, \(pixels) pixels")
    }
    let cases = try (0..<problems).map {
      try QuadraticProblem(
        number: $0, rate: cell.rate, pixels: pixels, neurons: neurons, seed: seed)
    }
    // At least two draws a piece: one alone has no baseline.
    let pieces = max(1, draws / Self.pieceSize)
    let sums = try inParallel(count: problems * pieces, threads: threads) { index in
      let (problem, piece) = index.quotientAndRemainder(dividingBy: pieces)
      let range = piece * draws / pieces..<(piece + 1) * draws / pieces
      return try cases[problem].errors(of: cell, draws: range)
    }
    return EstimatorMeasurement(
      cell,
      problems: (0..<problems).map { problem in
        sums[problem * pieces..<(problem + 1) * pieces].dropFirst()
          .reduce(into: sums[problem * pieces]) { $0.add($1) }
      })
  }
}
