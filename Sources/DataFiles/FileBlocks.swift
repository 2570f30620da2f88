// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

extension FileReading {
  /// The length of a file in bytes.
  ///
  /// - Throws: ``FileError`` when it does not exist or is not a regular file.
  public static func size(of path: String) throws(FileError) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    try requireFile(status, path)
    return Int(status.st_size)
  }

  /// Hands out a stretch of a file block by block, in order, with memory for one block.
  ///
  /// Every block but the last has 1,048,576 bytes, so that no element of 1, 2, 4 or 8 bytes is cut.
  ///
  /// - Throws: ``FileError``, also when the file ends within the stretch.
  public static func forEachBlock(
    of path: String, in stretch: Range<Int>, _ visit: (_ bytes: UnsafeRawBufferPointer) -> Void
  ) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { block.deallocate() }
    var position = stretch.lowerBound
    while position < stretch.upperBound {
      let part = UnsafeMutableRawBufferPointer(
        rebasing: block[..<min(block.count, stretch.upperBound - position)])
      try readAll(part, at: position, from: descriptor, of: path)
      visit(UnsafeRawBufferPointer(part))
      position += part.count
    }
  }
}
