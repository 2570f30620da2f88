// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// What ``NearestNeighbors`` was called before.
@available(*, deprecated, renamed: "NearestNeighbors")
public typealias NearestNeighbours = NearestNeighbors

extension NearestNeighbors {
  /// What ``init(features:labels:neighbors:)`` was called before.
  @available(*, deprecated, renamed: "init(features:labels:neighbors:)")
  public init(features: Tensor, labels: [Int], neighbours: Int) {
    self.init(features: features, labels: labels, neighbors: neighbours)
  }
}

extension LabelEfficiency {
  /// What ``init(features:labels:sizes:draws:neighbors:seed:threads:)`` was called before.
  @available(*, deprecated, renamed: "init(features:labels:sizes:draws:neighbors:seed:threads:)")
  public init(
    features: Tensor, labels: [Int], sizes: [Int] = [200, 1000, 5000], draws: Int = 100,
    neighbours: Int, seed: SeedSequence, threads: Int
  ) {
    self.init(
      features: features, labels: labels, sizes: sizes, draws: draws, neighbors: neighbours,
      seed: seed, threads: threads)
  }
}

extension LogisticRegression {
  /// What ``init(features:labels:inverseRegularization:tolerance:iterations:threads:)`` was called before.
  @available(
    *, deprecated,
    renamed: "init(features:labels:inverseRegularization:tolerance:iterations:threads:)"
  )
  public init(
    features: Tensor, labels: [Int], inverseRegularisation: Double, tolerance: Double = 1e-6,
    iterations: Int = 1000, threads: Int
  ) {
    self.init(
      features: features, labels: labels, inverseRegularization: inverseRegularisation,
      tolerance: tolerance, iterations: iterations, threads: threads)
  }
}

extension ShatteringDimension {
  /// What ``init(training:testing:inverseRegularization:tolerance:iterations:threads:)`` was called before.
  @available(
    *, deprecated,
    renamed: "init(training:testing:inverseRegularization:tolerance:iterations:threads:)"
  )
  public init(
    training: (features: Tensor, labels: [Int]), testing: (features: Tensor, labels: [Int]),
    inverseRegularisation: Double, tolerance: Double = 1e-5, iterations: Int = 1000, threads: Int
  ) {
    self.init(
      training: training, testing: testing, inverseRegularization: inverseRegularisation,
      tolerance: tolerance, iterations: iterations, threads: threads)
  }
}
