// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file of 64-bit words that grows at its end, survives the program, and can be gone on with from any length.
///
/// Unlike an ``AtomicFile`` it is there under its name from the beginning: for what is written during a long run
/// and must not be lost with it. Words are little-endian. One writer at a time: another is refused as long as
/// the first lives, where the file system knows locks.
public struct GrowingFile: ~Copyable {
  /// The name of the file.
  public let path: String
  /// How many words it holds, those on the way to it included.
  public private(set) var wordCount: Int
  private let descriptor: Int32
  private var buffer: [UInt64] = []

  private static let bufferedWords = 1 << 16

  /// Begins an empty file; an earlier one of that name is replaced.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``, also when another writer is at work on it.
  public init(path: String) throws(FileError) {
    self.path = path
    wordCount = 0
    descriptor = try Self.descriptor(of: path, O_CREAT, cutTo: 0)
  }

  /// Goes on with a file after its first `wordCount` words; what follows them is dropped.
  ///
  /// - Throws: ``FileError``, also when the file holds fewer.
  /// - Precondition: `wordCount` is at least 0.
  public init(resuming path: String, after wordCount: Int) throws(FileError) {
    guard wordCount >= 0 else {
      fatalError("a file of \(wordCount) words")
    }
    self.path = path
    self.wordCount = wordCount
    descriptor = try Self.descriptor(of: path, cutTo: off_t(8 * wordCount))
  }

  private static func descriptor(of path: String, _ flags: Int32) throws(FileError) -> Int32 {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_APPEND | flags, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .cannotWrite(path: path, reason: "another writer is at work on it")
    }
    return descriptor
  }

  private static func descriptor(
    of path: String, _ flags: Int32 = 0, cutTo size: off_t
  ) throws(FileError) -> Int32 {
    let descriptor = try descriptor(of: path, flags)
    var status = stat()
    let failure: FileError
    if fstat(descriptor, &status) != 0 {
      failure = .cannotRead(path: path, reason: systemReason())
    } else if status.st_size < size {
      failure = .cannotRead(
        path: path, reason: "it holds \(status.st_size) bytes and should hold \(size)")
    } else if ftruncate(descriptor, size) != 0 {
      failure = .cannotWrite(path: path, reason: systemReason())
    } else {
      return descriptor
    }
    close(descriptor)
    throw failure
  }

  deinit {
    // A child process that is just being started may have the descriptor too, for a moment.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Appends words.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)`` when the disk is full.
  public mutating func append(_ words: [UInt64]) throws(FileError) {
    for word in words { buffer.append(word.littleEndian) }
    wordCount += words.count
    if buffer.count >= Self.bufferedWords { try flush() }
  }

  /// Waits until all words are on the disk.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public mutating func synchronise() throws(FileError) {
    try flush()
    guard fsync(descriptor) == 0 else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
  }

  /// Reads all words from the first on, a bounded number at a time.
  ///
  /// - Throws: ``FileError``.
  public mutating func forEachPart(_ visit: (_ words: ArraySlice<UInt64>) -> Void) throws(FileError)
  {
    try flush()
    var words = [UInt64](repeating: 0, count: Self.bufferedWords)
    var position = 0
    while position < wordCount {
      let count = min(words.count, wordCount - position)
      try words.withUnsafeMutableBufferPointer { (words) throws(FileError) in
        try readAll(
          UnsafeMutableRawBufferPointer(start: words.baseAddress, count: 8 * count),
          at: 8 * position, from: descriptor, of: path)
      }
      for index in 0..<count { words[index] = UInt64(littleEndian: words[index]) }
      visit(words[0..<count])
      position += count
    }
  }

  /// Removes the file, unless another took its name.
  public consuming func remove() {
    var (held, named) = (stat(), stat())
    guard fstat(descriptor, &held) == 0, lstat(path, &named) == 0, held.st_dev == named.st_dev,
      held.st_ino == named.st_ino
    else { return }
    unlink(path)
  }

  private mutating func flush() throws(FileError) {
    try buffer.withUnsafeBufferPointer { (buffer) throws(FileError) in
      try writeAll(UnsafeRawBufferPointer(buffer), to: descriptor, of: path)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
