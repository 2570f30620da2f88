// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The names under which files grow: `NAME.3f09c2a15b7e.partial` beside the `NAME` that they will have.
///
/// The digits are drawn at random, so that two writers of one file, in threads, processes or containers, never meet.
/// Writers lock what they make, as long as the file system supports locks; an unlocked one was left behind by a process
/// that was killed, and the next writer of that name removes it.
public enum PartialName {
  private static let digits = 12
  private static let ending = ".partial"
  /// The most bytes of a name on the usual file systems.
  private static let longestName = 255

  /// Whether an entry of a folder is a name under which `name` grows, or grew before random digits: with a process
  /// number in their place.
  public static func isPartial(_ entry: String, of name: String) -> Bool {
    guard let middle = middle(of: entry, of: stem(of: name, suffix: "")) else { return false }
    return isDrawn(middle) || !middle.isEmpty && middle.allSatisfy { ("0"..."9").contains($0) }
  }

  /// A new name for `path` to grow under, with a suffix for tools that go by it.
  static func drawn(for path: String, suffix: String = "") -> String {
    let (folder, name) = parts(of: path)
    let number = String(UInt64.random(in: 0..<1 << 48), radix: 16)
    let drawn = String(repeating: "0", count: digits - number.count) + number
    return "\(folder)\(stem(of: name, suffix: suffix)).\(drawn)\(ending)\(suffix)"
  }

  /// Removes what writers of `path` left that were killed.
  static func removeLeftovers(of path: String, suffix: String = "") {
    let (folder, name) = parts(of: path)
    let place = folder.isEmpty ? "." : folder
    let stem = stem(of: name, suffix: suffix)
    guard let entries = opendir(place) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let entry = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: longestName + 1) { String(cString: $0) }
      }
      guard entry.hasSuffix(ending + suffix),
        let middle = middle(of: String(entry.dropLast(suffix.utf8.count)), of: stem),
        isDrawn(middle)
      else { continue }
      removeIfLeft(folder + entry)
    }
  }

  /// Locks what was made under a name that was just drawn; false when it was taken for a leftover meanwhile.
  static func lock(_ descriptor: Int32) -> Bool {
    var outcome: Int32
    repeat { outcome = flock(descriptor, LOCK_EX | LOCK_NB) } while outcome != 0 && errno == EINTR
    // Without locks in the file system nothing counts as left either.
    if outcome != 0, errno == EWOULDBLOCK { return false }
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  private static func removeIfLeft(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var (held, named) = (stat(), stat())
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &held) == 0,
      lstat(path, &named) == 0, held.st_dev == named.st_dev, held.st_ino == named.st_ino
    else { return }
    switch held.st_mode & S_IFMT {
    case S_IFREG: unlink(path)
    case S_IFDIR: try? FileManager.default.removeItem(atPath: path)
    default: break
    }
  }

  /// What stands between `STEM.` and `.partial`.
  private static func middle(of entry: String, of stem: String) -> Substring? {
    guard entry.hasPrefix("\(stem)."), entry.hasSuffix(ending),
      entry.utf8.count > stem.utf8.count + 1 + ending.utf8.count
    else { return nil }
    return entry.dropFirst(stem.count + 1).dropLast(ending.count)
  }

  private static func isDrawn(_ text: Substring) -> Bool {
    text.utf8.count == digits
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func parts(of path: String) -> (folder: String, name: String) {
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    return (String(path.dropLast(name.count)), String(name))
  }

  /// A name, shortened so that the digits and endings fit behind it.
  private static func stem(of name: String, suffix: String) -> String {
    let room = longestName - digits - 1 - ending.utf8.count - suffix.utf8.count
    var stem = name
    while stem.utf8.count > room { stem.removeLast() }
    return stem
  }
}
