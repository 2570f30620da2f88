// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a run cannot be started, resumed or read.
public struct RunError: Error, CustomStringConvertible, Sendable {
  /// What is wrong, in one word for programs.
  public enum Kind: Sendable {
    /// Settings that are invalid or do not fit together.
    case settings
    /// A file or folder that exists but does not hold what it should.
    case damaged
    /// A file or folder that does not exist.
    case missing
    /// A folder that cannot be created, or that holds something else.
    case occupied
    /// Another process is working there.
    case busy
    /// Something of this machine that is needed and cannot be had.
    case unavailable
  }

  /// What is wrong in one word.
  public let kind: Kind
  private let message: Message

  package init(_ kind: Kind, _ message: Message) {
    self.kind = kind
    self.message = message
  }

  /// What is wrong and what to do about it, in terms of this library.
  public var description: String { message.text(for: .library) }

  /// The same in terms of the command line.
  package var commandLineDescription: String { message.text(for: .commandLine) }
}

extension RunError {
  /// A sentence that names settings and remedies in terms of the library or of the command line.
  package struct Message: ExpressibleByStringInterpolation, Sendable {
    /// Who a sentence is for.
    package enum Reader: Sendable {
      case library
      case commandLine
    }

    fileprivate enum Part: Sendable {
      case text(String)
      /// A setting by its name with dashes, such as `learning-rate`.
      case setting(String)
      /// What to type, and what to call.
      case remedy(command: String, call: String)
    }

    fileprivate var parts: [Part]

    /// A sentence made of pieces.
    package struct StringInterpolation: StringInterpolationProtocol {
      fileprivate var parts: [Part] = []

      package init(literalCapacity: Int, interpolationCount: Int) {}

      package mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }

      package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
        parts.append(.text("\(value)"))
      }

      /// A setting: `--learning-rate` or `learningRate`.
      package mutating func appendInterpolation(setting name: String) {
        parts.append(.setting(name))
      }

      /// The text of another error.
      package mutating func appendInterpolation(_ error: RunError) {
        parts += error.message.parts
      }

      /// `interspike` with arguments, or a call.
      package mutating func appendInterpolation(command: String, call: String) {
        parts.append(.remedy(command: command, call: call))
      }
    }

    package init(stringLiteral value: String) { parts = [.text(value)] }

    package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    fileprivate init(parts: [Part]) { self.parts = parts }

    /// A setting when the name begins with dashes, otherwise the name itself.
    package init(naming name: String) {
      parts = [name.hasPrefix("--") ? .setting(String(name.dropFirst(2))) : .text(name)]
    }

    package static func + (first: Message, second: Message) -> Message {
      Message(parts: first.parts + second.parts)
    }

    /// The sentence for a reader.
    fileprivate func text(for reader: Reader) -> String {
      parts.map { part in
        switch (part, reader) {
        case (.text(let text), _): text
        case (.setting(let name), .commandLine): "--\(name)"
        case (.setting(let name), .library): Self.camelCase(name)
        case (.remedy(let command, _), .commandLine): "`interspike \(command)`"
        case (.remedy(_, let call), .library): "`\(call)`"
        }
      }.joined()
    }

    private static func camelCase(_ name: String) -> String {
      let words = name.split(separator: "-")
      return words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
    }
  }
}

extension Substring {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
