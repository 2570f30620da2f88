// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// The bytes of a file, a pipe or a terminal, in the order they come.
///
/// Waiting ends when ``isOver`` says so, or with the task: then the stream is at its end, and ``wasStopped``.
final class ByteStream {
  /// What errors call it.
  let name: String
  /// Whether the end came from our side.
  private(set) var wasStopped = false

  private let descriptor: Int32
  private let isOwned: Bool
  private let complaints: ErrorTail?
  private let isOver: @Sendable () -> Bool
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var unread = 0..<0
  private var watched: [pollfd]

  /// How long a wait lasts before the pipe checks whether to continue, in milliseconds.
  private static let patience: Int32 = 100

  /// Reads from a descriptor; `complaints` are heard meanwhile, lest a child wait for their reader.
  init(
    descriptor: Int32, name: String, isOwned: Bool = false, complaints: ErrorTail? = nil,
    isOver: @escaping @Sendable () -> Bool = { false }
  ) {
    self.descriptor = descriptor
    self.name = name
    self.isOwned = isOwned
    self.complaints = complaints
    self.isOver = isOver
    watched = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: complaints?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
    ]
  }

  /// Opens a file.
  convenience init(
    path: String, isOver: @escaping @Sendable () -> Bool = { false }
  ) throws(VideoError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .cannotRead(name: path, reason: String(cString: strerror(errno)))
    }
    self.init(descriptor: descriptor, name: path, isOwned: true, isOver: isOver)
  }

  deinit { if isOwned { close(descriptor) } }

  /// Fills `target`; less than all of it at the end of the stream only.
  func read(into target: UnsafeMutableRawBufferPointer) throws(VideoError) -> Int {
    var filled = take(into: target)
    while filled < target.count {
      let got = try receive(UnsafeMutableRawBufferPointer(rebasing: target[filled...]))
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Passes over so many bytes; fewer at the end of the stream only.
  func skip(_ count: Int) throws(VideoError) -> Int {
    var skipped = min(count, unread.count)
    unread = unread.lowerBound + skipped..<unread.upperBound
    while skipped < count {
      guard try fill() else { break }
      let step = min(count - skipped, unread.count)
      unread = unread.lowerBound + step..<unread.upperBound
      skipped += step
    }
    return skipped
  }

  /// Appends the bytes up to the next line feed, which is taken too; `false` when the stream, or `limit` bytes,
  /// end without one.
  func readLine(into line: inout [UInt8], limit: Int) throws(VideoError) -> Bool {
    while line.count < limit {
      if unread.isEmpty, try !fill() { return false }
      let byte = buffer[unread.lowerBound]
      unread = unread.lowerBound + 1..<unread.upperBound
      if byte == UInt8(ascii: "\n") { return true }
      line.append(byte)
    }
    return false
  }

  /// The first bytes, which stay there to be read.
  func peek(_ count: Int) throws(VideoError) -> [UInt8] {
    while unread.count < count, unread.upperBound < buffer.count {
      let start = unread.upperBound
      let got = try buffer.withUnsafeMutableBufferPointer { (buffer) throws(VideoError) in
        try receive(
          UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[start...])))
      }
      if got == 0 { break }
      unread = unread.lowerBound..<start + got
    }
    return Array(buffer[unread].prefix(count))
  }

  private func take(into target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, unread.count)
    buffer.withUnsafeBufferPointer { buffer in
      target.copyMemory(
        from: UnsafeRawBufferPointer(
          UnsafeBufferPointer(rebasing: buffer[unread.lowerBound..<unread.lowerBound + count])))
    }
    unread = unread.lowerBound + count..<unread.upperBound
    return count
  }

  private func fill() throws(VideoError) -> Bool {
    let got = try buffer.withUnsafeMutableBufferPointer { (buffer) throws(VideoError) in
      try receive(UnsafeMutableRawBufferPointer(buffer))
    }
    unread = 0..<got
    return got > 0
  }

  /// Some bytes, 0 at the end.
  private func receive(_ target: UnsafeMutableRawBufferPointer) throws(VideoError) -> Int {
    while waitUntilReadable() {
      let got = Foundation.read(descriptor, target.baseAddress, target.count)
      if got >= 0 { return got }
      guard errno == EINTR || errno == EAGAIN else {
        throw .cannotRead(name: name, reason: String(cString: strerror(errno)))
      }
    }
    return 0
  }

  private func waitUntilReadable() -> Bool {
    while !wasStopped {
      let ready = poll(&watched, nfds_t(watched.count), ByteStream.patience)
      if ready > 0, watched[1].revents != 0, complaints?.drain() == false { watched[1].fd = -1 }
      // A failing wait lets the read give the reason.
      if ready > 0 && watched[0].revents != 0 || ready < 0 && errno != EINTR { return true }
      if ready <= 0, isOver() || Task.isCancelled { wasStopped = true }
    }
    return false
  }
}
