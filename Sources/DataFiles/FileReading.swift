// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Reads whole files into memory.
public enum FileReading {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: ``FileError`` when it does not exist, is a folder or cannot be read.
  public static func bytes(of path: String) throws(FileError) -> [UInt8] {
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .cannotRead(path: path, reason: systemReason())
    }
    try requireFile(status, path)
    let size = Int(status.st_size)
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = .cannotRead(path: path, reason: systemReason()) }
        if got <= 0 { break }
        count += got
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// What comes at standard input until it ends; read once, and the same whenever it is asked for.
  package static let standardInput: Result<[UInt8], FileError> = {
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let got = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
      if got < 0, errno == EINTR { continue }
      if got < 0 { return .failure(.cannotRead(path: "standard input", reason: systemReason())) }
      if got == 0 { return .success(bytes) }
      bytes += buffer[..<got]
    }
  }()

  /// The first bytes of the file at `path`, at most `count`.
  ///
  /// - Throws: ``FileError`` when it does not exist, is a folder or cannot be read.
  public static func start(of path: String, count: Int = 4096) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: systemReason()) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFCHR {
      try requireFile(status, path)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress?.advanced(by: done), count - done)
      }
      if got < 0, errno == EINTR { continue }
      if got < 0 {
        throw .cannotRead(path: path, reason: systemReason())
      }
      if got == 0 { break }
      done += got
    }
    return Array(bytes[..<done])
  }

  /// Refuses anything that is not a regular file.
  static func requireFile(_ status: stat, _ path: String) throws(FileError) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      let reason =
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folderReason(path)
        case S_IFIFO, S_IFSOCK: "it is a pipe; save it to a file first"
        default: "it is not a regular file"
        }
      throw .cannotRead(path: path, reason: reason)
    }
  }

  /// What a folder is, where a file was wanted.
  static func folderReason(_ path: String) -> String {
    ZarrFolder.isZarr(path) ? ZarrFolder.found : "it is a folder"
  }

  /// The text of the file at `path`, which must be UTF-8.
  public static func text(of path: String) throws(FileError) -> String {
    let bytes = try bytes(of: path)
    let kind = FileKind(start: bytes)
    let text = String(validating: bytes, as: UTF8.self)
    // Two kinds are text as well, and never the one that was wanted.
    if let kind, text == nil || kind == .gitLFSPointer || kind == .webPage {
      throw .cannotRead(
        path: path, reason: "it is \(kind.name). \(kind.remedy.dropLast())")
    }
    guard let text else { throw .cannotRead(path: path, reason: "it is not UTF-8 text") }
    return text
  }

  /// Creates a folder, with its parents by default; an existing one is fine.
  public static func createFolder(
    _ path: String, withParents: Bool = true
  ) throws(FileError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    if mkdir(path, 0o777) == 0 { return }
    if withParents, errno == ENOENT {
      let parent = PathParts(path).folder
      if !parent.isEmpty, parent != path {
        try createFolder(parent)
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
      }
    }
    let reason = errno
    // Another process may have made it meanwhile.
    if reason == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    errno = reason
    throw .cannotCreateFolder(
      path: path, reason: errno == EEXIST ? "a file of that name already exists" : systemReason())
  }

  /// The names in the folder at `path`, without order.
  ///
  /// - Throws: ``FileError`` when it does not exist, is not a folder, or cannot be read.
  public static func names(in path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else {
      throw .cannotOpen(path: path, reason: systemReason())
    }
    closedir(folder)
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw .cannotRead(path: path, reason: systemReason())
    }
  }
}
