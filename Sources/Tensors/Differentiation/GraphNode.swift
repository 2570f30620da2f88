// SPDX-License-Identifier: GPL-3.0-or-later

/// One step of a recorded computation: what it read, and how a cotangent flows back through it.
///
/// A node never changes, so recorded tensors may cross threads. Its identity is the key under
/// which a backward pass keeps the cotangent.
final class GraphNode: Sendable {
  typealias Pullback = @Sendable (_ cotangent: Tensor, _ node: GraphNode) -> [Tensor?]

  /// The node of each input; `nil` for inputs that are not recorded.
  let inputs: [GraphNode?]
  let pullback: Pullback

  init(inputs: [GraphNode?] = [], pullback: @escaping Pullback = { _, _ in [] }) {
    self.inputs = inputs
    self.pullback = pullback
  }
}

extension Tensor {
  /// A leaf of a new record: operators on it are recorded from here on.
  public func recorded() -> Tensor {
    Tensor(values, shape: shape, node: GraphNode())
  }

  /// The result of an operator, recorded when one of its inputs is.
  ///
  /// This is how an operator is added, in one file: compute `values`, then state the pullback in
  /// terms of other operators, so that it can itself be recorded and differentiated again.
  ///
  /// - Parameters:
  ///   - values: the result in row-major order; moved in, not copied, when passed as the last use.
  ///   - shape: the shape of the result.
  ///   - inputs: the tensors the operator read.
  ///   - pullback: from the cotangent of the result, shape `shape`, to one cotangent per input, each
  ///     with its input's shape, or `nil` where none is needed. Capture the inputs as they are; ask
  ///     `isRecorded` before work that only one of them needs.
  public static func recording(
    values: consuming [Float], shape: [Int], inputs: [Tensor],
    pullback: @escaping @Sendable (_ cotangent: Tensor) -> [Tensor?]
  ) -> Tensor {
    guard inputs.contains(where: \.isRecorded) else { return Tensor(values, shape: shape) }
    let node = GraphNode(inputs: inputs.map(\.node)) { cotangent, _ in pullback(cotangent) }
    return Tensor(values, shape: shape, node: node)
  }

  /// The result of an operator whose pullback reads the result itself, as that of `exp` does.
  public static func recording(
    values: consuming [Float], shape: [Int], inputs: [Tensor],
    pullbackWithOutput pullback:
      @escaping @Sendable (_ cotangent: Tensor, _ output: Tensor) -> [Tensor?]
  ) -> Tensor {
    let output = Tensor(values, shape: shape)
    guard inputs.contains(where: \.isRecorded) else { return output }
    // The node must not hold a tensor that holds the node, so the record is reattached on the way.
    let node = GraphNode(inputs: inputs.map(\.node)) { cotangent, node in
      pullback(cotangent, Tensor(output.values, shape: output.shape, node: node))
    }
    return Tensor(output.values, shape: shape, node: node)
  }
}
