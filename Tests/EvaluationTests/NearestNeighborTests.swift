// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import LayerTesting
import Randomness
import Tensors
import Testing

@Suite("Nearest neighbours")
struct NearestNeighborTests {
  @Test("Labels are those of scikit-learn")
  func golden() throws {
    let (x, y) = EvaluationGoldens.clouds(400, width: 6, classes: 5, salt: 21)
    let model = NearestNeighbors(features: x.rows(0..<300), labels: Array(y[..<300]))
    let expected = try EvaluationGoldens.read().neighbours
    #expect(model.labels(of: x.rows(300..<400), threads: 2) == expected)
    // Neither always right nor at chance.
    let correct = zip(expected, y[300...]).count { $0 == $1 }
    #expect(correct > 30 && correct < 95)
  }

  @Test("Ties of votes go to the smallest label, ties of distance to the earlier example")
  func ties() {
    let line = Tensor([0, 1, 2, 3, 4, 5], shape: [6, 1])
    func label(_ labels: [Int], neighbors: Int, at place: Float) -> Int {
      NearestNeighbors(features: line, labels: labels, neighbors: neighbors)
        .labels(of: Tensor([place], shape: [1, 1]), threads: 1)[0]
    }
    #expect(label([7, 7, 3, 3, 9, 9], neighbors: 4, at: 1.5) == 3)
    #expect(label([2, 5, 4, 4, 9, 9], neighbors: 1, at: 1.5) == 5)
    #expect(label([2, 5, 4, 4, 9, 9], neighbors: 3, at: 0.9) == 2)
  }

  @Test("Offsets of features do not matter")
  func offsets() {
    let (x, y) = EvaluationGoldens.clouds(300, width: 6, classes: 5, salt: 21)
    let moved = x + Tensor(256)
    func labels(_ x: Tensor) -> [Int] {
      NearestNeighbors(features: x.rows(0..<200), labels: Array(y[..<200]))
        .labels(of: x.rows(200..<300), threads: 1)
    }
    #expect(zip(labels(x), labels(moved)).count { $0 != $1 } <= 1)
  }
}

@Suite("Accuracy from few labelled examples")
struct LabelEfficiencyTests {
  private static let data = EvaluationGoldens.clouds(600, width: 6, classes: 5, salt: 21)

  private func measure(
    sizes: [Int], draws: Int = 20, seed: UInt64 = 1, threads: Int = 1
  ) -> LabelEfficiency {
    LabelEfficiency(
      features: Self.data.features, labels: Self.data.labels, sizes: sizes, draws: draws,
      seed: SeedSequence(seed), threads: threads)
  }

  @Test("The whole pool is measured once, as plain classification")
  func wholePool() {
    let (x, y) = Self.data
    let found = measure(sizes: [300]).measurements
    let labels = NearestNeighbors(features: x.rows(0..<300), labels: Array(y[..<300]))
      .labels(of: x.rows(300..<600), threads: 1)
    let correct = zip(labels, y[300...]).count { $0 == $1 }
    #expect(found.map(\.accuracies) == [[Double(correct) / 300]])
  }

  @Test("A draw is a plain classification by the examples drawn")
  func draw() {
    let (x, y) = Self.data
    let found = measure(sizes: [40], draws: 3).measurements[0].accuracies
    for draw in 0..<3 {
      var generator = SeedSequence(1).generator(for: "examples", 40, draw)
      let members = generator.permutation(count: 300).prefix(40).sorted()
      let values = members.flatMap { x.rows($0..<$0 + 1).values }
      let model = NearestNeighbors(
        features: Tensor(values, shape: [40, 6]), labels: members.map { y[$0] })
      let labels = model.labels(of: x.rows(300..<600), threads: 1)
      let accuracy = Double(zip(labels, y[300...]).count { $0 == $1 }) / 300
      #expect(abs(accuracy - found[draw]) <= 1 / 300, "\(accuracy) \(found[draw])")
    }
  }

  @Test("More examples classify better; threads and other sizes change nothing, seeds do")
  func draws() {
    let found = measure(sizes: [20, 100])
    #expect(found.measurements[0].mean < found.measurements[1].mean)
    #expect(found.measurements.map(\.accuracies.count) == [20, 20])
    #expect(found == measure(sizes: [20, 100], threads: 3))
    #expect(found.measurements[1] == measure(sizes: [100]).measurements[0])
    #expect(found != measure(sizes: [20, 100], seed: 2))
  }
}
