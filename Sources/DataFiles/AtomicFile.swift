// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file that appears under its name only when it is whole.
///
/// Bytes go to `PATH.<process id>.partial` in the same folder; ``commit()`` flushes them to the disk,
/// renames the file and flushes the folder. Until then, and after any error, an earlier file of
/// that name stays as it was. A writer that is dropped without ``commit()`` removes its partial
/// file.
public struct AtomicFile: ~Copyable {
  /// The name under which the file will appear.
  public let path: String
  /// The name under which it grows.
  public let partialPath: String
  private let descriptor: Int32
  private var committed = false

  /// Creates the partial file beside `path`.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)`` when the folder refuses it.
  public init(path: String) throws(FileError) {
    self.path = path
    partialPath = "\(path).\(getpid()).partial"
    descriptor = open(partialPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
  }

  deinit {
    close(descriptor)
    if !committed { unlink(partialPath) }
  }

  /// Appends bytes.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try writeAll(bytes, to: descriptor, of: path)
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
      pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
    }
    guard written == bytes.count else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
  }

  /// Flushes, renames and flushes the folder: from here on the file is there, whole.
  public consuming func commit() throws(FileError) {
    guard fsync(descriptor) == 0 else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
    try AtomicFile.publish(partialPath, as: path)
    committed = true
  }

  /// Renames a finished file of another writer, for example a library that insists on opening by name.
  ///
  /// The partial file is flushed first and removed when the rename fails.
  public static func publish(_ partialPath: String, as path: String) throws(FileError) {
    let descriptor = open(partialPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    let flushed = fsync(descriptor)
    let reason = systemReason()
    close(descriptor)
    guard flushed == 0 else { throw .cannotWrite(path: path, reason: reason) }
    guard rename(partialPath, path) == 0 else {
      let reason = systemReason()
      unlink(partialPath)
      throw .cannotWrite(path: path, reason: reason)
    }
    let folder = (path as NSString).deletingLastPathComponent
    let folderDescriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folderDescriptor >= 0 {
      fsync(folderDescriptor)
      close(folderDescriptor)
    }
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
