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
    let name = "\(path).\(getpid()).scratch"
    descriptor = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    unlink(name)
  }

  deinit { close(descriptor) }

  /// Appends numbers as they lie in memory.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)`` when the disk is full.
  public mutating func append<Element: BitwiseCopyable>(
    _ values: [Element]
  ) throws(FileError) {
    let failed = values.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        if written < 0 { return true }
        rest = rest.dropFirst(written)
      }
      return false
    }
    guard !failed else { throw .cannotWrite(path: path, reason: systemReason()) }
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
    precondition(
      offset >= 0 && offset + size <= byteCount,
      "\(size) bytes at \(offset) of a file of \(byteCount)")
    var reason: String?
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      var done = 0
      while done < size {
        let got = pread(
          descriptor, bytes.baseAddress?.advanced(by: done), size - done, off_t(offset + done))
        if got < 0, errno == EINTR { continue }
        if got <= 0 {
          reason = got < 0 ? systemReason() : "it was cut short"
          break
        }
        done += got
      }
      filled = done / MemoryLayout<Element>.stride
    }
    if let reason { throw .cannotRead(path: path, reason: reason) }
    return values
  }
}
