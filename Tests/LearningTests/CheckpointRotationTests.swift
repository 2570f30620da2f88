// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Learning
import Tensors
import Testing

@Suite("Checkpoints that are kept")
struct CheckpointRotationTests {
  private func checkpoint(_ step: Int, score: Double? = nil) -> Checkpoint {
    Checkpoint(
      parameters: [NamedTensor("weight", Tensor(Float(step)))], optimizerMemory: [], step: step,
      seed: 1, streamVersion: 1, configuration: "", score: score)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = temporaryPath()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("The last three and the best are kept")
  func keeps() throws {
    try withFolder { folder in
      var rotation = try CheckpointRotation(folder: folder, keeping: 3)
      #expect(rotation.best == nil)
      for (step, score) in [(0, 9.0), (10, 5), (20, nil), (30, 4), (40, 4), (50, 7)]
        as [(Int, Double?)]
      { try rotation.write(checkpoint(step, score: score)) }
      #expect(
        try names(folder) == [
          "best.safetensors", "checkpoint-000000030.safetensors",
          "checkpoint-000000040.safetensors", "checkpoint.safetensors",
        ])
      #expect(rotation.best == CheckpointRotation.Best(score: 4, step: 30))
      #expect(try Checkpoint(path: rotation.bestPath) == checkpoint(30, score: 4))
      #expect(try Checkpoint(path: rotation.lastPath).step == 50)
      #expect(try Checkpoint(path: rotation.path(step: 40)).step == 40)
      #expect(try CheckpointRotation(folder: folder, keeping: 3) == rotation)
    }
  }

  /// Guards against an interruption that leaves its trace: its checkpoint took the place of one that is kept.
  @Test("A checkpoint that was not due is kept only until the next, also when opened again")
  func interrupted() throws {
    try withFolder { folder in
      for step in [0, 25, 50, 75] {
        var rotation = try CheckpointRotation(folder: folder, keeping: 3, every: [25])
        try rotation.write(checkpoint(step))
        try rotation.write(checkpoint(step + 1))
      }
      var rotation = try CheckpointRotation(folder: folder, keeping: 3, every: [25])
      try rotation.write(checkpoint(100))
      #expect(
        try names(folder) == [
          "checkpoint-000000050.safetensors", "checkpoint-000000075.safetensors",
          "checkpoint.safetensors",
        ])
    }
  }

  @Test("One is kept without scores and without a number")
  func single() throws {
    try withFolder { folder in
      var rotation = try CheckpointRotation(folder: folder)
      for step in [1, 2, 2, 3] { try rotation.write(checkpoint(step)) }
      #expect(try names(folder) == ["checkpoint.safetensors"])
    }
  }

  @Test("After a kill between the last and the best file, opening again mends it")
  func killed() throws {
    try withFolder { folder in
      var rotation = try CheckpointRotation(folder: folder, keeping: 2)
      try rotation.write(checkpoint(1, score: 3))
      try checkpoint(2, score: 2).write(to: rotation.lastPath)
      let opened = try CheckpointRotation(folder: folder, keeping: 2)
      #expect(opened.best == CheckpointRotation.Best(score: 2, step: 2))
      #expect(try Checkpoint(path: opened.bestPath).step == 2)
    }
  }

  @Test("What is later than the last checkpoint is of another course and goes")
  func otherCourse() throws {
    try withFolder { folder in
      var rotation = try CheckpointRotation(folder: folder, keeping: 3)
      for step in [10, 20, 30] { try rotation.write(checkpoint(step, score: -Double(step))) }
      // Somebody goes back to step 10.
      try checkpoint(10, score: -10).write(to: rotation.lastPath)
      rotation = try CheckpointRotation(folder: folder, keeping: 3)
      #expect(rotation.best == CheckpointRotation.Best(score: -10, step: 10))
      try rotation.write(checkpoint(15, score: -5))
      #expect(try rotation.earlierSteps() == [10])
      #expect(try Checkpoint(path: rotation.bestPath).step == 10)
    }
  }

  @Test("Foreign files stay, and a damaged one is named")
  func foreign() throws {
    try withFolder { folder in
      let own = "\(folder)/checkpoint-final.safetensors"
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: own))
      var rotation = try CheckpointRotation(folder: folder, keeping: 2)
      for step in 1...4 { try rotation.write(checkpoint(step)) }
      #expect(FileManager.default.fileExists(atPath: own))
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: rotation.bestPath))
      #expect(throws: SafetensorsError.self) { try CheckpointRotation(folder: folder) }
    }
  }
}
