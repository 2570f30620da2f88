// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Tensors
import StimulusTesting
import Testing

import Stimuli

@Suite("Photograph patches")
struct PhotographPatchesTests {
  static let recipe = PhotographPatches(
    decoder: PictureDecoder(reduction: 2), sampler: PatchSampler(side: 8, count: 50, margin: 2),
    flatShare: 0.1, heldOutShare: 0.3)

  /// Five textured pictures of 80×60 pixels.
  private func fill(_ folder: borrowing TemporaryFolder) throws -> PhotographSet {
    for index in 0..<5 {
      var image = TestPictures.noise(width: 80, height: 60, seed: UInt64(index))
      let grating = TestPictures.grating(width: 80, height: 60, u: index, v: 3)
      for place in image.pixels.indices {
        image.pixels[place] = 0.4 * image.pixels[place] + 0.6 * grating.pixels[place]
      }
      try folder.write(TestPictures.graymap(image), as: "\(index).pgm")
    }
    try folder.write([1, 2, 3], as: "README")
    return try PhotographSet(folder: folder.path)
  }

  @Test("The split holds out whole pictures, at random by the seed, and the same ones again")
  func split() throws {
    let recipe = PhotographPatches()
    let one = try recipe.partitions(count: 112, seed: 1)
    #expect(one.filter { $0 == .heldOut }.count == 20)
    #expect(try recipe.partitions(count: 112, seed: 1) == one)
    #expect(try recipe.partitions(count: 112, seed: 2) != one)
    #expect(try recipe.partitions(count: 2, seed: 1).filter { $0 == .heldOut }.count == 1)
    #expect(throws: PhotographError.tooFew(count: 1, needed: 2)) {
      try recipe.partitions(count: 1, seed: 1)
    }
  }

  @Test("With 112 pictures the defaults give 100 000 patches to train and 20 000 to hold out")
  func minima() {
    let recipe = PhotographPatches()
    let kept = Int(Double(recipe.sampler.count) * (1 - recipe.flatShare))
    #expect(92 * kept >= 100_000)
    #expect(20 * kept >= 20_000)
  }

  @Test("Patches have mean 0 and variance 1, and no picture is in both groups")
  func prepare() async throws {
    let folder = try TemporaryFolder()
    let photographs = try fill(folder)
    let collection = try await PhotographPatchesTests.recipe.prepare(photographs, seed: 1)
    let (train, heldOut) = (collection.names(.train), collection.names(.heldOut))
    #expect(train.count == 3 && heldOut.count == 2)
    #expect(Set(train).isDisjoint(with: heldOut))
    #expect((train + heldOut).sorted() == photographs.photographs.map(\.name))
    let patches = try collection.patches(.train)
    #expect(patches.shape == [135, 64])
    for row in 0..<135 {
      let moments = PixelMoments(patches.values[row * 64..<(row + 1) * 64])
      #expect(abs(moments.mean) < 1e-6)
      #expect(abs(moments.second - 1) < 1e-5)
    }
  }

  @Test("Held-out patches come from held-out pictures only")
  func provenance() async throws {
    let folder = try TemporaryFolder()
    let photographs = try fill(folder)
    var sources: [PatchPartition: Set<[Float]>] = [:]
    var collection = PatchCollection(PhotographPatchesTests.recipe, of: photographs, seed: 1)
    for try await sheet in PhotographPatchesTests.recipe.sheets(of: photographs, seed: 1) {
      collection.append(sheet)
      for start in stride(from: 0, to: sheet.patches.count, by: 64) {
        let patch = sheet.patches[start..<start + 64]
        if let standardized = PixelMoments(patch).standardize(patch) {
          sources[sheet.partition, default: []].insert(standardized)
        }
      }
    }
    for partition in PatchPartition.allCases {
      let patches = try collection.patches(partition)
      for start in stride(from: 0, to: patches.values.count, by: 64) {
        let patch = Array(patches.values[start..<start + 64])
        #expect(sources[partition]?.contains(patch) == true)
        #expect(sources[partition == .train ? .heldOut : .train]?.contains(patch) == false)
      }
    }
  }

  @Test("The same seed writes the same bytes, another seed others, and the file tells its story")
  func determinism() async throws {
    let folder = try TemporaryFolder()
    let photographs = try fill(folder)
    var files: [[UInt8]] = []
    for seed: UInt64 in [1, 1, 2] {
      let out = try TemporaryFolder()
      try await PhotographPatchesTests.recipe.prepare(photographs, seed: seed).write(to: out.path)
      let file = try SafetensorsFile(path: "\(out.path)/held-out.safetensors")
      #expect(try file.tensor("patches").shape == [90, 64])
      #expect(file.metadata["seed"] == "\(seed)")
      #expect(file.metadata["images"]?.split(separator: "\n").count == 2)
      #expect(file.metadata["recipe"]?.contains("sides divided by 2") == true)
      files.append(try FileReading.bytes(of: "\(out.path)/train.safetensors"))
    }
    #expect(files[0] == files[1])
    #expect(files[0] != files[2])
  }

  @Test("The flattest share goes, whole groups without contrast are refused")
  func flatness() throws {
    var group = PatchGroup()
    let patches = (0..<20).flatMap { step in (0..<4).map { Float($0 * step) } }
    let image = TestPictures.noise(width: 4, height: 4)
    group.append(
      PatchSheet(
        index: 0, photograph: Photograph(name: "a", path: "a"), partition: .train,
        image: NormalizedImage(whitened: image, normalized: image), patches: patches), side: 2)
    #expect(group.structured(flatShare: 0.25) == Array(5..<20))
    #expect(group.structured(flatShare: 0) == Array(1..<20))
    let empty = PatchCollection(
      PhotographPatches(), of: PhotographSet(photographs: [], source: "nothing"), seed: 1)
    #expect(throws: PhotographError.noContrast(partition: "held-out")) {
      _ = try empty.patches(.heldOut)
    }
  }
}
