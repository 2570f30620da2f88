// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness
import Tensors
import Testing

import SparseCoding

@Suite("The fast path in single precision")
struct FastPathTests {
  private static let sets = InstructionSet.allCases.filter(\.isSupported)

  @Test(
    "It is the plain loops of double precision, for every threshold",
    arguments: CodeSign.allCases, LCA.Thresholding.allCases)
  func competition(_ sign: CodeSign, _ thresholding: LCA.Thresholding) {
    let dictionary = Problems.dictionary()
    let data = Problems.data(4, on: dictionary)
    let lca = LCA(
      threshold: 0.3, sign: sign, thresholding: thresholding, timeConstant: 20, iterations: 200)
    let fast = lca.codes(of: Problems.tensor(data), on: Problems.tensor(dictionary), threads: 1)
    var largest = 0.0
    for (row, datum) in data.enumerated() {
      for (atom, value) in lca.code(of: datum, on: dictionary).values.enumerated() {
        #expect(abs(Double(fast.codes.values[row * 128 + atom]) - value) <= 2e-5)
        largest = max(largest, abs(value))
      }
    }
    #expect(largest > 0.5)
    #expect(fast.iterations == [200, 200, 200, 200])
  }

  @Test(
    "Over a thousand iterations, too, in which most units are not looked at in most steps",
    arguments: CodeSign.allCases, LCA.Thresholding.allCases)
  func longCompetition(_ sign: CodeSign, _ thresholding: LCA.Thresholding) {
    let dictionary = Problems.dictionary()
    let data = Problems.data(1, on: dictionary)
    for (threshold, timeConstant) in [(0.15, 100.0), (0.6, 40)] {
      let lca = LCA(
        threshold: threshold, sign: sign, thresholding: thresholding, timeConstant: timeConstant,
        iterations: 1000)
      let fast = lca.codes(of: Problems.tensor(data), on: Problems.tensor(dictionary), threads: 1)
      let plain = lca.code(of: data[0], on: dictionary).values
      #expect(plain.contains { $0 != 0 })
      for (atom, value) in plain.enumerated() {
        #expect(abs(Double(fast.codes.values[atom]) - value) <= 2e-5)
      }
    }
  }

  @Test("ISTA and FISTA take the same steps", arguments: CodeSign.allCases)
  func descent(_ sign: CodeSign) {
    let dictionary = Problems.dictionary()
    let data = Problems.data(4, on: dictionary)
    let algorithms: [any SparseInference] = [
      ISTA(threshold: 0.2, sign: sign, tolerance: 1e-3, iterations: 500),
      FISTA(threshold: 0.2, sign: sign, tolerance: 1e-3, iterations: 500),
      ISTA(threshold: 0.2, sign: sign, tolerance: 0, iterations: 33),
      FISTA(threshold: 0.2, sign: sign, tolerance: 0, iterations: 33),
    ]
    for algorithm in algorithms {
      let fast = algorithm.codes(
        of: Problems.tensor(data), on: Problems.tensor(dictionary), threads: 1)
      for (row, datum) in data.enumerated() {
        let plain = algorithm.code(of: datum, on: dictionary)
        #expect(fast.iterations[row] == plain.iterations)
        for (atom, value) in plain.values.enumerated() {
          #expect(abs(Double(fast.codes.values[row * 128 + atom]) - value) <= 2e-5)
        }
      }
    }
  }

  /// Codes by every algorithm with given kernels.
  private func codes(
    _ data: Tensor, _ dictionary: Tensor, threads: Int, set: InstructionSet = .best
  ) -> [SparseCodes] {
    let kernels = CodingKernels(instructionSet: set)
    return CodeSign.allCases.flatMap { sign in
      LCA.Thresholding.allCases.map {
        LCA(threshold: 0.2, sign: sign, thresholding: $0, timeConstant: 20, iterations: 60)
          .codes(of: data, on: dictionary, threads: threads, kernels: kernels)
      } + [
        LCA(threshold: 0.3, sign: sign, iterations: 400)
          .codes(of: data, on: dictionary, threads: threads, kernels: kernels),
        ISTA(threshold: 0.2, sign: sign, iterations: 60)
          .codes(of: data, on: dictionary, threads: threads, kernels: kernels),
        FISTA(threshold: 0.2, sign: sign, iterations: 60)
          .codes(of: data, on: dictionary, threads: threads, kernels: kernels),
      ]
    }
  }

  @Test(
    "The same bits on every instruction set and any number of threads",
    arguments: [(17, 5), (40, 300), (64, 128)])
  func bits(_ pixels: Int, _ atoms: Int) {
    let plain = Problems.dictionary(pixels: pixels, atoms: atoms)
    let dictionary = Problems.tensor(plain)
    let data = Problems.tensor(Problems.data(41, on: plain))
    let expected = codes(data, dictionary, threads: 1, set: .portable)
    for set in Self.sets {
      #expect(codes(data, dictionary, threads: 3, set: set) == expected, "\(set)")
    }
  }

  @Test("The same bits for any split of the data")
  func splits() {
    let plain = Problems.dictionary()
    let dictionary = Problems.tensor(plain)
    let data = Problems.tensor(Problems.data(41, on: plain))
    let whole = codes(data, dictionary, threads: 2)
    let parts = [0..<7, 7..<8, 8..<41].map { codes(data.rows($0), dictionary, threads: 2) }
    for (index, expected) in whole.enumerated() {
      #expect(parts.flatMap { $0[index].codes.values } == expected.codes.values)
      #expect(parts.flatMap { $0[index].iterations } == expected.iterations)
    }
  }

  @Test("No data give no codes")
  func empty() {
    let dictionary = Problems.tensor(Problems.dictionary())
    let none = LCA(threshold: 0.1).codes(of: .zeros([0, 64]), on: dictionary, threads: 2)
    #expect(none.codes == .zeros([0, 128]))
    let black = FISTA(threshold: 0.1).codes(of: .zeros([2, 64]), on: dictionary, threads: 2)
    #expect(black.codes == .zeros([2, 128]))
  }
}
