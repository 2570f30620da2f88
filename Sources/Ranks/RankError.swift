// SPDX-License-Identifier: GPL-3.0-or-later

/// Why ranks cannot work together.
public struct RankError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, in one word for programs.
  public enum Kind: Sendable {
    /// There is no library of MPI, or it is not the one that started the processes.
    case unavailable
    /// The ranks do not have the same data or settings.
    case differentData
    /// The ranks do not run the same program on processors of the same kind.
    case differentPrograms
    /// A rank does not make the calls that the others make.
    case outOfStep
    /// The library of MPI reports a failure.
    case broken
    /// Another rank has ended.
    case abandoned
  }

  /// What is wrong in one word.
  public let kind: Kind
  /// What is wrong and what to do about it.
  public let description: String

  /// An error of a kind and a sentence.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
