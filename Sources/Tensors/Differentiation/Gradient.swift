// SPDX-License-Identifier: GPL-3.0-or-later

/// The derivatives of a scalar with respect to recorded tensors, by one backward walk.
///
/// ```
/// result[i] = ∂ loss / ∂ variables[i]          shape of variables[i]
/// ```
/// Cotangents live in this call only, keyed by the identity of the nodes; nothing is stored in
/// the tensors. The walk is the reverse of a depth-first order, hence the same on every run.
///
/// - Parameters:
///   - loss: a recorded tensor with one value.
///   - variables: recorded tensors, usually leaves from ``Tensor/recorded()``. One that the loss does
///     not depend on gets zeros.
///   - recordingBackward: keeps the backward pass itself recorded, so that the result can be
///     differentiated again.
/// - Precondition: `loss.count == 1`; every variable is recorded.
/// - Complexity: a small multiple of the forward computation.
public func gradient(
  of loss: Tensor, withRespectTo variables: [Tensor], recordingBackward: Bool = false
) -> [Tensor] {
  guard loss.count == 1 else {
    fatalError("a loss of shape \(loss.shape) is not a scalar")
  }
  for variable in variables {
    guard variable.isRecorded else {
      fatalError("a variable of shape \(variable.shape) is not recorded")
    }
  }
  guard let root = loss.node else { return variables.map { Tensor.zeros($0.shape) } }
  var ledger = CotangentLedger(
    wanted: variables.compactMap(\.node), recordingBackward: recordingBackward)
  ledger.add(Tensor(repeating: 1, shape: loss.shape), to: root)
  for node in topologicalOrder(from: root).reversed() where !node.inputs.isEmpty {
    guard let cotangent = ledger.take(node) else { continue }
    let cotangents = node.pullback(cotangent, node)
    guard cotangents.count == node.inputs.count else {
      fatalError("a pullback gave \(cotangents.count) cotangents for \(node.inputs.count) inputs")
    }
    for (input, cotangent) in zip(node.inputs, cotangents) {
      if let input, let cotangent { ledger.add(cotangent, to: input) }
    }
  }
  return variables.map { variable in
    variable.node.flatMap { ledger.final($0) } ?? Tensor.zeros(variable.shape)
  }
}

/// The cotangents of one backward pass, summed where several paths meet.
private struct CotangentLedger {
  private var entries: [ObjectIdentifier: Tensor] = [:]
  private let wanted: Set<ObjectIdentifier>
  private let recordingBackward: Bool

  init(wanted: [GraphNode], recordingBackward: Bool) {
    self.wanted = Set(wanted.map { ObjectIdentifier($0) })
    self.recordingBackward = recordingBackward
  }

  /// Adds a cotangent; the first one is kept as it is, later ones are added into its storage.
  mutating func add(_ cotangent: consuming Tensor, to node: GraphNode) {
    let key = ObjectIdentifier(node)
    guard var sum = entries.removeValue(forKey: key) else {
      entries[key] = recordingBackward ? cotangent : cotangent.detached
      return
    }
    if recordingBackward {
      sum = sum + cotangent
    } else {
      sum.accumulate(cotangent)
    }
    entries[key] = sum
  }

  /// The sum for a node whose users have all been visited.
  mutating func take(_ node: GraphNode) -> Tensor? {
    let key = ObjectIdentifier(node)
    return wanted.contains(key) ? entries[key] : entries.removeValue(forKey: key)
  }

  func final(_ node: GraphNode) -> Tensor? { entries[ObjectIdentifier(node)] }
}

/// Every node below `root`, inputs before users, in depth-first order.
private func topologicalOrder(from root: GraphNode) -> [GraphNode] {
  var order: [GraphNode] = []
  var seen: Set<ObjectIdentifier> = [ObjectIdentifier(root)]
  // An explicit stack: a record may be thousands of steps deep.
  var stack: [(node: GraphNode, next: Int)] = [(root, 0)]
  while let (node, next) = stack.popLast() {
    guard next < node.inputs.count else {
      order.append(node)
      continue
    }
    stack.append((node, next + 1))
    if let input = node.inputs[next], seen.insert(ObjectIdentifier(input)).inserted {
      stack.append((input, 0))
    }
  }
  return order
}
