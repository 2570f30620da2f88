// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors
import Testing

@Suite("Recorded differentiation")
struct GradientTests {
  @Test("Operators record only when an input is recorded")
  func recording() {
    let x = Tensor([1, 2], shape: [2])
    #expect(!(x * x).isRecorded)
    #expect((x.recorded() * x).isRecorded)
    #expect(!(x.recorded() * x).detached.isRecorded)
  }

  @Test("A variable that the loss does not reach gets zeros")
  func unreached() {
    let (x, y) = (Tensor([1, 2], shape: [2]).recorded(), Tensor([3], shape: [1]).recorded())
    let slopes = gradient(of: square(x).sum(), withRespectTo: [y, x, x])
    #expect(slopes[0] == Tensor([0], shape: [1]))
    #expect(slopes[1] == Tensor([2, 4], shape: [2]))
    #expect(slopes[2] == slopes[1])
    #expect(gradient(of: Tensor(1), withRespectTo: [y]) == [Tensor([0], shape: [1])])
  }

  @Test("The derivative with respect to the loss itself is one")
  func itself() {
    let x = Tensor(3).recorded()
    #expect(gradient(of: x, withRespectTo: [x]) == [Tensor(1)])
  }

  @Test("A variable inside the graph gets its own cotangent")
  func inner() {
    let x = Tensor([1, 2], shape: [2]).recorded()
    let y = square(x)
    let slopes = gradient(of: square(y).sum(), withRespectTo: [y, x])
    #expect(slopes[0].values == [2, 8])
    #expect(slopes[1].values == [4, 32])
  }

  @Test("Shared cotangents are not changed by sums elsewhere")
  func sharing() {
    let x = Tensor([1, 2], shape: [2]).recorded()
    let y = Tensor([1, 2], shape: [2]).recorded()
    let both = x + y
    let slopes = gradient(of: (both + x + x).sum(), withRespectTo: [x, y, both])
    #expect(slopes.map(\.values) == [[3, 3], [1, 1], [1, 1]])
  }

  @Test("Third derivatives work")
  func third() {
    let x = Tensor(2).recorded()
    let first = gradient(of: square(square(x)), withRespectTo: [x], recordingBackward: true)[0]
    let second = gradient(of: first, withRespectTo: [x], recordingBackward: true)[0]
    let third = gradient(of: second, withRespectTo: [x])[0]
    #expect([first.scalar, second.scalar, third.scalar] == [32, 48, 48])
    #expect(!third.isRecorded)
  }

  @Test("A record twenty thousand steps deep is walked and released")
  func deep() {
    var x = Tensor(1).recorded()
    let leaf = x
    for _ in 0..<20_000 { x = x + 1 }
    #expect(gradient(of: x, withRespectTo: [leaf]) == [Tensor(1)])
  }

  @Test("Records may be made and walked on several threads")
  func threads() {
    let x = tensor([4, 3])
    @Sendable func slope(_ shift: Int) -> Tensor {
      let leaf = x.recorded()
      return gradient(of: exp(leaf * Float(shift)).sum(), withRespectTo: [leaf])[0]
    }
    let alone = inParallel(count: 9, threads: 1) { slope($0) }
    #expect(inParallel(count: 9, threads: 3) { slope($0) } == alone)
  }
}

@Suite("Parallel execution")
struct ParallelExecutionTests {
  struct Failure: Error, Equatable { let index: Int }

  @Test("Results come in order", arguments: [1, 2, 5, 100])
  func order(threads: Int) {
    #expect(inParallel(count: 50, threads: threads) { $0 * $0 } == (0..<50).map { $0 * $0 })
    #expect(inParallel(count: 0, threads: threads) { $0 }.isEmpty)
  }

  @Test("Short sections of several callers at once, and sections within sections, are all done")
  func crowd() async {
    @Sendable func sum(_ offset: Int) -> Int {
      inParallel(count: 5, threads: 3) { outer in
        inParallel(count: 7, threads: 2) { outer * $0 + offset }.reduce(0, +)
      }.reduce(0, +)
    }
    let sums = await withTaskGroup(of: [Int].self) { group in
      for caller in 0..<4 {
        group.addTask { (0..<400).map { sum(caller + $0) } }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for each in sums {
      // Σ outer · Σ inner + 35 · offset, where offsets are consecutive.
      #expect(each == (0..<400).map { each[0] + 35 * $0 })
    }
    #expect(Set(sums.map { $0[0] }) == [210, 245, 280, 315])
  }

  @Test("The failure of the lowest index is thrown", arguments: [1, 2, 4])
  func failure(threads: Int) {
    #expect(throws: Failure(index: 7)) {
      try inParallel(count: 40, threads: threads) { (index) throws(Failure) in
        if index >= 7 { throw Failure(index: index) }
        return index
      }
    }
  }
}
