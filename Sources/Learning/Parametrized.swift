// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import Tensors

/// Something with tensors that training may move.
///
/// Names follow the modules of PyTorch (`fc_enc.weight`), so that weights can be exchanged by name.
public protocol Parametrized {
  /// Visits every parameter once, always in the same order and under the same name.
  mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void)

  /// Visits every buffer once, always in the same order and under the same name: values that are
  /// saved with the parameters and that training leaves alone, such as those of a frozen prior.
  ///
  /// No name is also that of a parameter. By default there are none.
  mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void)
}

extension Parametrized {
  public mutating func forEachBuffer(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {}
}

/// A parameter or a buffer with its name.
public struct NamedTensor: Sendable, Equatable {
  /// The name within the model.
  public let name: String
  /// The value.
  public let tensor: Tensor

  /// A tensor with a name.
  public init(_ name: String, _ tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

extension Parametrized {
  /// Visits the parameters of a part of a larger model, with `prefix` and a dot before each name.
  public mutating func forEachParameter(
    under prefix: String, _ visit: (_ name: String, _ value: inout Tensor) -> Void
  ) {
    forEachParameter { name, value in visit("\(prefix).\(name)", &value) }
  }

  /// Visits the buffers of a part of a larger model, with `prefix` and a dot before each name.
  public mutating func forEachBuffer(
    under prefix: String, _ visit: (_ name: String, _ value: inout Tensor) -> Void
  ) {
    forEachBuffer { name, value in visit("\(prefix).\(name)", &value) }
  }

  /// All parameters, in the order of ``forEachParameter(_:)``.
  public var parameters: [NamedTensor] {
    var copy = self
    var found: [NamedTensor] = []
    copy.forEachParameter { name, value in found.append(NamedTensor(name, value)) }
    return found
  }

  /// A hash of all parameters, by which ranks notice that they no longer have the same.
  package var digest: String {
    var sum = FNV1a()
    for parameter in parameters {
      for value in parameter.tensor.values { sum.enter(UInt64(value.bitPattern)) }
    }
    return sum.digits
  }

  /// All buffers, in the order of ``forEachBuffer(_:)``.
  public var buffers: [NamedTensor] {
    var copy = self
    var found: [NamedTensor] = []
    copy.forEachBuffer { name, value in found.append(NamedTensor(name, value)) }
    return found
  }

  /// Everything that makes the model what it is: its parameters, then its buffers.
  public var state: [NamedTensor] { parameters + buffers }

  /// The number of trainable values.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.count } }

  /// A copy whose parameters are leaves of a new record, and those leaves in order.
  public func recorded() -> (model: Self, leaves: [Tensor]) {
    var model = self
    var leaves: [Tensor] = []
    model.forEachParameter { _, value in
      value = value.recorded()
      leaves.append(value)
    }
    return (model, leaves)
  }

  /// Replaces every parameter; buffers stay.
  ///
  /// - Throws: ``ParameterError`` when names or shapes are not exactly those of this model; then
  ///   nothing is changed.
  public mutating func setParameters(
    _ values: [NamedTensor], from source: String = "the given parameters"
  ) throws(ParameterError) {
    let replacements = try replacements(of: parameters, by: values, from: source)
    var next = 0
    forEachParameter { _, value in
      value = replacements[next]
      next += 1
    }
  }

  /// Replaces every parameter and every buffer.
  ///
  /// - Throws: ``ParameterError`` when names or shapes are not exactly those of this model; then
  ///   nothing is changed.
  public mutating func setState(
    _ values: [NamedTensor], from source: String = "the given parameters"
  ) throws(ParameterError) {
    let replacements = try replacements(of: state, by: values, from: source)
    var next = 0
    func replace(_ name: String, _ value: inout Tensor) {
      value = replacements[next]
      next += 1
    }
    forEachParameter(replace)
    forEachBuffer(replace)
  }

  /// The new values in the order of the expected ones.
  private func replacements(
    of expected: [NamedTensor], by values: [NamedTensor], from source: String
  ) throws(ParameterError) -> [Tensor] {
    let missing = expected.map(\.name).filter { name in !values.contains { $0.name == name } }
    guard missing.isEmpty else { throw .missing(missing, source: source) }
    let unknown = values.map(\.name).filter { name in !expected.contains { $0.name == name } }
    guard unknown.isEmpty else { throw .unknown(unknown, source: source) }
    var replacements: [Tensor] = []
    for parameter in expected {
      guard let value = values.first(where: { $0.name == parameter.name })?.tensor else { continue }
      guard value.shape == parameter.tensor.shape else {
        throw .shape(
          name: parameter.name, expected: parameter.tensor.shape, found: value.shape,
          source: source)
      }
      replacements.append(value)
    }
    return replacements
  }
}

/// Why tensors are not the parameters of a model.
public enum ParameterError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The model needs tensors that are not there.
  case missing([String], source: String)
  /// There are tensors that the model does not have.
  case unknown([String], source: String)
  /// A tensor has another shape than the model's.
  case shape(name: String, expected: [Int], found: [Int], source: String)

  public var description: String {
    switch self {
    case .missing(let names, let source):
      "\(source) is missing the model's \(ParameterError.quoted(names)). "
        + "Use the configuration it was made with."
    case .unknown(let names, let source):
      "\(source) has \(ParameterError.quoted(names)), which the model does not have. "
        + "Use the configuration it was made with."
    case .shape(let name, let expected, let found, let source):
      "'\(name)' in \(source) has shape \(found); the model needs \(expected). "
        + "Use the configuration it was made with."
    }
  }

  private static func quoted(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
