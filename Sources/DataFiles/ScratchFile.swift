// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file without a name, for what does not fit memory; the system takes it back when it is dropped.
///
/// It lies in the folder of the file it serves, on the disk that will hold that file too. A program that
/// dies leaves nothing behind.
public struct ScratchFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// How many bytes were appended.
  public private(set) var byteCount = 0

  /// Creates an empty file in the folder of `path`.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)`` when the folder refuses it.
  public init(beside path: String) throws(FileError) {
    self.path = path
    descriptor = try Self.nameless(beside: path)
  }

  /// A file that had a name of its own for a moment, in which nothing but a kill can come.
  private static func nameless(beside path: String) throws(FileError) -> Int32 {
    PartialName.removeLeftovers(of: path)
    while true {
      let name = PartialName.drawn(for: path)
      let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor < 0 else {
        unlink(name)
        return descriptor
      }
      guard errno == EEXIST || errno == EINTR else {
        throw .cannotWrite(path: path, reason: systemReason())
      }
    }
  }

  deinit { close(descriptor) }

  /// Appends numbers as they lie in memory.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)`` when the disk is full.
  public mutating func append<Element: BitwiseCopyable>(
    _ values: [Element]
  ) throws(FileError) {
    try values.withUnsafeBufferPointer { (values) throws(FileError) in
      try writeAll(UnsafeRawBufferPointer(values), to: descriptor, of: path)
    }
    byteCount += values.count * MemoryLayout<Element>.stride
  }

  /// Reads back numbers that were appended from byte `offset` on.
  ///
  /// - Precondition: they were appended.
  /// - Throws: ``FileError/cannotRead(path:reason:)``.
  public func read<Element: BitwiseCopyable>(
    _ count: Int, of type: Element.Type, at offset: Int
  ) throws(FileError) -> [Element] {
    let size = count * MemoryLayout<Element>.stride
    guard offset >= 0 && offset + size <= byteCount else {
      fatalError("\(size) bytes at \(offset) of a file of \(byteCount)")
    }
    var failure: FileError?
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: size)
      do throws(FileError) {
        try readAll(bytes, at: offset, from: descriptor, of: path)
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }
}
