// SPDX-License-Identifier: GPL-3.0-or-later

/// What a tensor of a state, or every tensor of one of its modules, is called in the published module.
///
/// `encoder=fc_enc` makes `fc_enc.weight` of `encoder.weight`, and `prior=log_rate` makes `log_rate` of `prior`.
public struct TensorRenaming: Equatable, Sendable, CustomStringConvertible {
  /// The name in the state: of a tensor, or of a module, whose tensors begin with it and a dot.
  public let old: String
  /// The name in the published module.
  public let new: String

  /// A change of names.
  public init(_ old: String, to new: String) { (self.old, self.new) = (old, new) }

  /// A change as it is written, `OLD=NEW`; nil unless both names are there.
  public init?(argument: String) {
    let names = argument.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard names.count == 2, !names.contains("") else { return nil }
    self.init(names[0], to: names[1])
  }

  public var description: String { "\(old)=\(new)" }

  /// The name after the change; nil if the change does not concern it.
  func renamed(_ name: String) -> String? {
    if name == old { return new }
    return name.hasPrefix(old + ".") ? new + name.dropFirst(old.count) : nil
  }
}
