// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import StimulusTesting
import Tensors
import Testing

import Stimuli
import Video

@Suite("Video: sequences to learn from")
struct FilmCollectionTests {
  static let size = FrameSize(width: 40, height: 24)

  /// Writes a film that drifts, with a cut after every scene, and gives its pictures.
  @discardableResult
  private func film(
    _ path: String, scenes: [Int], size: FrameSize = size, seed: UInt64 = 1
  ) throws -> [GrayImage] {
    let writer = try Y4MWriter(path: path, size: size, frameRate: FrameRate(25))
    var images: [GrayImage] = []
    for (scene, count) in scenes.enumerated() {
      let wide = FrameSize(width: size.width + count, height: size.height)
      let still = VideoFrameWhiteningTests.scene(wide, seed: 10 * seed + 2 * UInt64(scene))
      for shift in 0..<count {
        let pixels = (0..<size.pixels).map {
          let value = still.pixels[$0 / size.width * wide.width + $0 % size.width + shift]
          return (max(0, min(1, value)) * 255).rounded() / 255
        }
        images.append(GrayImage(width: size.width, height: size.height, pixels: pixels))
      }
    }
    for image in images { try writer.write(image) }
    try writer.close()
    return images
  }

  private func collection(
    _ recipe: FilmSequences, _ paths: [String], seed: UInt64 = 1
  ) async throws -> FilmCollection {
    var collection = try FilmCollection(
      recipe, of: try paths.map { try FilmSurvey($0) }, seed: seed)
    try await collection.gather()
    return collection
  }

  @Test(
    "A sequence shows one place of whitened frames of one scene, of its group's part of the film")
  func content() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.y4m"
    let images = try film(path, scenes: [9, 3, 13, 5])
    let survey = try FilmSurvey(path)
    #expect(survey.frames == 30 && survey.cuts == [9, 12, 25] && !survey.isDecoded)
    let found = try await collection(FilmSequences(side: 8, frames: 4, count: 300), [path])
    let whitening = FrameWhitening(size: Self.size)
    let frames = images.map { whitening.whiten($0) }
    // 24 frames are to learn from; the third scene loses one to those held out.
    let starts = [PatchPartition.train: [0...5, 12...20], .heldOut: [25...26]]
    for partition in PatchPartition.allCases {
      let places = found.places(partition)
      let sequences = found.sequences(partition)
      #expect(sequences.shape == [partition == .train ? 300 : 75, 4, 64])
      let allowed = try #require(starts[partition]).flatMap { Array($0) }
      #expect(Set(places.map(\.start)) == Set(allowed))
      if partition == .train {
        #expect(Set(places.map(\.left)) == Set(0...32) && Set(places.map(\.top)) == Set(0...16))
      }
      for (index, place) in places.enumerated() {
        for step in 0..<4 {
          let frame = frames[place.start + step]
          var tile = Tensor(
            (0..<64).map { frame[place.top + $0 / 8, place.left + $0 % 8] },
            shape: [1, 64])
          var scaling = TileScaling()
          scaling.scale(&tile)
          let at = (index * 4 + step) * 64
          #expect(Array(sequences.values[at..<at + 64]) == Array(tile.values))
        }
      }
    }
  }

  @Test("Frames as large as a tile give what a stream shows, bit for bit")
  func likeStreams() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.y4m"
    try film(path, scenes: [10], size: FrameSize(width: 16, height: 16))
    let found = try await collection(FilmSequences(frames: 2, count: 40), [path])
    var shown: [[Float]] = []
    for try await tiles in try FilmTiles(VideoSource(path), side: 16) { shown.append(tiles.values) }
    for (index, place) in found.places(.train).enumerated() {
      let values = Array(found.sequences(.train).values[index * 512..<(index + 1) * 512])
      #expect(values == shown[place.start] + shown[place.start + 1])
    }
  }

  @Test("Whole films can be held out: the last ones")
  func byFilm() async throws {
    let folder = try TemporaryFolder()
    let paths = ["a", "b", "c"].map { "\(folder.path)/\($0).y4m" }
    for (seed, path) in paths.enumerated() { try film(path, scenes: [6], seed: UInt64(seed)) }
    let found = try await collection(
      FilmSequences(side: 8, frames: 6, count: 60, split: .films(1)), paths)
    #expect(Set(found.places(.train).map(\.film)) == [0, 1])
    #expect(Set(found.places(.heldOut).map(\.film)) == [2])
    #expect(found.sequences(.heldOut).values.allSatisfy { $0.isFinite })
    #expect(found.sequences(.heldOut).values.contains { $0 != 0 })
  }

  @Test("The seed decides; asking for more sequences keeps the first ones")
  func seeds() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.y4m"
    try film(path, scenes: [30])
    let recipe = FilmSequences(side: 8, frames: 3, count: 20)
    let one = try await collection(recipe, [path]).sequences(.train)
    #expect(try await collection(recipe, [path]).sequences(.train) == one)
    #expect(try await collection(recipe, [path], seed: 2).sequences(.train) != one)
    let more = try await collection(FilmSequences(side: 8, frames: 3, count: 30), [path])
    #expect(Array(more.sequences(.train).values.prefix(one.count)) == one.values)
  }

  @Test("The files hold the sequences, and say how they were made")
  func files() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.y4m"
    try film(path, scenes: [14, 16])
    let found = try await collection(FilmSequences(side: 8, frames: 3, count: 20), [path])
    try await found.write(to: "\(folder.path)/new/films")
    for partition in PatchPartition.allCases {
      let file = try SafetensorsFile(
        path: "\(folder.path)/new/films/\(partition.rawValue).safetensors")
      #expect(try file.tensor("films") == found.sequences(partition))
      #expect(file.metadata["seed"] == "1" && file.metadata["partition"] == partition.rawValue)
      let source = try #require(file.metadata["source"])
      let digest = try SHA256.sum(ofFile: path)
      #expect(source.hasPrefix("a.y4m: SHA-256 \(digest); 40x24, 30 frames"))
      #expect(source.contains("scenes begin at 14;"))
      #expect(source.hasSuffix(partition == .train ? "frames 0 to 23" : "frames 24 to 29"))
      #expect(file.metadata["recipe"]?.contains("tiles of 8x8") == true)
    }
  }

  @Test("Films that give no sequences are refused with the reason")
  func refusals() async throws {
    let folder = try TemporaryFolder()
    let (path, copy) = ("\(folder.path)/a.y4m", "\(folder.path)/b.y4m")
    try film(path, scenes: [10, 10])
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    await #expect(throws: FilmSequenceError.sameFilm(first: path, second: copy)) {
      try await collection(FilmSequences(side: 8, frames: 2), [path, copy])
    }
    await #expect(throws: FilmSequenceError.tooShort(name: path, frames: 20, needed: 21)) {
      try await collection(FilmSequences(side: 8, frames: 21), [path])
    }
    await #expect(
      throws: FilmSequenceError.noSequence(
        name: path, partition: "training", frames: 16, needed: 11)
    ) {
      try await collection(FilmSequences(side: 8, frames: 11), [path])
    }
    await #expect(
      throws: FilmSequenceError.noSequence(name: path, partition: "held-out", frames: 4, needed: 5)
    ) {
      try await collection(FilmSequences(side: 8, frames: 5), [path])
    }
    #expect(throws: FilmSequenceError.readOnce(name: "-")) { try FilmSurvey("-") }
    #expect(throws: VideoError.smallerThanTile(size: Self.size, side: 25)) {
      try FilmSurvey.requireUsable(path, side: 25)
    }
  }

  @Test("A film that was replaced by a shorter one between the two walks is refused")
  func changed() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.y4m"
    try film(path, scenes: [20])
    var collection = try FilmCollection(
      FilmSequences(side: 8, frames: 2, count: 9), of: [try FilmSurvey(path)], seed: 1)
    try film(path, scenes: [19])
    await #expect(throws: FilmSequenceError.changed(name: path)) { try await collection.gather() }
  }
}
