// SPDX-License-Identifier: GPL-3.0-or-later

/// Why tensors are not the state of a published module.
public enum PublishedModuleError: Error, Equatable, Sendable, CustomStringConvertible {
  /// None of the tensors without which nothing can be recognized is there.
  case unrecognized(lacking: [String], source: String)
  /// A convolutional network changes the size more or less often than any published one.
  case stages(network: String, count: Int, source: String)
  /// Two tensors speak of different sizes.
  case disagreement(what: String, String, Int, String, Int, source: String)
  /// A tensor has another shape than the rest asks for.
  case shape(name: String, expected: String, found: [Int], source: String)
  /// Tensors of the module are not there.
  case missing([String], source: String)
  /// There are tensors that the module does not have.
  case unknown([String], source: String)

  public var description: String {
    switch self {
    case .unrecognized(let names, let source):
      "\(source) does not have \(Self.listing(names)), so it is not the state of a Poisson, Gaussian, Laplace or categorical "
        + "VAE. Save model.state_dict() of a module with the published names, or rename its tensors (import --rename OLD=NEW)."
    case .stages(let network, let count, let source):
      "'\(network)' in \(source) changes the size of pictures \(count) times; published modules read and "
        + "write 16 × 16 or 28 × 28 pixels. Use one of these."
    case .disagreement(let what, let first, let firstValue, let second, let secondValue, let source):
      "\(source) contradicts itself: '\(first)' implies \(firstValue) \(what), but '\(second)' implies "
        + "\(secondValue). Save model.state_dict() of a single module."
    case .shape(let name, let expected, let found, let source):
      "'\(name)' in \(source) has shape \(found); the published module has \(expected) there. "
        + "Save model.state_dict() of a module with the published layout."
    case .missing(let names, let source):
      "\(source) lacks \(Self.listing(names)) of the published module. Save its whole state_dict()."
    case .unknown(let names, let source):
      "\(source) has \(Self.listing(names)), which the published module does not have. "
        + "Leave them out if the model does not need them."
    }
  }

  private static func listing(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
