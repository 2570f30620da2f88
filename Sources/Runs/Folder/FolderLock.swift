// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// Keeps others from training in a folder until it is released, or nobody holds it any more.
///
/// The system releases the lock when the process ends, however it ends, and children do not inherit it. File
/// systems that cannot lock a folder, such as some network file systems, leave it unlocked.
final class FolderLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// - Throws: ``RunError`` when another training holds the lock.
  init(of path: String) throws(RunError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw RunError(
        .occupied, "cannot open the folder \(path): \(String(cString: strerror(errno))).")
    }
    self.descriptor = Mutex(descriptor)
    var outcome: Int32
    repeat { outcome = flock(descriptor, LOCK_EX | LOCK_NB) } while outcome != 0 && errno == EINTR
    guard outcome != 0, errno == EWOULDBLOCK else { return }
    throw RunError(
      .busy, "another process is training in \(path). Wait for it to finish, or stop it.")
  }

  /// Lets others train in the folder.
  func release() {
    descriptor.withLock { descriptor in
      // A program that is just being started holds a copy of the descriptor, and with it the lock, until it begins.
      if let descriptor {
        flock(descriptor, LOCK_UN)
        close(descriptor)
      }
      descriptor = nil
    }
  }

  deinit { release() }
}
