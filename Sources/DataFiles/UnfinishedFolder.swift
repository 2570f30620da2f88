// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// A folder beside `path` in which files grow unseen, on the same disk, so that moving them out is a rename.
///
/// It goes with all that is left in it when it is dropped, and when the process is told to end. Its name holds random
/// digits, as that of an ``UnfinishedFile``.
public final class UnfinishedFolder: Sendable {
  /// Where the folder is.
  public let folder: String
  private let path: String
  private let descriptor: Int32
  private let ticket: UnfinishedWork.Ticket
  private let isThere = Mutex(true)

  /// Creates a folder beside `path`, and removes what writers of that path left that were killed.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``, which names `path`, when the folder above refuses it.
  public init(beside path: String) throws(FileError) {
    PartialName.removeLeftovers(of: path)
    self.path = path
    let begun = try UnfinishedWork.begin { () throws(FileError) in
      let (descriptor, name) = try Self.create(path)
      return ((descriptor, name), { Self.remove(name) })
    }
    (descriptor, folder) = begun.work
    ticket = begun.ticket
  }

  private static func create(_ path: String) throws(FileError) -> (Int32, String) {
    while true {
      let name = PartialName.drawn(for: path)
      guard mkdir(name, 0o777) == 0 else {
        if errno == EEXIST || errno == EINTR { continue }
        throw .cannotWrite(path: path, reason: systemReason())
      }
      let descriptor = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      if descriptor >= 0, PartialName.lock(descriptor) { return (descriptor, name) }
      if descriptor >= 0 { close(descriptor) }
    }
  }

  deinit {
    remove()
    close(descriptor)
  }

  /// Where a file is while it grows.
  public func path(of name: String) -> String { "\(folder)/\(name)" }

  /// Gives a finished file of this folder the name that it will have.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public func publish(_ name: String, as path: String) throws(FileError) {
    try AtomicFile.publish(self.path(of: name), as: path)
  }

  /// Removes the folder and whatever is still in it.
  public func remove() {
    let (folder, ticket) = (folder, ticket)
    isThere.withLock { isThere in
      guard isThere else { return }
      isThere = false
      UnfinishedWork.settle(ticket) { Self.remove(folder) }
    }
  }

  private static func remove(_ folder: String) {
    try? FileManager.default.removeItem(atPath: folder)
  }
}
