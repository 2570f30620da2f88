// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The last words a child wrote to its standard error.
final class ErrorTail {
  let descriptor: Int32
  private var bytes: [UInt8] = []
  private static let most = 4096

  /// Listens to the reading end of a pipe, which it owns.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// Takes what has arrived, without waiting; `false` when nothing will follow.
  func drain() -> Bool {
    while true {
      var got = 0
      bytes += [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
        got = read(descriptor, buffer.baseAddress, buffer.count)
        count = max(0, got)
      }
      if bytes.count > ErrorTail.most { bytes.removeFirst(bytes.count - ErrorTail.most) }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { return errno == EAGAIN }
      if got == 0 { return false }
    }
  }

  /// Takes everything until the child closes its end.
  func drainToEnd() {
    while drain() {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&watched, 1, -1)
    }
  }

  /// The last lines, joined to a sentence, without where in memory the parts of the child lie; `nil` when it was
  /// silent.
  var words: String? {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard !lines.isEmpty else { return nil }
    return lines.suffix(3).joined(separator: ", ")
      .replacingOccurrences(of: " @ 0x[0-9a-f]+", with: "", options: .regularExpression)
  }
}
