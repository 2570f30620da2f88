// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Writes all bytes to an open file, however many calls that takes.
///
/// - Throws: ``FileError/cannotWrite(path:reason:)``, which names the file `path`.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, of path: String
) throws(FileError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = write(
      descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if written < 0 {
      if errno == EINTR { continue }
      throw .cannotWrite(path: path, reason: systemReason())
    }
    rest = rest.dropFirst(written)
  }
}

/// Fills memory from byte `offset` of an open file.
///
/// - Throws: ``FileError/cannotRead(path:reason:)``, also when the file is shorter.
func readAll(
  _ bytes: UnsafeMutableRawBufferPointer, at offset: Int, from descriptor: Int32, of path: String
) throws(FileError) {
  var done = 0
  while done < bytes.count {
    let got = pread(
      descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
    if got < 0, errno == EINTR { continue }
    guard got > 0 else {
      throw .cannotRead(path: path, reason: got < 0 ? systemReason() : "it was cut short")
    }
    done += got
  }
}
