// SPDX-License-Identifier: GPL-3.0-or-later

/// A row-major array of `Float` with a shape, recorded for differentiation or not.
///
/// The value at index `(i₀, …, iᵣ₋₁)` is `values[((i₀·n₁ + i₁)·n₂ + …) + iᵣ₋₁]`. Shape `[]` is a
/// scalar. A tensor is a value: copies share storage until one of them changes.
///
/// A tensor that came from ``recorded()``, or from an operator with a recorded input, remembers
/// how it was computed; ``gradient(of:withRespectTo:recordingBackward:)`` walks that record back.
/// Equality compares shapes and values only.
public struct Tensor: Sendable {
  /// The extent of each axis, outermost first.
  public let shape: [Int]
  /// The values in row-major order.
  public package(set) var values: [Float]
  /// How this tensor was computed, when it is recorded.
  let node: GraphNode?

  /// Wraps values in row-major order.
  ///
  /// - Precondition: `values.count` is the product of `shape`.
  public init(_ values: [Float], shape: [Int]) {
    self.init(values, shape: shape, node: nil)
  }

  init(_ values: consuming [Float], shape: [Int], node: GraphNode?) {
    guard values.count == Tensor.count(of: shape) else {
      fatalError("\(values.count) values do not fill the shape \(shape)")
    }
    self.shape = shape
    self.values = values
    self.node = node
  }

  /// Repeats one value over a shape.
  public init(repeating value: Float, shape: [Int]) {
    self.init([Float](repeating: value, count: Tensor.count(of: shape)), shape: shape)
  }

  /// A scalar, shape `[]`.
  public init(_ scalar: Float) {
    self.init([scalar], shape: [])
  }

  /// Zeros of a shape.
  public static func zeros(_ shape: [Int]) -> Tensor {
    Tensor(repeating: 0, shape: shape)
  }

  /// The number of values.
  public var count: Int { values.count }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// Whether operators on this tensor are recorded.
  public var isRecorded: Bool { node != nil }

  /// The value of a tensor that has exactly one.
  ///
  /// - Precondition: `count == 1`.
  public var scalar: Float {
    guard count == 1 else {
      fatalError("a tensor of shape \(shape) is not a scalar")
    }
    return values[0]
  }

  /// The same values, free of any record: differentiation stops here.
  public var detached: Tensor { Tensor(values, shape: shape) }

  static func count(of shape: [Int]) -> Int {
    shape.reduce(1) { product, extent in
      guard extent >= 0 else {
        fatalError("the shape \(shape) has a negative extent")
      }
      return product * extent
    }
  }
}

extension Tensor: Equatable {
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape && left.values == right.values
  }
}
