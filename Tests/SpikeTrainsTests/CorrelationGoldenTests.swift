// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeTrains
import Testing

/// Ten recordings measured by Elephant, and by PySpike, as `Tests/Goldens/correlation_goldens.py` found them: of
/// several laws, on a grid, in bursts, with silent neurons, single spikes and equal times.
///
/// Guards against another normalization, another side of a lag, and another edge than those in use.
@Suite struct CorrelationGoldenTests {
  struct Tiling: Decodable {
    let value: Double?
    /// False where Elephant's relative tolerance would widen the window over a pair of spikes.
    let clear: Bool
  }
  struct Golden: Decodable {
    let start, stop: Double
    let trains: [[Double]]
    let covariance: [[Double]]
    let correlation, binary: [[Double?]]
    let auto, cross: [Double]
    let corrected: [Double]
    let coefficients: [Double?]
    let tiling: [Tiling]
    let vanRossum, vanRossumInfinite, victorPurpura, victorPurpuraFree: [[Double]]
    let spikeDistance: [Double]
    let gaussian, rectangular, triangular, exponential: [Double]
    let slidingCv, slidingFano: [Double?]

    func raster() throws -> SpikeRaster {
      try SpikeRaster(
        trains.map { try SpikeTrain(times: $0, interval: start..<stop) }, interval: start..<stop)
    }
  }
  let pairs = [(0, 1), (0, 2), (1, 2)]

  static let goldens: [Golden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Goldens/correlation.json").standardizedFileURL
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode([Golden].self, from: Data(contentsOf: file))
    } catch {
      fatalError("\(file.path): \(error)")
    }
  }()

  private func expectEqual(
    _ found: [Double?], _ expected: [Double?], _ what: Comment, _ location: SourceLocation
  ) {
    #expect(found.count == expected.count, what, sourceLocation: location)
    let unequal = zip(found, expected).filter { found, expected in
      guard let found, let expected else { return found != nil || expected != nil }
      return (found - expected).magnitude > 1e-9 * max(1, expected.magnitude)
    }
    #expect(unequal.isEmpty, what, sourceLocation: location)
  }

  @Test("There are ten recordings") func thereAreTenRecordings() {
    #expect(Self.goldens.count == 10)
    #expect(Self.goldens.allSatisfy { $0.tiling.allSatisfy(\.clear) })
  }

  @Test("Covariances, correlations and correlograms are Elephant's", arguments: 0..<10)
  func correlationsAreElephants(_ recording: Int) throws {
    let golden = Self.goldens[recording]
    let binned = try BinnedSpikes(golden.raster(), binWidth: 0.005)
    let here = #_sourceLocation
    expectEqual(
      try #require(binned.covariances).flatMap(\.self), golden.covariance.flatMap(\.self),
      "covariance", here)
    expectEqual(
      binned.correlationCoefficients.flatMap(\.self), golden.correlation.flatMap(\.self),
      "correlation", here)
    expectEqual(
      binned.clipped.correlationCoefficients.flatMap(\.self), golden.binary.flatMap(\.self),
      "clipped", here)
    let auto = try binned.correlogram(of: 0, with: 0, lags: -25...25)
    expectEqual(auto.counts.map { Double($0) }, golden.auto, "autocorrelogram", here)
    let cross = try binned.correlogram(of: 0, with: 1, lags: -25...25)
    expectEqual(cross.counts.map { Double($0) }, golden.cross, "correlogram", here)
    expectEqual(cross.borderCorrectedCounts, golden.corrected, "border", here)
    expectEqual(
      cross.coefficients ?? golden.coefficients.map { _ in nil }, golden.coefficients,
      "coefficients", here)
    // Negative control: the other way round is another correlogram.
    if cross.counts.contains(where: { $0 > 0 }) {
      let reversed = try binned.correlogram(of: 1, with: 0, lags: -25...25)
      #expect(reversed.counts == cross.counts.reversed())
    }
  }

  @Test("Tiling coefficients and distances are Elephant's and PySpike's", arguments: 0..<10)
  func distancesAreElephants(_ recording: Int) throws {
    let golden = Self.goldens[recording]
    let raster = try golden.raster()
    let here = #_sourceLocation
    expectEqual(
      try pairs.map {
        try raster[$0.0].spikeTimeTilingCoefficient(with: raster[$0.1], within: 0.0051)
      }, golden.tiling.map(\.value), "tiling", here)
    expectEqual(
      try pairs.map { try raster[$0.0].spikeDistance(to: raster[$0.1]) }, golden.spikeDistance,
      "SPIKE distance", here)
    func matrix(_ distance: (SpikeTrain, SpikeTrain) throws -> Double) rethrows -> [Double] {
      try (0..<3).flatMap { a in try (0..<3).map { try distance(raster[a], raster[$0]) } }
    }
    expectEqual(
      try matrix { try $0.vanRossumDistance(to: $1, timeConstant: 0.02) },
      golden.vanRossum.flatMap(\.self), "van Rossum", here)
    expectEqual(
      try matrix { try $0.vanRossumDistance(to: $1, timeConstant: .infinity) },
      golden.vanRossumInfinite.flatMap(\.self), "van Rossum, counts", here)
    expectEqual(
      try matrix { try $0.victorPurpuraDistance(to: $1, costPerSecond: 40) },
      golden.victorPurpura.flatMap(\.self), "Victor–Purpura", here)
    expectEqual(
      try matrix { try $0.victorPurpuraDistance(to: $1, costPerSecond: 0) },
      golden.victorPurpuraFree.flatMap(\.self), "Victor–Purpura, counts", here)
  }

  @Test("Smoothed rates and sliding statistics are Elephant's", arguments: 0..<10)
  func ratesAreElephants(_ recording: Int) throws {
    let golden = Self.goldens[recording]
    let raster = try golden.raster()
    let here = #_sourceLocation
    let binned = try BinnedSpikes(raster, binWidth: 0.004)
    let kernels: [(SmoothingKernel, [Double])] = [
      (.gaussian(standardDeviation: 0.02), golden.gaussian),
      (.rectangular(halfWidth: 0.021), golden.rectangular),
      (.triangular(halfWidth: 0.021), golden.triangular),
      (.exponential(timeConstant: 0.02), golden.exponential),
    ]
    for (kernel, expected) in kernels {
      let rates = try binned.smoothedRates(of: 0, by: kernel)
      let found = stride(from: 0, to: rates.count, by: 11).map { rates[$0] }
      expectEqual(found, expected, "\(kernel)", here)
    }
    let variation = try raster[0].slidingCoefficientOfVariation(windowDuration: 1, step: 0.25)
    expectEqual(variation.values, golden.slidingCv, "CV", here)
    let fano = try SlidingStatistic.fanoFactor(
      ofTrials: (0..<3).map { raster[$0] }, windowDuration: 1, step: 0.25)
    expectEqual(fano.values, golden.slidingFano, "Fano", here)
  }
}
