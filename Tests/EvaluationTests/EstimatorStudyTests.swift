// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Evaluation
import Randomness
import Tensors
import Testing

@Suite("A study of gradient estimators")
struct EstimatorStudyTests {
  private func study(
    _ estimator: Int, rate: Double, temperature: Double, draws: Int = 800, problems: Int = 4
  ) -> EstimatorStudy {
    var study = EstimatorStudy(seed: SeedSequence(2))
    (study.estimators, study.rates) = ([ComparedEstimator.compared[estimator]], [rate])
    (study.temperatures, study.draws, study.problems) = ([temperature], draws, problems)
    return study
  }

  private func measure(
    _ estimator: Int, rate: Double, temperature: Double, draws: Int = 800, problems: Int = 4
  ) throws -> EstimatorMeasurement {
    let study = study(
      estimator, rate: rate, temperature: temperature, draws: draws, problems: problems)
    return try study.measurement(of: study.cells[0], threads: 2)
  }

  /// Normalized variances of an independent replication: one target of 400 draws each.
  ///
  /// Left out are the two of the sigmoid at T = 0.5: there the replication cut the arrivals off at the 1 − 10⁻³
  /// quantile of their number, which takes away half of the variance.
  static let replication: [(estimator: Int, rate: Double, temperature: Double, variance: Double)] =
    [
      (0, 0.1, 0.1, 20), (0, 1, 0.05, 6.7), (0, 1, 0.1, 3.7), (0, 5, 0.1, 1.7),
      (1, 0.1, 0.1, 77), (1, 1, 0.05, 22), (1, 1, 0.1, 11.8), (1, 1, 0.5, 2.9), (1, 5, 0.1, 3.7),
      (1, 5, 0.5, 1.5),
      (2, 0.1, 0.1, 83), (2, 1, 0.05, 27), (2, 1, 0.1, 14), (2, 1, 0.5, 3.4), (2, 5, 0.1, 4.3),
      (2, 5, 0.5, 1.6),
      (3, 0.1, 0.1, 45), (3, 1, 0.05, 46), (3, 1, 0.1, 23), (3, 1, 0.5, 3.1), (3, 5, 0.1, 22),
      (3, 5, 0.5, 2.8),
      (5, 0.1, 0.1, 91), (5, 1, 0.1, 98), (5, 5, 0.1, 110),
    ]

  // One target differs from another by up to a third of the variance (its 10th to 90th percentile).
  @Test(
    "Variances are those of the replication up to the choice of the target", arguments: replication)
  func variances(
    row: (estimator: Int, rate: Double, temperature: Double, variance: Double)
  ) throws {
    let found = try measure(row.estimator, rate: row.rate, temperature: row.temperature)
    let ratio = found.variance / row.variance
    #expect(ratio > 0.65 && ratio < 1.5, "\(found.variance) against \(row.variance)")
  }

  @Test("The score function is unbiased: its bias is the Monte-Carlo floor", arguments: [0.5, 5])
  func scoreFunction(rate: Double) throws {
    let found = try measure(5, rate: rate, temperature: 0.1, draws: 2000)
    #expect(found.temperature == nil)
    // Bias²/floor² is about χ²/64 a problem, of relative spread 0.18 before the mean over four.
    #expect(found.bias < 1.5 * found.floor && found.bias > 0.6 * found.floor, "\(found)")
  }

  @Test("Where relaxed counts vary less than counts, the bias is that of Campbell's theorem")
  func bias() throws {
    // −(1 − m₂) λ ‖φ‖² in every coordinate, 1 − m₂ = 9T/35: proportional to the temperature.
    let excess = try [0.5, 0.25].map { temperature in
      let found = try measure(1, rate: 0.5, temperature: temperature, draws: 20_000)
      #expect(found.bias > 1.2 * found.floor, "\(found)")
      return (found.bias * found.bias - found.floor * found.floor).squareRoot()
    }
    #expect(abs(excess[0] / excess[1] - 2) < 0.5, "\(excess)")
  }

  @Test(
    "Finite orders are unbiased, and scatter far less than any relaxed count at small rates",
    arguments: [6, 7])
  func finiteOrder(estimator: Int) throws {
    for (rate, least) in [(0.1, 4.0), (1, 3), (5, 1.5)] {
      let found = try measure(estimator, rate: rate, temperature: 0.05, draws: 4000)
      #expect(found.temperature == nil)
      #expect(found.bias < 1.5 * found.floor, "rate \(rate): \(found.bias), floor \(found.floor)")
      let sigmoid = try measure(0, rate: rate, temperature: 0.05, draws: 4000)
      #expect(sigmoid.variance > least * found.variance, "rate \(rate): \(found.variance)")
    }
  }

  @Test(
    "The same study rejects whole counts with slopes z and λ as biased", arguments: [0.1, 1, 5])
  func controls(rate: Double) throws {
    for (share, name) in [(1 as Float, "z"), (0, "λ")] {
      var study = study(0, rate: rate, temperature: 1, draws: 4000)
      study.estimators = [.pathwise(name, MixedSlopes(countShare: share))]
      let found = try study.measurement(of: study.cells[0], threads: 2)
      #expect(found.bias > 3 * found.floor, "\(name): \(found.bias), floor \(found.floor)")
    }
    var study = study(0, rate: rate, temperature: 1, draws: 4000)
    study.estimators = [.pathwise("half of each", MixedSlopes(countShare: 0.5))]
    let found = try study.measurement(of: study.cells[0], threads: 2)
    #expect(found.bias < 1.5 * found.floor, "\(found.bias), floor \(found.floor)")
  }

  @Test("At equal temperature the cubic indicator scatters more than the sigmoid")
  func order() throws {
    let found = try (0...1).map { try measure($0, rate: 2, temperature: 0.1) }
    #expect(found[1].variance > 1.5 * found[0].variance)
    #expect(found[1].cosine < found[0].cosine)
    #expect(found.allSatisfy { $0.cosine > 0 && $0.cosine < 1 })
  }

  @Test("Threads do not change a bit", arguments: [0, 3, 5])
  func threads(estimator: Int) throws {
    let study = study(estimator, rate: 1, temperature: 0.2, draws: 501, problems: 2)
    let cell = study.cells[0]
    #expect(
      try study.measurement(of: cell, threads: 1) == study.measurement(of: cell, threads: 3))
  }

  @Test("The grid has a cell for each rate and temperature, and one a rate without temperature")
  func cells() {
    let study = EstimatorStudy(seed: SeedSequence(1))
    #expect(study.cells.count == 754)
    #expect(study.cells.count { $0.temperature == nil } == 39)
  }
}

/// Whole counts with the slope s·z + (1 − s)·λ: exact for quadratic losses at s = ½ alone.
private struct MixedSlopes: CountRelaxation {
  let countShare: Float

  func counts(of rates: Poisson, temperature: Double, at address: DrawAddress) throws -> Tensor {
    let counts = try rates.counts(at: address)
    let slope = (counts * countShare + exp(rates.logRates.detached) * (1 - countShare)).detached
    let logRates = rates.logRates
    return .recording(values: counts.values, shape: logRates.shape, inputs: [logRates]) {
      [$0 * slope]
    }
  }
}
