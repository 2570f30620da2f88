// SPDX-License-Identifier: GPL-3.0-or-later

/// What ``Reparameterization`` was called before.
@available(*, deprecated, renamed: "Reparameterization")
public typealias Reparameterisation = Reparameterization

extension PublishedModuleError {
  /// What ``unrecognized(lacking:source:)`` was called before.
  @available(*, deprecated, renamed: "unrecognized(lacking:source:)")
  public static func unrecognised(lacking names: [String], source: String) -> PublishedModuleError {
    .unrecognized(lacking: names, source: source)
  }
}
