// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// What a recording was made from: enough to make it again.
public struct Provenance: Codable, Hashable, Sendable {
  /// The program's name.
  public let program: String
  /// The program's version.
  public let programVersion: String
  /// The seed of every draw.
  public let seed: UInt64
  /// The name of the stream under the seed; empty for the one without a name.
  public let stream: String
  /// The version of the rule that turns seeds into spikes.
  public let streamVersion: Int
  /// The full configuration as JSON on one line.
  public let configuration: String

  /// Says what a recording was made from.
  ///
  /// The configuration is JSON; line breaks between its words become spaces.
  ///
  /// - Throws: ``SpikeFileError/badRecording(_:)`` when `configuration` is not JSON.
  public init(
    program: String = "interspike", programVersion: String, seed: UInt64, stream: String = "",
    streamVersion: Int, configuration: String = "{}"
  ) throws(SpikeFileError) {
    let line = String(configuration.map { $0.isNewline ? " " : $0 })
    guard
      (try? JSONSerialization.jsonObject(with: Data(line.utf8), options: [.fragmentsAllowed]))
        != nil
    else {
      throw .badRecording("the configuration is not JSON: \(line.prefix(60))")
    }
    self.program = program
    self.programVersion = programVersion
    self.seed = seed
    self.stream = stream
    self.streamVersion = streamVersion
    self.configuration = line
  }

  /// The provenance as one line of JSON; the configuration comes last, as it was given.
  var encoded: String {
    let stream = stream.isEmpty ? "" : ",\"stream\":\(jsonString(stream))"
    return "{\"program\":\(jsonString(program)),\"program_version\":\(jsonString(programVersion)),"
      + "\"seed\":\(seed)\(stream),\"stream_version\":\(streamVersion)\(Self.configurationKey)"
      + "\(configuration)}"
  }

  /// Reads what ``encoded`` wrote; `nil` for any other text.
  init?(encoded text: String) {
    // Quotes inside JSON strings are escaped, so the first match is the key itself.
    guard let key = text.range(of: Self.configurationKey), text.hasSuffix("}"),
      let facts = try? JSONDecoder().decode(
        Facts.self, from: Data((text[..<key.lowerBound] + "}").utf8))
    else { return nil }
    do {
      try self.init(
        program: facts.program, programVersion: facts.program_version, seed: facts.seed,
        stream: facts.stream ?? "", streamVersion: facts.stream_version,
        configuration: String(text[key.upperBound...].dropLast()))
    } catch {
      return nil
    }
  }

  private static let configurationKey = ",\"configuration\":"

  private struct Facts: Decodable {
    let program: String
    let program_version: String
    let seed: UInt64
    let stream: String?
    let stream_version: Int
  }
}
