// SPDX-License-Identifier: GPL-3.0-or-later

import Learning
import Tensors
import Testing

@Suite("Optimisers")
struct AdamaxTests {
  @Test("Adamax follows its equations, written out in Double", arguments: [0.0, 0.01])
  func trajectory(weightDecay: Double) {
    var model = Linear(weight: Tensor([1, -2, 0.5, 0], shape: [2, 2]))
    var optimizer = Adamax(weightDecay: weightDecay)
    var p = [1.0, -2, 0.5, 0]
    var m = [0.0, 0, 0, 0]
    var u = [0.0, 0, 0, 0]
    for t in 1...60 {
      let g = (0..<4).map { Float(($0 * 7 + t * 3) % 11) / 5 - 1 }
      optimizer.update(
        &model, gradients: [Tensor(g, shape: [2, 2])], scale: 0.5, rate: 0.01, threads: 1)
      var correction = 1.0
      for _ in 0..<t { correction *= 0.9 }
      for i in 0..<4 {
        let slope = 0.5 * Double(g[i]) + weightDecay * p[i]
        m[i] = 0.9 * m[i] + 0.1 * slope
        u[i] = max(0.999 * u[i], abs(slope) + 1e-8)
        p[i] -= 0.01 / (1 - correction) * m[i] / u[i]
        #expect(abs(Double(model.weight.values[i]) - p[i]) < 1e-5)
      }
    }
    #expect(optimizer.steps == 60)
  }

  @Test("The first step of Adamax is the learning rate along the sign")
  func firstStep() {
    var model = Linear(weight: Tensor([0, 0, 0], shape: [1, 3]))
    var optimizer = Adamax()
    optimizer.update(
      &model, gradients: [Tensor([100, -0.001, 0], shape: [1, 3])], scale: 1, rate: 0.25,
      threads: 1)
    for (value, expected) in zip(model.weight.values, [-0.25, 0.25, 0] as [Float]) {
      #expect(abs(value - expected) < 1e-5)
    }
  }

  @Test("The result of a step does not depend on the threads")
  func threads() {
    let count = 100_003
    let gradient = Tensor((0..<count).map { Float($0 % 1000) - 500 }, shape: [1, count])
    func stepped(_ threads: Int) -> Tensor {
      var model = Linear(weight: Tensor(repeating: 0.3, shape: [1, count]))
      var optimizer = Adamax(weightDecay: 0.1)
      for _ in 0..<3 {
        optimizer.update(&model, gradients: [gradient], scale: 1, rate: 0.01, threads: threads)
      }
      return model.weight
    }
    #expect(stepped(1) == stepped(3))
  }

  @Test("Gradient descent goes straight down")
  func descent() {
    var model = Linear(weight: Tensor([1, 2], shape: [1, 2]))
    var rule = GradientDescent()
    rule.update(
      &model, gradients: [Tensor([4, -8], shape: [1, 2])], scale: 0.5, rate: 0.25, threads: 1)
    #expect(model.weight.values == [0.5, 3])
  }

  @Test("Clipping brings a norm to its limit and leaves smaller ones alone")
  func clipping() {
    #expect(clippingScale(norm: 1, limit: 2) == 1)
    #expect(abs(clippingScale(norm: 10, limit: 2) - 0.2) < 1e-7)
    #expect(clippingScale(norm: .nan, limit: 2).isNaN)
  }
}
