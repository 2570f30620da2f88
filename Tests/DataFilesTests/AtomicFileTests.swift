// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test("A committed file is whole and leaves nothing beside it") func committedFileIsWhole() throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.csv")
    var file = try AtomicFile(path: path)
    try file.write("0000")
    try file.write([UInt8(ascii: "5")])
    try file.overwrite(Array("1234".utf8), at: 0)
    let names = try folder.names()
    #expect(names.count == 1 && names.allSatisfy { PartialName.isPartial($0, of: "spikes.csv") })
    try file.commit()
    #expect(try FileReading.text(of: path) == "12345")
    #expect(try folder.names() == ["spikes.csv"])
  }

  @Test("A dropped writer leaves the earlier file and no partial one")
  func droppedWriterLeavesEarlierFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.csv")
    try AtomicFile.write("earlier", to: path)
    do {
      var file = try AtomicFile(path: path)
      try file.write("later")
    }
    #expect(try FileReading.text(of: path) == "earlier")
    #expect(try folder.names() == ["spikes.csv"])
  }

  @Test("A missing folder is named with the system's reason") func missingFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("missing/spikes.csv")
    #expect(throws: FileError.cannotWrite(path: path, reason: "No such file or directory")) {
      try AtomicFile.write("text", to: path)
    }
  }

  @Test("A folder in the way of the rename leaves nothing beside it") func folderInWayOfRename()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.csv")
    try FileReading.createFolder(path)
    #expect(throws: FileError.self) { try AtomicFile.write("text", to: path) }
    #expect(try folder.names() == ["spikes.csv"])
  }

  @Test("A folder one may not write to is refused") func folderOneMayNotWrite() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.file("spikes.csv")
      try AtomicFile.write("earlier", to: path)
      try #require(chmod(folder.path, 0o555) == 0)
      // The superuser may write anywhere, so a test run by root becomes nobody first.
      if geteuid() == 0 { try #require(seteuid(65_534) == 0) }
      let expected = FileError.cannotWrite(path: path, reason: "Permission denied")
      #expect(throws: expected) { try AtomicFile.write("later", to: path) }
      #expect(try FileReading.text(of: path) == "earlier")
      if getuid() == 0 { try #require(seteuid(0) == 0) }
      try #require(chmod(folder.path, 0o755) == 0)
    }
  }

  @Test("A full disk is named and the earlier file stays") func fullDiskIsNamed() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.file("spikes.npy")
      try AtomicFile.write("earlier", to: path)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      try #require(setrlimit(__rlimit_resource_t(1), &limit) == 0)
      let expected = FileError.cannotWrite(path: path, reason: "File too large")
      #expect(throws: expected) {
        try AtomicFile.write([UInt8](repeating: 0, count: 10_000), to: path)
      }
      #expect(try FileReading.text(of: path) == "earlier")
      #expect(try folder.names() == ["spikes.npy"])
    }
  }
}

@Suite struct FileReadingTests {
  @Test("A missing file is named with the system's reason") func missingFileIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none")
    #expect(throws: FileError.cannotOpen(path: path, reason: "No such file or directory")) {
      try FileReading.bytes(of: path)
    }
  }

  @Test("A folder is not a file") func folderIsNotFile() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.cannotRead(path: folder.path, reason: "it is a folder")) {
      try FileReading.bytes(of: folder.path)
    }
  }

  @Test("Text must be UTF-8") func textMustBeUTF8() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("text")
    try AtomicFile.write([0x66, 0xff, 0xfe], to: path)
    #expect(throws: FileError.cannotRead(path: path, reason: "it is not UTF-8 text")) {
      try FileReading.text(of: path)
    }
  }

  @Test("An empty file has no bytes and nested folders are created") func emptyFileHasNoBytes()
    throws
  {
    let folder = try TemporaryFolder()
    try FileReading.createFolder(folder.file("a/b"))
    try FileReading.createFolder(folder.file("a/b"))
    let path = folder.file("a/b/empty")
    try AtomicFile.write([], to: path)
    #expect(try FileReading.bytes(of: path).isEmpty)
  }

  @Test("A folder below a file cannot be created") func folderBelowFileCannot() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("text", to: folder.file("file"))
    #expect(throws: FileError.self) { try FileReading.createFolder(folder.file("file/below")) }
  }
}
