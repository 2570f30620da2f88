// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Runs
internal import Tensors

/// How far the folder of a cell has come, whichever command fills it.
struct CellFolder {
  let run: RunFolder

  init(_ cell: SweepCell) { run = RunFolder(cell.folder) }

  /// What is done with the cell next.
  enum State: Equatable {
    /// There is no run yet; what a start that was killed may have left is removed by the next.
    case vacant
    /// The run goes on, from its checkpoint or, killed before the first, from its configuration.
    case begun
    /// All steps are taken and measured.
    case complete
  }

  /// As much of `config.json` as all commands write.
  struct Stored: Decodable {
    let steps: Int
    let data: File?
    let heldOut: File?

    struct File: Decodable { let path: String }
  }

  /// The settings that are written down; nil when the run has not begun.
  ///
  /// - Throws: `FileError`, or `Refusal` for a file that was damaged.
  func stored() throws -> Stored? {
    guard FileManager.default.fileExists(atPath: run.configurationPath) else { return nil }
    do {
      return try JSONText.decode(Stored.self, from: FileReading.text(of: run.configurationPath))
    } catch is DecodingError {
      throw Refusal(
        .badData,
        "\(run.configurationPath) is not the configuration of a run. Restore it from a copy, or "
          + "move the folder away.")
    }
  }

  /// - Throws: `Refusal` that names what is wrong with the folder and the remedy.
  func state() throws -> State {
    guard let stored = try stored() else {
      guard run.isVacant else {
        throw Refusal(
          .cannotCreate,
          "the folder \(run.path) is not empty and holds no config.json, so it is not the folder of "
            + "a run. Move it away.")
      }
      return .vacant
    }
    guard FileManager.default.fileExists(atPath: run.checkpointPath) else { return .begun }
    let metadata = try SafetensorsFile(path: run.checkpointPath).metadata
    guard let step = metadata["step"].flatMap({ Int($0) }) else {
      throw Refusal(
        .badData, "\(run.checkpointPath) does not say its step. Move the folder away.")
    }
    guard step >= stored.steps else { return .begun }
    if stored.heldOut != nil, try last()?.step != stored.steps {
      throw Refusal(
        .badData,
        "\(run.path) has taken all its \(stored.steps) steps, and its metrics.jsonl lacks the last "
          + "measurement on held-out data. Restore that file from a copy, or move the folder away.")
    }
    return .complete
  }

  /// The last measurement on held-out data; nil when there is none.
  ///
  /// It is looked for from the end, for the file has a line for every step.
  func last() throws -> MetricsRecord? {
    guard FileManager.default.fileExists(atPath: run.metricsPath) else { return nil }
    let bytes = Foundation.Data(try FileReading.bytes(of: run.metricsPath))
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

  /// The share of all steps that are taken, as far as the metrics tell.
  var share: Double {
    guard let stored = try? stored(), let file = FileHandle(forReadingAtPath: run.metricsPath)
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

  /// Refuses a folder whose run has other settings than the cell's.
  ///
  /// Paths, reporting intervals and the version of the program may differ.
  func require(_ expected: String, of cell: SweepCell) throws {
    guard FileManager.default.fileExists(atPath: run.configurationPath) else { return }
    let stored = try Self.settings(FileReading.text(of: run.configurationPath))
    let own = try Self.settings(expected)
    for name in Set(own.keys).union(stored.keys).sorted() where own[name] != stored[name] {
      throw Refusal(
        .cannotCreate,
        "\(run.configurationPath) says \(name) is \(stored[name] ?? "not set"), and cell "
          + "'\(cell.name)' wants \(own[name] ?? "none"). Choose another output folder, or move "
          + "\(run.path) away.")
    }
  }

  /// The decisive settings of a `config.json`, those of files among them by `file.setting`.
  private static func settings(_ text: String) throws -> [String: String] {
    let object = try? JSONSerialization.jsonObject(with: Foundation.Data(text.utf8))
    var fields: [String: String] = [:]
    for (name, value) in object as? [String: Any] ?? [:] {
      guard let inner = value as? [String: Any] else {
        fields[name] = "\(value)"
        continue
      }
      for (part, value) in inner where part != "path" { fields["\(name).\(part)"] = "\(value)" }
    }
    for free in [
      "evaluate_every", "checkpoint_every", "keep", "keep_best", "program", "program_version",
    ] {
      fields[free] = nil
    }
    return fields
  }
}
