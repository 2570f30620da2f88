// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Testing

/// Guards against writers that meet under one passing name, and against names that outlive their writers.
@Suite struct TwoWritersTests {
  @Test("Two writers of one file at a time do not touch each other's bytes")
  func twoWritersOfOneFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.csv")
    var first = try AtomicFile(path: path)
    var second = try AtomicFile(path: path)
    #expect(first.partialPath != second.partialPath)
    try first.write("first")
    try second.write("the second")
    try second.write(", whole")
    try second.commit()
    #expect(try FileReading.text(of: path) == "the second, whole")
    try first.write(", whole")
    try first.commit()
    #expect(try FileReading.text(of: path) == "first, whole")
    #expect(try folder.names() == ["spikes.csv"])
  }

  @Test("A writer that gives up leaves another's work alone") func writerThatGivesUpLeaves() throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.csv")
    var lasting = try AtomicFile(path: path)
    try lasting.write("here ")
    do {
      var dropped = try AtomicFile(path: path)
      try dropped.write("gone")
    }
    try lasting.write("to stay")
    try lasting.commit()
    #expect(try FileReading.text(of: path) == "here to stay")
    #expect(try folder.names() == ["spikes.csv"])
  }

  @Test("Nothing is removed by name after publishing") func nothingIsRemovedByName() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("clip.mp4")
    let file = try UnfinishedFile(path: path, suffix: ".mp4")
    let partialPath = file.partialPath
    #expect(partialPath.hasSuffix(".partial.mp4"))
    try file.publish()
    try Data("another's".utf8).write(to: URL(fileURLWithPath: partialPath))
    try AtomicFile.write("later", to: folder.file("other"))
    #expect(try FileReading.text(of: partialPath) == "another's")
  }

  @Test("Threads that write one file always leave a whole one") func threadsThatWriteOneFile()
    async throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("spikes.npy")
    await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for _ in 0..<20 {
            try AtomicFile.write(
              [UInt8](repeating: UInt8(writer), count: 10_000 + writer), to: path)
            let seen = try FileReading.bytes(of: path)
            #expect(seen.count == 10_000 + Int(seen[0]) && seen.allSatisfy { $0 == seen[0] })
          }
        }
      }
    }
    #expect(try folder.names() == ["spikes.npy"])
  }

  @Test("What a killed writer left goes with the next, and nothing else does")
  func whatKilledWriterLeftGoes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.csv")
    let kept = [
      "a.csv.0123456789ag.partial", "a.csv.0123456789abc.partial", "a.csv.12.partial",
      "a.csv.partial", "b.csv.0123456789ab.partial", "ba.csv.0123456789ab.partial",
    ]
    for name in kept + ["a.csv.0123456789ab.partial"] {
      try Data("half".utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    try FileReading.createFolder(folder.file("a.csv.ba9876543210.partial"))
    try Data("half".utf8).write(
      to: URL(fileURLWithPath: folder.file("a.csv.ba9876543210.partial/a.gp")))
    var living = try AtomicFile(path: path)
    try living.write("living")
    let workshop = try UnfinishedFolder(beside: path)
    try AtomicFile.write("whole", to: path)
    #expect(FileManager.default.fileExists(atPath: workshop.folder))
    workshop.remove()
    try living.commit()
    #expect(try FileReading.text(of: path) == "living")
    #expect(try folder.names() == (kept + ["a.csv"]).sorted())
  }

  @Test("Names as long as the system allows can be written") func namesAsLongAsSystem() throws {
    let folder = try TemporaryFolder()
    for name in [String(repeating: "n", count: 255), String(repeating: "é", count: 127)] {
      try AtomicFile.write("text", to: folder.file(name))
      #expect(try FileReading.text(of: folder.file(name)) == "text")
    }
    #expect(try folder.names().count == 2)
  }

  /// Guards against Foundation's parts of paths, which trap for names of one character.
  @Test("Names as short as can be are written and named") func namesAsShort() async {
    for (path, folder, name) in [
      ("s", "", "s"), ("é", "", "é"), ("a/b", "a", "b"), ("/a", "/", "a"), ("a//b/", "a", "b"),
      ("/", "/", ""), ("//", "/", ""), ("", "", ""), ("./s", ".", "s"),
    ] {
      #expect(PathParts(path).folder == folder && PathParts(path).name == name, "\(path)")
    }
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      try #require(chdir(folder.path) == 0)
      try AtomicFile.write("text", to: "s")
      #expect(try folder.names() == ["s"])
      try FileReading.createFolder("d")
    }
  }

  @Test("Scratch files have no name") func scratchFilesHaveNoName() throws {
    let folder = try TemporaryFolder()
    var first = try ScratchFile(beside: folder.file("a"))
    var second = try ScratchFile(beside: folder.file("a"))
    try first.append([1, 2])
    try second.append([3, 4])
    #expect(try first.read(2, of: Int.self, at: 0) == [1, 2])
    #expect(try folder.names() == [])
  }

  @Test("A process that abandons its work leaves nothing unfinished")
  func processThatAbandonsItsWork() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let path = NSTemporaryDirectory() + "interspike-abandoned-\(UUID().uuidString)"
      try FileReading.createFolder(path)
      try AtomicFile.write("whole", to: "\(path)/whole")
      let file = try AtomicFile(path: "\(path)/whole")
      let folder = try UnfinishedFolder(beside: "\(path)/picture.png")
      try AtomicFile.write("text", to: folder.path(of: "picture.gp"))
      #expect(try FileReading.names(in: path).count == 3)
      // Not seen by the compiler to end here, as the macro has code behind it.
      if file.path == "\(path)/whole" {
        UnfinishedWork.abandon {
          let names = (try? FileReading.names(in: path)) ?? []
          let text = try? FileReading.text(of: "\(path)/whole")
          try? FileManager.default.removeItem(atPath: path)
          exit(names == ["whole"] && text == "whole" ? 7 : 1)
        }
      }
    }
  }
}
