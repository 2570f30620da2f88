// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Foundation
import LayerTesting
import Tensors
import Testing

@Suite("Logistic regression")
struct LogisticRegressionTests {
  /// Columns of different scales and offsets, as in the script.
  private static func data(classes: Int) -> (features: Tensor, labels: [Int]) {
    let (x, y) = EvaluationGoldens.clouds(300, width: 4, classes: classes, salt: 31)
    let (scales, offsets): ([Float], [Float]) = ([1, 5, 0.2, 1], [0, 3, 0, -20])
    let values = x.values.enumerated().map { $1 * scales[$0 % 4] + offsets[$0 % 4] }
    return (Tensor(values, shape: x.shape), y)
  }

  @Test("Weights, intercepts and labels are those of scikit-learn", arguments: 0..<4)
  func golden(number: Int) throws {
    let golden = try EvaluationGoldens.read().logistic[number]
    let (x, y) = Self.data(classes: golden.classes)
    let fit = LogisticRegression(
      features: x, labels: y, inverseRegularization: golden.c, threads: 2)
    #expect(fit.converged && fit.iterations < 100)
    #expect(agree(fit.weights, golden.weights, within: 1e-4), "\(fit.weights) \(golden.weights)")
    #expect(agree(fit.intercepts, golden.intercepts, within: 1e-3), "\(fit.intercepts)")
    // One datum may lie on the boundary to within rounding.
    #expect(zip(fit.labels(of: x), golden.labels).count { $0 != $1 } <= 1)
    let correct = zip(golden.labels, y).count { $0 == $1 }
    let accuracy = try #require(fit.accuracy(on: x, labels: y))
    #expect(abs(accuracy - Double(correct) / 300) <= 1 / 300)
    #expect(correct > 120 && correct < 290)
  }

  @Test("Threads do not change a bit")
  func threads() {
    let (x, y) = EvaluationGoldens.clouds(5000, width: 3, classes: 3, salt: 31)
    let alone = LogisticRegression(features: x, labels: y, threads: 1)
    #expect(alone == LogisticRegression(features: x, labels: y, threads: 3))
  }

  @Test("Data that a plane separates have a finite fit, and columns without variance weight 0")
  func separable() {
    let x = Tensor([-1, 3, -2, 3, 1, 3, 2, 3], shape: [4, 2])
    let fit = LogisticRegression(features: x, labels: [4, 4, 9, 9], threads: 1)
    #expect(fit.converged && fit.classes == [4, 9])
    #expect(fit.labels(of: x) == [4, 4, 9, 9])
    #expect(fit.weights[0] > 0.5 && fit.weights[0] < 2 && abs(fit.weights[1]) < 1e-6)
    // The stationary point by hand: w = Σ (y − p) x with b = 0 by symmetry.
    let w = fit.weights[0]
    func tail(_ x: Double) -> Double { 1 / (1 + exp(x)) }
    #expect(abs(w - 2 * (tail(w) + 2 * tail(2 * w))) < 1e-4)
  }

  @Test("Too few iterations are owned up to")
  func stopped() {
    let (x, y) = Self.data(classes: 3)
    let fit = LogisticRegression(features: x, labels: y, iterations: 2, threads: 1)
    #expect(!fit.converged && fit.iterations == 2)
  }
}

@Suite("Shattering dimension")
struct ShatteringDimensionTests {
  private static let data = EvaluationGoldens.clouds(360, width: 4, classes: 6, salt: 41)

  private func measure(threads: Int) -> ShatteringDimension {
    let (x, y) = Self.data
    return ShatteringDimension(
      training: (x.rows(0..<240), Array(y[..<240])), testing: (x.rows(240..<360), Array(y[240...])),
      threads: threads)
  }

  @Test("Ten classes are cut in 126 ways, four in three")
  func dichotomies() {
    #expect(ShatteringDimension.dichotomies(of: Array(0..<10)).count == 126)
    #expect(
      ShatteringDimension.dichotomies(of: [3, 1, 8, 5]) == [[1, 3], [1, 5], [1, 8]])
  }

  @Test("The mean over cuts is scikit-learn's over both roles of each")
  func golden() throws {
    let golden = try EvaluationGoldens.read().shattering
    let found = measure(threads: 2)
    #expect(found.converged && found.accuracies.count == 10)
    // Its choices are in the same order; the second half swaps roles.
    for (one, other) in zip(found.accuracies, golden.accuracies) {
      #expect(abs(one - other) <= 1.0 / 120 + 1e-9)
    }
    #expect(zip(golden.accuracies, golden.accuracies.reversed()).allSatisfy { $0 == $1 })
    #expect(abs(found.mean - golden.mean) < 2e-3)
    #expect(found == measure(threads: 1))
  }

  @Test("Swapped roles turn the signs of weights and no more")
  func swapped() throws {
    let (x, y) = Self.data
    let cut = y.map { [0, 2, 5].contains($0) ? 1 : 0 }
    let one = LogisticRegression(features: x, labels: cut, threads: 1)
    let other = LogisticRegression(features: x, labels: cut.map { 1 - $0 }, threads: 1)
    #expect(agree(one.weights, other.weights.map { -$0 }, within: 1e-5))
    #expect(one.accuracy(on: x, labels: cut) == other.accuracy(on: x, labels: cut.map { 1 - $0 }))
  }
}
