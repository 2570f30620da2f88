// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

extension RunFolder {
  /// Keeps other processes from training in this folder as long as this one lives.
  ///
  /// The descriptor stays open on purpose: the system releases the lock when the process ends,
  /// however it ends. Children do not inherit it. File systems that cannot lock a folder, as some
  /// over a network, leave it unlocked.
  ///
  /// - Throws: ``RunError`` when another process holds the lock.
  package func lock() throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw RunError(
        .occupied, "cannot open the folder \(path): \(String(cString: strerror(errno))).")
    }
    var outcome: Int32
    repeat { outcome = flock(descriptor, LOCK_EX | LOCK_NB) } while outcome != 0 && errno == EINTR
    guard outcome != 0 else { return }
    let reason = errno
    close(descriptor)
    guard reason == EWOULDBLOCK else { return }
    throw RunError(
      .busy,
      "another process is training in \(path); wait for it or stop it.")
  }
}
