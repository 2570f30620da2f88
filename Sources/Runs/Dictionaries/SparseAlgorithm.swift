// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import SparseCoding

/// The algorithms of sparse coding that the program knows by name.
public enum SparseAlgorithm: String, Codable, CaseIterable, Sendable {
  /// The locally competitive algorithm, `LCA`.
  case lca
  /// Iterative soft thresholding, `ISTA`.
  case ista
  /// Iterative soft thresholding with momentum, `FISTA`.
  case fista
}

/// How codes are found, as stated by a run, a file of codes or the command line.
public struct SparseSettings: Codable, Equatable, Sendable {
  /// The algorithm.
  public var algorithm: SparseAlgorithm
  /// λ.
  public var threshold: Double = 0.5
  /// Whether codes may be negative.
  public var sign = CodeSign.nonNegative
  /// What passes an LCA threshold.
  public var thresholding = LCA.Thresholding.soft
  /// τ of LCA, in iterations.
  public var timeConstant: Double = 100
  /// The number of iterations of LCA, or the maximum for ISTA and FISTA.
  public var iterations = 1000
  /// The relative duality gap at which ISTA and FISTA stop.
  public var tolerance: Double = 1e-4

  /// The usual settings of an algorithm.
  public init(algorithm: SparseAlgorithm, threshold: Double = 0.5) {
    self.algorithm = algorithm
    self.threshold = threshold
  }

  /// The defaults; only the algorithm must always be chosen.
  public static let usual = SparseSettings(algorithm: .lca)

  /// The algorithm with these settings.
  public var inference: any SparseInference {
    switch algorithm {
    case .lca:
      LCA(
        threshold: threshold, sign: sign, thresholding: thresholding, timeConstant: timeConstant,
        iterations: iterations)
    case .ista:
      ISTA(threshold: threshold, sign: sign, tolerance: tolerance, iterations: iterations)
    case .fista:
      FISTA(threshold: threshold, sign: sign, tolerance: tolerance, iterations: iterations)
    }
  }

  /// Whether the codes solve the LASSO, so that they have an objective and a gap.
  public var isLasso: Bool { algorithm != .lca || thresholding == .soft }

  /// The algorithm and its settings in a few words.
  public var sentence: String {
    var parts = [algorithm.rawValue, "threshold \(Text.number(threshold))", sign.rawValue]
    if algorithm == .lca {
      parts.append(
        "\(thresholding.rawValue) thresholds, time constant \(Text.number(timeConstant))")
      parts.append("\(iterations) iterations")
    } else {
      parts.append("at most \(iterations) iterations")
      parts.append("gap \(Text.number(tolerance))")
    }
    return parts.joined(separator: ", ")
  }

  /// These settings, if every number is in its range.
  ///
  /// - Throws: ``RunError`` that names the option, the value and the range.
  public func checked() throws(RunError) -> SparseSettings {
    try RunRange.require(
      threshold >= 0 && threshold.isFinite, "--threshold", threshold,
      "0 or a positive, finite number")
    try RunRange.require(
      thresholding == .soft || algorithm == .lca, "--hard", "given",
      "left out for \(algorithm.rawValue), whose thresholds are soft")
    try RunRange.require(
      timeConstant >= 1 && timeConstant <= 1e6, "--time-constant", timeConstant, "1 to 1000000")
    try RunRange.require(
      (0...1_000_000).contains(iterations), "--iterations", iterations, "0 to 1000000")
    try RunRange.require(
      tolerance >= 0 && tolerance.isFinite, "--tolerance", tolerance,
      "0 or a positive, finite number")
    return self
  }
}
