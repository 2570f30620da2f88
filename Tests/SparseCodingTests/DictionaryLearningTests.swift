// SPDX-License-Identifier: GPL-3.0-or-later

import Learning
import Randomness
import Tensors
import Testing

import SparseCoding

@Suite("Learning a dictionary")
struct DictionaryLearningTests {
  @Test("A step is the plain formula, with the same bits for any threads and instruction set")
  func formula() {
    let plain = Problems.dictionary(pixels: 20, atoms: 37, unit: true)
    let data = Problems.data(70, on: plain)
    let dictionary = Problems.tensor(plain)
    var codes = LCA(threshold: 0.2, timeConstant: 10, iterations: 100)
      .codes(of: Problems.tensor(data), on: dictionary, threads: 1).codes
    var values = codes.values
    for row in 0..<70 { values[row * 37 + 4] = 0 }
    codes = Tensor(values, shape: codes.shape)
    let update = DictionaryUpdate(
      of: dictionary, codes: codes, data: Problems.tensor(data), rate: 0.5, threads: 1)
    for atom in 0..<37 {
      var column = (0..<20).map { plain.values[$0 * 37 + atom] }
      var uses = 0
      var sum = [Double](repeating: 0, count: 20)
      for (row, datum) in data.enumerated() where values[row * 37 + atom] != 0 {
        uses += 1
        let code = (0..<37).map { Double(values[row * 37 + $0]) }
        let image = plain.reconstruction(of: code)
        for pixel in 0..<20 {
          sum[pixel] += code[atom] * (datum[pixel] - image[pixel])
        }
      }
      for pixel in 0..<20 { column[pixel] += 0.5 * sum[pixel] / Double(uses + 1) }
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(update.uses[atom] == uses)
      for pixel in 0..<20 {
        let found = Double(update.dictionary.values[pixel * 37 + atom])
        #expect(abs(found - column[pixel] / length) <= 1e-5)
        if atom == 4 { #expect(Float(found) == dictionary.values[pixel * 37 + atom]) }
      }
    }
    for set in InstructionSet.allCases where set.isSupported {
      let other = DictionaryUpdate(
        of: dictionary, codes: codes, data: Problems.tensor(data), rate: 0.5, threads: 3,
        kernels: CodingKernels(instructionSet: set))
      #expect(other.dictionary == update.dictionary, "\(set)")
      #expect(other.squaredErrors == update.squaredErrors)
    }
  }

  @Test("First atoms are of length 1, truncated, and the same for any number of them")
  func initial() {
    let few = DictionaryState(pixels: 64, atoms: 3, seed: SeedSequence(5))
    let many = DictionaryState(pixels: 64, atoms: 40, seed: SeedSequence(5))
    for pixel in 0..<64 {
      for atom in 0..<3 {
        #expect(
          few.dictionary.values[pixel * 3 + atom] == many.dictionary.values[pixel * 40 + atom])
      }
    }
    for length in DoubleDictionary(many.dictionary).lengths { #expect(abs(length - 1) < 1e-6) }
    // Normal numbers within ±2 have variance 0.774: no value passes 2/√(64·0.774) by more than chance.
    #expect(many.dictionary.values.allSatisfy { abs($0) < 0.4 })
    #expect(many != DictionaryState(pixels: 64, atoms: 40, seed: SeedSequence(6)))
    #expect(many.unusedAtoms == 40)
  }

  // MARK: A planted dictionary

  private static let planted = Problems.dictionary(pixels: 24, atoms: 12, unit: true)

  /// Data of one or two planted atoms each.
  private static func batches() throws -> Minibatches {
    var generator = SeedSequence(2).generator(for: "planted")
    let data = (0..<2000).map { _ in
      var code = [Double](repeating: 0, count: 12)
      for _ in 0..<2 { code[generator.integer(below: 12)] = generator.uniform(in: 1..<2) }
      return planted.reconstruction(of: code)
    }
    return try Minibatches(Problems.tensor(data), size: 100)
  }

  private static func learning(
    _ state: DictionaryState = DictionaryState(pixels: 24, atoms: 16, seed: SeedSequence(1)),
    steps: Int, rate: Double = 0.5, threads: Int = 2
  ) throws -> DictionaryLearning<FISTA> {
    DictionaryLearning(
      state, inference: FISTA(threshold: 0, tolerance: 1e-3, iterations: 60),
      batches: try batches(),
      plan: DictionaryPlan(
        steps: steps, threshold: .stair(from: 0.1, to: 0.2, by: 0.05, every: 20),
        rate: .constant(rate)),
      seed: 1, threads: threads)
  }

  /// How many planted atoms have a learned one within a cosine of 0.95.
  private static func recovered(_ dictionary: Tensor) -> Int {
    let learned = DoubleDictionary(dictionary)
    return (0..<12).count { atom in
      let column = (0..<24).map { planted.values[$0 * 12 + atom] }
      return learned.correlations(with: column).contains { $0 > 0.95 }
    }
  }

  @Test("It finds planted atoms; without steps, or with a rate of 0, it does not")
  func recovery() throws {
    let learning = try Self.learning(steps: 100)
    var errors: [Double] = []
    while let step = try learning.next() { errors.append(step.squaredError) }
    #expect(errors.count == 100)
    #expect(errors[99] < 0.1 * errors[0])
    #expect(Self.recovered(learning.state.dictionary) >= 11)
    for length in DoubleDictionary(learning.state.dictionary).lengths {
      #expect(abs(length - 1) < 1e-6)
    }
    let idle = try Self.learning(steps: 5, rate: 0)
    while try idle.next() != nil {}
    #expect(Self.recovered(idle.state.dictionary) <= 1)
  }

  @Test("Going on from a state gives the same bits as no interruption, with any threads")
  func resume() throws {
    let whole = try Self.learning(steps: 50)
    var steps: [DictionaryStep] = []
    while let step = try whole.next() { steps.append(step) }
    let first = try Self.learning(steps: 50, threads: 1)
    var parts: [DictionaryStep] = []
    for _ in 0..<23 { parts.append(try #require(try first.next())) }
    let second = try Self.learning(first.state, steps: 50, threads: 3)
    while let step = try second.next() { parts.append(step) }
    #expect(parts == steps)
    #expect(second.state == whole.state)
    #expect(whole.state.stepsTaken == 50)
    #expect(steps[0].threshold == 0.1 && steps[49].threshold == 0.2)
  }

  @Test("A competition that blows up is an error, and the state stays as it was")
  func divergence() throws {
    let batches = try Self.batches()
    let start = DictionaryState(
      dictionary: Tensor(repeating: 1, shape: [24, 24]))
    let learning = DictionaryLearning(
      start, inference: LCA(threshold: 0, sign: .signed, timeConstant: 1, iterations: 1000),
      batches: batches, plan: DictionaryPlan(steps: 3, threshold: .constant(0.1)), seed: 1)
    #expect(throws: DictionaryError.diverged(step: 0)) { try learning.next() }
    #expect(learning.state == start)
  }
}
