// SPDX-License-Identifier: GPL-3.0-or-later

/// One picture file.
public struct Photograph: Hashable, Sendable {
  /// The name that stands in lists: the name of the file.
  public let name: String
  /// Where the file lies.
  public let path: String

  /// A picture file under a name.
  public init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}
