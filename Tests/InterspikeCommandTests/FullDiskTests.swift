// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Stimuli
import Testing

@Suite("A disk that is full, and tools that are missing")
struct FullDiskTests {
  @Test("A training stops with a sentence and keeps its last checkpoint, from which it goes on")
  func training() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun(steps: 300)
    let kept = try workplace.bytes("run/checkpoint.safetensors")
    // The metrics of 300 steps are below the limit, those of 3000 are not.
    let full = try await Program.interspike(
      "train", "--resume", "run", "--steps", "3000", in: workplace, fileLimit: 128)
    #expect(full.status == 74, "\(full.errors)")
    #expect(full.sentences.last?.contains("metrics.jsonl") == true, "\(full.errors)")
    #expect(full.sentences.last?.contains("File too large") == true)
    let checkpoint = try workplace.bytes("run/checkpoint.safetensors")
    #expect(checkpoint.count == kept.count)
    let rest = try await Program.interspike("train", "--resume", "run", in: workplace)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(
      try workplace.names("run") == ["checkpoint.safetensors", "config.json", "metrics.jsonl"])
    let lines = try workplace.text("run/metrics.jsonl").split(separator: "\n")
    #expect(lines.count == 3000)
  }

  @Test(
    "An earlier file stays as it was when the new one does not fit",
    arguments: ["spikes.nwb", "spikes.csv", "spikes.npy"])
  func simulation(_ name: String) async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let first = try await Program.interspike(
      "simulate", "run", "--data", "patches.safetensors", "-o", name, in: workplace)
    #expect(first.status == 0, "\(first.errors)")
    let before = try workplace.bytes(name)
    let names = try workplace.names()
    let full = try await Program.interspike(
      "simulate", "run", "--data", "patches.safetensors", "--count", "400", "--trials", "200",
      "--seed", "2", "-o", name, in: workplace, fileLimit: 64)
    #expect(full.status == 74, "\(full.errors)")
    #expect(full.sentences.last?.contains(name) == true, "\(full.errors)")
    #expect(try workplace.bytes(name) == before)
    #expect(try workplace.names() == names)
  }

  @Test("An earlier picture stays as it was when the new one does not fit")
  func figure() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let first = try await Program.interspike(
      "figure", "dictionary", "run", "-o", "atoms.png", in: workplace)
    #expect(first.status == 0, "\(first.errors)")
    let before = try workplace.bytes("atoms.png")
    let full = try await Program.interspike(
      "figure", "dictionary", "run", "-o", "atoms.png", in: workplace, fileLimit: 1)
    #expect(full.status == 74, "\(full.errors)")
    #expect(try workplace.bytes("atoms.png") == before)
  }

  @Test("Results that cannot be written to standard output are an error")
  func standardOutput() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let outcome = try await Program.run(
      "/bin/bash", ["-c", "exec \"$0\" inspect run > /dev/full", Program.path(of: "interspike")],
      in: workplace.folder)
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(outcome.errors.contains("standard output"))
  }

  @Test(
    "Nor can spikes, when it is full or closed",
    arguments: [
      (">/dev/full", "standard output is full: No space left on device. Send it"),
      (">&-", "standard output is closed. Run the command again with an open one."),
    ])
  func spikesOnStandardOutput(_ redirection: String, _ sentence: String) async throws {
    let workplace = try Workplace()
    let outcome = try await Program.run(
      "/bin/bash",
      [
        "-c", "exec \"$0\" sample --rates 50 -o - -q \(redirection)",
        Program.path(of: "interspike"),
      ], in: workplace.folder)
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(
      outcome.sentences.last?.hasPrefix("interspike: \(sentence)") == true, "\(outcome.errors)")
  }

  @Test("A missing gnuplot or ffmpeg is named, with the way to get it")
  func missingTools() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let figure = try await Program.interspike(
      "figure", "dictionary", "run", "-o", "atoms.png", in: workplace, searchPath: workplace.folder)
    #expect(figure.status == 69, "\(figure.errors)")
    #expect(figure.sentences.last?.contains("gnuplot") == true)
    let simulation = try await Program.interspike(
      "simulate", "run", "--data", "patches.safetensors", "-o", "spikes.nwb", "--figure",
      "spikes.png", in: workplace, searchPath: workplace.folder)
    #expect(simulation.status == 69, "\(simulation.errors)")
    #expect(simulation.sentences.last?.contains("gnuplot") == true)
    #expect(!workplace.exists("spikes.nwb"))
    let evaluation = try await Program.interspike(
      "evaluate", "run", "--data", "patches.safetensors", in: workplace,
      searchPath: workplace.folder)
    #expect(evaluation.status == 0, "evaluation needs neither: \(evaluation.errors)")
    try makePictures(in: workplace)
    let photos = try await Program.interspike(
      "data", "photos", "--folder", "pictures", "-o", "data", in: workplace,
      searchPath: workplace.folder)
    #expect(photos.status == 69, "\(photos.errors)")
    #expect(photos.sentences.last?.contains("apt-get install ffmpeg") == true)
  }

  @Test("A folder of pictures becomes patches of two groups, the same for the same seed")
  func pictures() async throws {
    let workplace = try Workplace()
    try makePictures(in: workplace)
    func prepare(_ folder: String, side: Int = 16) async throws -> [Int] {
      let recipe = PhotographPatches(.whole, side: side, cutoff: nil, reduction: nil)
      let distinct = try await DistinctPhotographs(
        PhotographSet(folder: workplace.path("pictures")), decoder: recipe.decoder)
      let photographs = distinct.photographs
      var patches = PatchCollection(recipe, of: photographs, seed: 4)
      for try await sheet in recipe.sheets(of: photographs, seed: 4) { patches.append(sheet) }
      try await patches.write(to: workplace.path(folder))
      let summary = try PatchSummary(patches, in: folder, of: distinct, licences: [], seed: 4)
      let files = try Workplace.object(summary.json)["files"] as? [[String: Any]] ?? []
      return files.compactMap { $0["pixels"] as? Int }
    }
    for folder in ["one", "two"] {
      #expect(try await prepare(folder) == [256, 256])
    }
    #expect(try await prepare("small", side: 8) == [64, 64])
    for file in ["train.safetensors", "held-out.safetensors"] {
      #expect(try workplace.bytes("one/\(file)") == workplace.bytes("two/\(file)"), "\(file)")
    }
  }

  /// Three gray pictures of waves.
  private func makePictures(in workplace: Workplace) throws {
    try FileManager.default.createDirectory(
      atPath: workplace.path("pictures"), withIntermediateDirectories: false)
    for picture in 1...3 {
      let pixels = (0..<160 * 160).map { place -> UInt8 in
        let (x, y) = (Double(place % 160), Double(place / 160))
        let wave = sin(x / (4 + Double(picture))) * cos(y / 7 + x * Double(picture) / 40)
        return UInt8(128 + 100 * wave)
      }
      try workplace.write(
        Array("P5 160 160 255\n".utf8) + pixels, to: "pictures/waves\(picture).pgm")
    }
  }
}
