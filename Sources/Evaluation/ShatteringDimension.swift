// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// How many ways of cutting classes into two halves a linear classifier can follow: the mean accuracy over all of them.
///
/// Of 2m classes there are C(2m, m) choices of the m that count as positive, 252 for ten digits. Each cut occurs among them twice,
/// roles swapped; a swap turns w, b into −w, −b and leaves the accuracy alone, so each cut is fitted once and its accuracy
/// counts twice.
///
/// > Reference: M. Rigotti et al., Nature 497 (2013) 585–590, doi:10.1038/nature12160; S. Bernardi et al., Cell 183 (2020) 954–967,
/// > doi:10.1016/j.cell.2020.09.031.
public struct ShatteringDimension: Sendable, Codable, Equatable {
  /// The accuracy of each cut, in the order of ``dichotomies(of:)``.
  public let accuracies: [Double]
  /// Whether all fits reached their minimum.
  public let converged: Bool

  /// Their mean: the mean over both roles.
  public var mean: Double { accuracies.reduce(0, +) / Double(accuracies.count) }

  /// Fits a ``LogisticRegression`` for each cut of the classes and tries it on other data.
  ///
  /// Cuts are worked on in parallel; results do not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - training: features to fit, shape [data, features], and their labels.
  ///   - testing: features to classify and their labels.
  ///   - inverseRegularization: C of every regression.
  ///   - tolerance: of every regression.
  ///   - iterations: how many steps each takes at most.
  ///   - threads: how many threads may work at once.
  /// - Precondition: an even number of classes in training, which include those in testing; as many labels as data.
  /// - Complexity: C(2m, m)/2 logistic regressions.
  public init(
    training: (features: Tensor, labels: [Int]), testing: (features: Tensor, labels: [Int]),
    inverseRegularization: Double = 1, tolerance: Double = 1e-5, iterations: Int = 1000,
    threads: Int
  ) {
    LogisticRegression.check(training.features, training.labels)
    LogisticRegression.check(testing.features, testing.labels)
    let classes = Set(training.labels).sorted()
    guard !testing.labels.isEmpty && Set(testing.labels).isSubset(of: classes) else {
      fatalError(
        "the test data have classes \(Set(testing.labels).sorted()), but the fit knows \(classes)")
    }
    let design = LogisticDesign(
      training.features, inverseRegularization: inverseRegularization, threads: threads)
    let cuts = Self.dichotomies(of: classes)
    let (labels, data, truth) = (training.labels, testing.features, testing.labels)
    let found = inParallel(count: cuts.count, threads: threads) { index in
      let positive = Set(cuts[index])
      let fit = LogisticRegression(
        design, labels: labels.map { positive.contains($0) ? 1 : 0 }, tolerance: tolerance,
        iterations: iterations, threads: 1)
      let accuracy = fit.accuracy(on: data, labels: truth.map { positive.contains($0) ? 1 : 0 })
      return (accuracy ?? .nan, fit.converged)
    }
    accuracies = found.map(\.0)
    converged = found.allSatisfy(\.1)
  }

  /// The halves of some classes that hold the smallest one, in lexicographic order: every cut once.
  ///
  /// - Precondition: an even number of classes, all different, at least two.
  public static func dichotomies(of classes: [Int]) -> [[Int]] {
    let sorted = Set(classes).sorted()
    guard sorted.count == classes.count && classes.count >= 2 && classes.count.isMultiple(of: 2)
    else {
      fatalError("the classes \(classes) cannot be split into halves")
    }
    func choices(_ count: Int, from rest: ArraySlice<Int>) -> [[Int]] {
      guard count > 0 else { return [[]] }
      guard rest.count >= count, let first = rest.first else { return [] }
      let others = rest.dropFirst()
      return choices(count - 1, from: others).map { [first] + $0 } + choices(count, from: others)
    }
    return choices(sorted.count / 2 - 1, from: sorted.dropFirst()).map { [sorted[0]] + $0 }
  }
}
