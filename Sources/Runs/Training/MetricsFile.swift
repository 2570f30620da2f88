// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// The growing file of what a training run reports: one JSON object per line.
package struct MetricsFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens the file, dropping the lines that training resumed from a checkpoint will write again.
  ///
  /// - Throws: `FileError`.
  package init(path: String, continuingFrom step: Int?) throws {
    let kept = step == nil ? [] : try Self.lines(of: path, before: step)
    try AtomicFile.write(kept.map { $0 + "\n" }.joined(), to: path)
    let opened = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard opened >= 0 else {
      throw FileError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    self.path = path
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Appends a line.
  package func append(_ record: some Encodable) throws {
    var rest = Array((try JSONText.encode(record) + "\n").utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        throw FileError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Waits until the lines are on disk; call it before writing a checkpoint that relies on them.
  package func flush() throws {
    guard fsync(descriptor) == 0 else {
      throw FileError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// The complete lines of a file as records.
  package static func records(of path: String) throws -> [MetricsRecord] {
    try lines(of: path, before: nil).map { try JSONText.decode(MetricsRecord.self, from: $0) }
  }

  /// The complete lines of a file.
  package static func lines(of path: String, before step: Int?) throws -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try text(of: path).split(separator: "\n").map(String.init).filter {
      guard let record = try? JSONText.decode(MetricsRecord.self, from: $0) else { return false }
      return step.map { record.precedes(checkpoint: $0) } ?? true
    }
  }

  /// What is wrong, if anything, with the file of a training run that has taken this many steps.
  package static func remark(on path: String, after steps: Int) -> String? {
    guard steps > 0 else { return nil }
    guard FileManager.default.fileExists(atPath: path) else {
      return "\(path) is missing: the measurements of the first \(steps) steps are lost."
    }
    guard let text = try? text(of: path) else { return "\(path) cannot be read." }
    // A killed training run may leave half a line at the end.
    let whole = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let records = whole.compactMap { try? JSONText.decode(MetricsRecord.self, from: String($0)) }
    let kept = Set(records.filter { $0.isTraining && $0.precedes(checkpoint: steps) }.map(\.step))
    guard kept.count < steps || records.count < whole.count else { return nil }
    return "\(path) is damaged: the measurements of \(steps - kept.count) of the first \(steps) "
      + "steps and \(whole.count - records.count) unreadable lines are lost."
  }

  /// The text of the file; bytes that are not UTF-8 spoil only their own line.
  private static func text(of path: String) throws -> String {
    String(decoding: try FileReading.bytes(of: path), as: UTF8.self)
  }
}
