// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import SparseCoding
import Tensors
import Testing

@Suite("One LASSO optimum, whichever algorithm looks for it")
struct SameOptimumTests {
  private static func algorithms(_ threshold: Double, _ sign: CodeSign) -> [any SparseInference] {
    [
      ISTA(threshold: threshold, sign: sign, tolerance: 1e-13, iterations: 3000),
      FISTA(threshold: threshold, sign: sign, tolerance: 1e-13, iterations: 3000),
      LCA(threshold: threshold, sign: sign, timeConstant: 8, iterations: 2000),
    ]
  }

  @Test(
    "ISTA, FISTA and LCA reach it within 1e-6 of the objective, on atoms of any length",
    arguments: CodeSign.allCases, [true, false])
  func sameOptimum(_ sign: CodeSign, isUnit: Bool) {
    let dictionary = Problems.dictionary(unit: isUnit)
    for datum in Problems.data(1, on: dictionary) {
      let problem = LassoProblem(
        datum: datum, dictionary: dictionary, threshold: 0.3, sign: sign)
      let found = Self.algorithms(0.3, sign).map {
        problem.optimality(of: $0.code(of: datum, on: dictionary).values)
      }
      for optimality in found {
        #expect(
          abs(optimality.objective - found[0].objective) <= 1e-6 * found[0].objective, "\(found)")
        #expect(optimality.kktResidual <= 1e-4, "\(found)")
      }
      // The same measure tells an optimum from codes that have not arrived.
      let early = LCA(threshold: 0.3, sign: sign, timeConstant: 8, iterations: 30)
      let unfinished = problem.optimality(of: early.code(of: datum, on: dictionary).values)
      #expect(unfinished.objective > found[0].objective * (1 + 1e-4))
      #expect(unfinished.objective - unfinished.dualityGap <= found[0].objective)
    }
  }

  @Test(
    "scikit-learn's optimum is within 1e-5 in every code, of either path",
    arguments: CodeSign.allCases, ["unit", "any-length"])
  func scikitLearn(_ sign: CodeSign, atoms: String) throws {
    let file = try SafetensorsFile(
      path: URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Goldens/lasso.safetensors").path)
    let threshold = try #require(file.metadata["threshold"].flatMap(Double.init))
    let name = "\(atoms).\(sign.rawValue)"
    let dictionary = DoubleDictionary(try file.tensor("\(name).dictionary"))
    let data = try file.tensor("\(name).data")
    let codes = try file.tensor("\(name).codes").values.map(Double.init)
    for algorithm in Self.algorithms(threshold, sign) {
      for row in 0..<data.shape[0] {
        let datum = data.rows(row..<row + 1).values.map(Double.init)
        let found = algorithm.code(of: datum, on: dictionary).values
        for (atom, value) in found.enumerated() {
          #expect(abs(value - codes[row * dictionary.atoms + atom]) <= 1e-5, "\(algorithm) \(row)")
        }
      }
    }
    let fast = FISTA(threshold: threshold, sign: sign, tolerance: 0, iterations: 2000)
      .codes(of: data, on: try file.tensor("\(name).dictionary"), threads: 2)
    for (value, expected) in zip(fast.codes.values, codes) {
      #expect(abs(Double(value) - expected) <= 1e-5)
    }
  }

  @Test("FISTA needs fewer iterations than ISTA for the same gap", arguments: CodeSign.allCases)
  func acceleration(_ sign: CodeSign) {
    let dictionary = Problems.dictionary()
    for datum in Problems.data(2, on: dictionary) {
      let slow = ISTA(threshold: 0.3, sign: sign, tolerance: 1e-5, iterations: 20_000)
        .code(of: datum, on: dictionary)
      let fast = FISTA(threshold: 0.3, sign: sign, tolerance: 1e-5, iterations: 20_000)
        .code(of: datum, on: dictionary)
      #expect(fast.iterations < slow.iterations)
      #expect(slow.iterations < 20_000)
    }
  }

  @Test("Hard thresholds leave active atoms uncorrelated with the residual")
  func hard() {
    let dictionary = Problems.dictionary()
    let threshold = 0.6
    for sign in CodeSign.allCases {
      let datum = Problems.data(1, on: dictionary)[0]
      let code = LCA(
        threshold: threshold, sign: sign, thresholding: .hard, timeConstant: 10, iterations: 2000
      ).code(of: datum, on: dictionary).values
      let residual = LassoProblem(
        datum: datum, dictionary: dictionary, threshold: threshold, sign: sign
      ).residual(of: code)
      let lengths = dictionary.lengths
      #expect(code.contains { $0 != 0 })
      for (atom, correlation) in dictionary.correlations(with: residual).enumerated() {
        if code[atom] == 0 {
          #expect((sign == .signed ? abs(correlation) : correlation) <= threshold + 1e-6)
        } else {
          #expect(abs(correlation) <= 1e-6)
          #expect(abs(code[atom]) * lengths[atom] * lengths[atom] > threshold)
        }
      }
    }
  }

  @Test("An atom of length 0 is never used, whatever the threshold")
  func deadAtom() {
    var dictionary = Problems.tensor(Problems.dictionary())
    var values = dictionary.values
    for pixel in 0..<64 { values[pixel * 128 + 5] = 0 }
    dictionary = Tensor(values, shape: [64, 128])
    let data = Problems.tensor(Problems.data(3, on: Problems.dictionary()))
    for algorithm in [LCA(threshold: 0), FISTA(threshold: 0.01)] as [any SparseInference] {
      let codes = algorithm.codes(of: data, on: dictionary, threads: 1).codes
      #expect(codes.values.allSatisfy { $0.isFinite })
      for row in 0..<3 {
        #expect(codes.values[row * 128 + 5] == 0)
        let datum = data.rows(row..<row + 1).values.map(Double.init)
        let plain = algorithm.code(of: datum, on: DoubleDictionary(dictionary)).values
        #expect(plain[5] == 0 && plain.allSatisfy { $0.isFinite })
      }
    }
  }
}
