// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Tensors

extension RunFolder {
  /// What to do with a run next.
  public enum State: Equatable, Sendable {
    /// The run does not exist yet; anything a killed start left behind is removed by the next one.
    case vacant
    /// The run can be resumed from its checkpoint or, if killed before the first one, from its configuration.
    case begun
    /// All steps were taken and measured.
    case complete
  }

  /// The part of `config.json` that all commands write.
  package struct Stored: Decodable, Sendable {
    package let steps: Int
    package let seed: UInt64?
    package let data: File?
    package let heldOut: File?

    package struct File: Decodable, Sendable { package let path: String }
  }

  /// The stored settings; nil when the run has not started.
  ///
  /// - Throws: `FileError`, or ``RunError`` for a damaged file.
  package func stored() throws -> Stored? {
    guard FileManager.default.fileExists(atPath: configurationPath) else { return nil }
    do {
      return try JSONText.decode(Stored.self, from: FileReading.text(of: configurationPath))
    } catch is DecodingError {
      throw RunError(
        .damaged,
        "\(configurationPath) is not the configuration of a run. Restore it from a copy, or "
          + "move the folder away.")
    }
  }

  /// - Throws: ``RunError`` that names what is wrong with the folder and the remedy.
  public func state() throws -> State {
    guard let stored = try stored() else {
      guard isVacant else {
        throw RunError(
          .occupied,
          "the folder \(path) is not empty but has no config.json, so it is not a run folder. "
            + "Move it away.")
      }
      return .vacant
    }
    guard FileManager.default.fileExists(atPath: checkpointPath) else { return .begun }
    let metadata = try SafetensorsFile(path: checkpointPath).metadata
    guard let step = metadata["step"].flatMap({ Int($0) }) else {
      throw RunError(
        .damaged, "\(checkpointPath) does not give its step. Move the folder away.")
    }
    guard step >= stored.steps else { return .begun }
    if stored.heldOut != nil, try last()?.step != stored.steps {
      throw RunError(
        .damaged,
        "\(path) has taken all its \(stored.steps) steps, but its metrics.jsonl is missing the last "
          + "measurement on held-out data. Restore that file from a copy, or move the folder away.")
    }
    return .complete
  }

  /// The last measurement on held-out data, if any.
  ///
  /// The search starts at the end, because the file has a line for every step.
  package func last() throws -> MetricsRecord? {
    guard FileManager.default.fileExists(atPath: metricsPath) else { return nil }
    let bytes = Foundation.Data(try FileReading.bytes(of: metricsPath))
    let (mark, newline) = (Foundation.Data("\"held-out\"".utf8), UInt8(ascii: "\n"))
    var rest = bytes[...]
    while let found = rest.range(of: mark, options: .backwards) {
      let start = rest[..<found.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? rest.startIndex
      let end = bytes[found.upperBound...].firstIndex(of: newline) ?? bytes.endIndex
      let line = String(decoding: bytes[start..<end], as: UTF8.self)
      if let record = try? JSONText.decode(MetricsRecord.self, from: line) { return record }
      rest = bytes[..<start]
    }
    return nil
  }

  /// The share of all steps taken so far, judging by the metrics.
  package var share: Double {
    guard let stored = try? stored(), let file = FileHandle(forReadingAtPath: metricsPath)
    else { return 0 }
    defer { try? file.close() }
    let length = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: length - min(length, 1 << 16))
    let tail = (try? file.readToEnd()) ?? nil ?? Foundation.Data()
    struct Line: Decodable { let step: Int }
    let step = tail.split(separator: UInt8(ascii: "\n")).reversed().lazy.compactMap {
      try? JSONDecoder().decode(Line.self, from: Foundation.Data($0)).step
    }.first
    return stored.steps > 0 ? min(1, Double(step ?? 0) / Double(stored.steps)) : 1
  }
}
