// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Writes to a pipe or a terminal whose reader may go away: that is an error then, not the end of our process.
final class ByteSink {
  private let descriptor: Int32
  private let name: String
  private let complaints: ErrorTail?
  private var watched: [pollfd]

  /// Writes to a descriptor that stays the caller's; `complaints` of the child at its other end are heard meanwhile.
  init(descriptor: Int32, name: String, complaints: ErrorTail? = nil) {
    self.descriptor = descriptor
    self.name = name
    self.complaints = complaints
    watched = [
      pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: complaints?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
    ]
  }

  /// Writes all of it.
  ///
  /// - Throws: ``VideoError/cannotWrite(name:reason:)``.
  func write(_ bytes: [UInt8]) throws(VideoError) {
    var written = 0
    while written < bytes.count {
      waitUntilWritable()
      let got = bytes.withUnsafeBufferPointer { buffer in
        withoutBrokenPipeSignal {
          Foundation.write(
            descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
        }
      }
      if got >= 0 {
        written += got
      } else if errno != EINTR, errno != EAGAIN {
        throw .cannotWrite(
          name: name,
          reason: errno == EPIPE ? "its reader has gone away" : String(cString: strerror(errno)))
      }
    }
  }

  private func waitUntilWritable() {
    repeat {
      let ready = poll(&watched, nfds_t(watched.count), -1)
      if ready > 0, watched[1].revents != 0, complaints?.drain() == false { watched[1].fd = -1 }
      // A failing wait lets the write give the reason.
      if ready < 0, errno != EINTR { return }
    } while watched[0].revents == 0
  }

  /// Holds back the signal of a broken pipe from this thread while `body` writes, and takes it away when the
  /// write has caused one; `errno` stays that of the write.
  private func withoutBrokenPipeSignal(_ body: () -> Int) -> Int {
    var (pipe, before, pending) = (sigset_t(), sigset_t(), sigset_t())
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    sigpending(&pending)
    let wasPending = sigismember(&pending, SIGPIPE) == 1
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    let got = body()
    let code = errno
    if got < 0, code == EPIPE, !wasPending {
      #if canImport(Glibc)
        var none = timespec(tv_sec: 0, tv_nsec: 0)
        while sigtimedwait(&pipe, nil, &none) < 0, errno == EINTR {}
      #else
        var number: Int32 = 0
        sigpending(&pending)
        if sigismember(&pending, SIGPIPE) == 1 { sigwait(&pipe, &number) }
      #endif
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    errno = code
    return got
  }
}
