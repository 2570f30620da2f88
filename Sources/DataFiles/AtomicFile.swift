// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file that appears under its name only when it is whole.
///
/// Bytes go to `PATH.<random digits>.partial` in the same folder; ``commit()`` flushes them to the disk,
/// renames the file and flushes the folder. Until then, and after any error, an earlier file of
/// that name stays as it was. A writer that is dropped without ``commit()`` removes its partial
/// file. Two writers of one path do not disturb each other: the last to commit wins.
public struct AtomicFile: ~Copyable {
  private let file: UnfinishedFile

  /// The name under which the file will appear.
  public var path: String { file.path }
  /// The name under which it grows.
  public var partialPath: String { file.partialPath }

  /// Creates the partial file beside `path`.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)`` when the folder refuses it.
  public init(path: String) throws(FileError) {
    file = try UnfinishedFile(path: path)
  }

  /// Appends bytes.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try writeAll(bytes, to: file.descriptor, of: path)
  }

  /// Appends bytes.
  public mutating func write(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(FileError) in
      try write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Appends text as UTF-8.
  public mutating func write(_ text: String) throws(FileError) {
    try write(Array(text.utf8))
  }

  /// Replaces bytes already written, from `offset` on: headers whose counts are known at the end.
  ///
  /// - Precondition: the replaced range was written before.
  public mutating func overwrite(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    let written = bytes.withUnsafeBytes {
      pwrite(file.descriptor, $0.baseAddress, $0.count, off_t(offset))
    }
    guard written == bytes.count else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
  }

  /// Flushes, renames and flushes the folder: from here on the file is there, whole.
  public consuming func commit() throws(FileError) {
    try file.publish()
  }

  /// Flushes and renames a finished file of another writer, which stays where it is when that fails.
  public static func publish(_ partialPath: String, as path: String) throws(FileError) {
    let descriptor = open(partialPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    let flushed = fsync(descriptor)
    let reason = systemReason()
    close(descriptor)
    guard flushed == 0 else { throw .cannotWrite(path: path, reason: reason) }
    try give(partialPath, theName: path)
    flushFolder(of: path)
  }

  /// Writes a whole small file in one step.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes a whole small text file in one step, as UTF-8.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }
}

/// The sentence the system gives for the last failed call.
func systemReason() -> String { String(cString: strerror(errno)) }
