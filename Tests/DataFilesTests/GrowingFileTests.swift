// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Testing

@Suite struct GrowingFileTests {
  private func withPath(_ body: (_ path: String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "growing-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func words(_ file: consuming GrowingFile) throws -> [UInt64] {
    var all: [UInt64] = []
    try file.forEachPart { all += $0 }
    return all
  }

  @Test func `words come back in order, also many`() throws {
    try withPath { path in
      var file = try GrowingFile(path: path)
      let many = (0..<200_000).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
      for start in stride(from: 0, to: many.count, by: 777) {
        try file.append(Array(many[start..<min(start + 777, many.count)]))
      }
      #expect(file.wordCount == many.count)
      #expect(try words(file) == many)
    }
  }

  @Test func `resuming drops what came after, and refuses what is missing`() throws {
    try withPath { path in
      do {
        var file = try GrowingFile(path: path)
        try file.append([1, 2, 3, 4, 5])
        try file.synchronise()
      }
      do {
        var file = try GrowingFile(resuming: path, after: 3)
        try file.append([9])
        #expect(try words(file) == [1, 2, 3, 9])
      }
      #expect(throws: FileError.self) { try GrowingFile(resuming: path, after: 5).wordCount }
      try GrowingFile(path: path).remove()
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(throws: FileError.self) { try GrowingFile(resuming: path, after: 0).wordCount }
    }
  }

  @Test func `a second writer is refused and harms nothing`() throws {
    try withPath { path in
      var file = try GrowingFile(path: path)
      try file.append([1, 2, 3])
      try file.synchronise()
      let refusal = FileError.cannotWrite(path: path, reason: "another writer is at work on it")
      #expect(throws: refusal) { try GrowingFile(path: path).wordCount }
      #expect(throws: refusal) { try GrowingFile(resuming: path, after: 0).wordCount }
      #expect(try words(file) == [1, 2, 3])
      #expect(try GrowingFile(resuming: path, after: 3).wordCount == 3)
    }
  }

  @Test func `removal spares a file that took the name meanwhile`() throws {
    try withPath { path in
      let file = try GrowingFile(path: path)
      try AtomicFile.write("another's", to: path)
      file.remove()
      #expect(try FileReading.text(of: path) == "another's")
    }
  }
}
