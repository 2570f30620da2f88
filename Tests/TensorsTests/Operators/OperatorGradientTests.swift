// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors
import Testing

/// An operator with inputs on which its derivative is checked.
struct OperatorCase: CustomTestStringConvertible, Sendable {
  let name: String
  let inputs: [Tensor]
  let operation: @Sendable ([Tensor]) -> Tensor
  var testDescription: String { "\(name) of \(inputs.map(\.shape))" }

  static let all: [OperatorCase] = binary + unary + sums + products

  private static let shapePairs: [([Int], [Int])] = [
    ([3, 4], [3, 4]), ([3, 4], [4]), ([3, 4], [1, 4]), ([4], [3, 4]), ([3, 4], [3, 1]),
    ([3, 1], [1, 4]), ([3, 4], []), ([], [3, 4]), ([1], [1, 1]), ([], []), ([0, 4], [4]),
    ([3, 0], [3, 1]), ([2, 3, 2], [2]), ([17], [17]), ([2, 1], [1]), ([1, 3], [4, 1]),
  ]

  private static let binary: [OperatorCase] = shapePairs.flatMap { left, right in
    let a = tensor(left, salt: 1)
    let b = tensor(right, from: 0.7, to: 1.9, salt: 2)
    return [
      OperatorCase(name: "+", inputs: [a, b]) { $0[0] + $0[1] },
      OperatorCase(name: "-", inputs: [a, b]) { $0[0] - $0[1] },
      OperatorCase(name: "*", inputs: [a, b]) { $0[0] * $0[1] },
      OperatorCase(name: "/", inputs: [a, b]) { $0[0] / $0[1] },
    ]
  }

  private static let unary: [OperatorCase] = [[3, 5], [1], [], [0, 2], [19]].flatMap { shape in
    let x = tensor(shape, from: -2, to: 2, salt: 3)
    let away = Tensor(x.values.map { abs($0) < 0.1 ? $0 + 0.3 : $0 }, shape: shape)
    let positive = tensor(shape, from: 0.5, to: 3, salt: 4)
    return [
      OperatorCase(name: "exp", inputs: [x]) { exp($0[0]) },
      OperatorCase(name: "log", inputs: [positive]) { log($0[0]) },
      OperatorCase(name: "sigmoid", inputs: [x]) { sigmoid($0[0]) },
      OperatorCase(name: "swish", inputs: [x]) { swish($0[0]) },
      OperatorCase(name: "softplus", inputs: [x]) { softplus($0[0]) },
      OperatorCase(name: "arctangent", inputs: [x]) { arctangent($0[0]) },
      OperatorCase(name: "normal distribution", inputs: [x]) { normalDistribution($0[0]) },
      OperatorCase(name: "normal density", inputs: [x]) { normalDensity($0[0]) },
      OperatorCase(name: "relu", inputs: [away]) { relu($0[0]) },
      OperatorCase(name: "square", inputs: [x]) { square($0[0]) },
      OperatorCase(name: "negation", inputs: [x]) { -$0[0] },
      OperatorCase(name: "scale and shift", inputs: [x]) { 2 * $0[0] - 0.5 + (1 - $0[0] / 3) },
      OperatorCase(name: "reciprocal", inputs: [positive]) { 1 / $0[0] },
      OperatorCase(name: "the same input twice", inputs: [x]) { $0[0] * $0[0] + $0[0] },
    ]
  }

  private static let sums: [OperatorCase] = [[3, 4], [1, 1], [5, 1], [0, 3], [2, 70]].flatMap {
    shape in
    let x = tensor(shape, salt: 5)
    let y = tensor(shape, salt: 6)
    return [
      OperatorCase(name: "sum", inputs: [x]) { square($0[0]).sum() },
      OperatorCase(name: "sum over rows", inputs: [x]) { square($0[0]).sum(over: .rows) },
      OperatorCase(name: "sum over columns", inputs: [x]) { square($0[0]).sum(over: .columns) },
      OperatorCase(name: "mean", inputs: [x]) { $0[0].count == 0 ? $0[0].sum() : $0[0].mean() },
      OperatorCase(name: "squared error", inputs: [x, y]) {
        squaredErrorSum($0[0], $0[1]) * 0.1
      },
      OperatorCase(name: "reshape", inputs: [x]) { square($0[0]).reshaped([$0[0].count]) },
      OperatorCase(name: "transpose", inputs: [x]) { square($0[0]).transposed() },
      OperatorCase(name: "rows", inputs: [x]) { square($0[0]).rows(0..<($0[0].shape[0] / 2)) },
      OperatorCase(name: "expansion", inputs: [x]) {
        square($0[0].rows(0..<min(1, $0[0].shape[0]))).expanded(
          to: [$0[0].shape[0] == 0 ? 0 : 4, shape[1]])
      },
    ]
  }

  private static let products: [OperatorCase] = [
    (3, 4, 2), (1, 1, 1), (0, 3, 2), (2, 0, 3), (5, 17, 3),
  ]
  .flatMap { m, k, n in
    [(false, false), (true, false), (false, true), (true, true)].map { turnLeft, turnRight in
      OperatorCase(
        name: "matmul \(turnLeft) \(turnRight)",
        inputs: [
          tensor(turnLeft ? [k, m] : [m, k], salt: 7),
          tensor(turnRight ? [n, k] : [k, n], salt: 8),
        ]
      ) { matmul($0[0], $0[1], transposeLeft: turnLeft, transposeRight: turnRight) }
    } + [
      OperatorCase(
        name: "event-driven remainder",
        inputs: [tensor([m, n], salt: 9), tensor([m, k], salt: 7), tensor([k, n], salt: 8)]
      ) { eventDrivenRemainder(of: $0[0], after: $0[1], of: $0[2]) }
    ]
  }
}

@Suite("Derivatives of operators")
struct OperatorGradientTests {
  @Test("The record agrees with central differences", arguments: OperatorCase.all)
  func first(_ item: OperatorCase) {
    #expect(largestGradientError(of: item.inputs, item.operation) < 4e-4)
  }

  @Test(
    "The record of the backward pass agrees with central differences", arguments: OperatorCase.all)
  func second(_ item: OperatorCase) {
    #expect(largestGradientError(of: item.inputs, second: true, item.operation) < 4e-3)
  }

  @Test("A wrong pullback is noticed")
  func negativeControl() {
    let error = largestGradientError(of: [tensor([3, 4])]) { inputs in
      let x = inputs[0]
      return .recording(values: square(x).values, shape: x.shape, inputs: [x]) { [$0 * x * 1.99] }
    }
    #expect(error > 4e-4)
  }
}
