// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A file that grows under a passing name beside the one that it will have, for writers that open files by name.
///
/// The name holds random digits and is new for certain (`O_EXCL`), so that two writers of one path never touch each
/// other's bytes: the last that publishes wins. A file that is dropped before ``publish()`` is removed; after it,
/// nothing is.
///
/// ```swift
/// let file = try UnfinishedFile(path: "clip.mp4", suffix: ".mp4")
/// try encode(to: file.partialPath)
/// try file.publish()
/// ```
public struct UnfinishedFile: ~Copyable {
  /// The name that the file will have.
  public let path: String
  /// The name under which it grows.
  public let partialPath: String
  /// The file, open for reading and writing as long as it is unfinished.
  let descriptor: Int32
  private let ticket: UnfinishedWork.Ticket
  private var isSettled = false

  /// Creates an empty file beside `path`, and removes what writers of that path left that were killed.
  ///
  /// - Parameters:
  ///   - path: the name that the file will have.
  ///   - suffix: what the passing name ends in, for tools that go by it, such as `.mp4`.
  /// - Throws: ``FileError/cannotWrite(path:reason:)`` when the folder refuses it.
  public init(path: String, suffix: String = "") throws(FileError) {
    PartialName.removeLeftovers(of: path, suffix: suffix)
    self.path = path
    let begun = try UnfinishedWork.begin { () throws(FileError) in
      let (descriptor, name) = try Self.create(path, suffix: suffix)
      return ((descriptor, name), { unlink(name) })
    }
    (descriptor, partialPath) = begun.work
    ticket = begun.ticket
  }

  private static func create(
    _ path: String, suffix: String
  ) throws(FileError) -> (descriptor: Int32, name: String) {
    while true {
      let name = PartialName.drawn(for: path, suffix: suffix)
      let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if descriptor < 0 {
        if errno == EEXIST || errno == EINTR { continue }
        throw .cannotWrite(path: path, reason: systemReason())
      }
      if PartialName.lock(descriptor) { return (descriptor, name) }
      close(descriptor)
    }
  }

  deinit {
    if !isSettled {
      let (descriptor, partialPath) = (descriptor, partialPath)
      UnfinishedWork.settle(ticket) {
        // Another library may keep the file open; emptied, it gives its space back at once.
        _ = ftruncate(descriptor, 0)
        unlink(partialPath)
      }
    }
    close(descriptor)
  }

  /// Flushes the file, gives it its name and flushes the folder: from here on it is there, whole.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``; an earlier file of that name stays then.
  public consuming func publish() throws(FileError) {
    let (path, partialPath) = (path, partialPath)
    guard fsync(descriptor) == 0 else {
      throw .cannotWrite(path: path, reason: systemReason())
    }
    try UnfinishedWork.settle(ticket) { () throws(FileError) in
      try give(partialPath, theName: path)
    }
    isSettled = true
    flushFolder(of: path)
  }
}

/// Renames a finished file.
func give(_ partialPath: String, theName path: String) throws(FileError) {
  guard rename(partialPath, path) == 0 else {
    throw .cannotWrite(path: path, reason: systemReason())
  }
}

/// Makes a new name in a folder last.
func flushFolder(of path: String) {
  let folder = PathParts(path).folder
  let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}
