// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Randomness
public import Tensors

/// The patches gathered so far from the pictures of a set.
///
/// - Complexity: memory for all patches: 1 kB for each of 16×16 pixels.
public struct PatchCollection: Sendable {
  private let recipe: PhotographPatches
  private let source: String
  private let seed: UInt64
  private var train = PatchGroup()
  private var heldOut = PatchGroup()

  /// An empty collection for the patches that `recipe` makes of a set.
  public init(_ recipe: PhotographPatches, of photographs: PhotographSet, seed: UInt64) {
    self.recipe = recipe
    source = photographs.source
    self.seed = seed
  }

  /// Adds the patches of one picture; pictures come in the order of the set.
  public mutating func append(_ sheet: PatchSheet) {
    switch sheet.partition {
    case .train: train.append(sheet, side: recipe.side)
    case .heldOut: heldOut.append(sheet, side: recipe.side)
    }
  }

  /// The finished patches of a group: flat ones dropped, each scaled to mean 0 and variance 1 (but for
  /// ``PublishedPieces``, which are finished), shuffled.
  ///
  /// **Shape:** [patches, side²].
  /// - Throws: ``PhotographError/noContrast(partition:)`` when none is left.
  public func patches(_ partition: PatchPartition) throws(PhotographError) -> Tensor {
    let group = group(partition)
    let size = recipe.side * recipe.side
    var generator = SeedSequence(seed).generator(
      for: "photographs.shuffle", partition == .train ? 0 : 1)
    let kept = group.structured(flatShare: recipe.flatShare)
    guard !kept.isEmpty else { throw .noContrast(partition: partition.rawValue) }
    var values: [Float] = []
    values.reserveCapacity(kept.count * size)
    for place in generator.permutation(count: kept.count) {
      let patch = group.patches[kept[place] * size..<(kept[place] + 1) * size]
      if recipe.pieces != nil {
        values += patch
      } else if let standardized = PixelMoments(patch).standardize(patch) {
        values += standardized
      }
    }
    return Tensor(values, shape: [kept.count, size])
  }

  /// The names of the pictures of a group, in the order they came.
  public func names(_ partition: PatchPartition) -> [String] { group(partition).names }

  private func group(_ partition: PatchPartition) -> PatchGroup {
    switch partition {
    case .train: train
    case .heldOut: heldOut
    }
  }

  /// Writes `train.safetensors` and `held-out.safetensors`, each with one tensor `patches` and the
  /// record of how it was made.
  ///
  /// Missing folders are created.
  ///
  /// - Throws: ``PhotographError/noContrast(partition:)``, ``ChildProcessError`` and `FileError`.
  public func write(to folder: String) async throws {
    let decoder = try await PictureDecoder.version()
    try FileReading.createFolder(folder)
    for partition in PatchPartition.allCases {
      var file = SafetensorsFile(metadata: record(partition, decoder: decoder))
      try file.add("patches", try patches(partition))
      try file.write(to: "\(folder)/\(partition.rawValue).safetensors")
    }
  }

  /// What the file says of itself.
  func record(_ partition: PatchPartition, decoder: String) -> [String: String] {
    [
      "partition": partition.rawValue,
      "seed": "\(seed)",
      "source": source,
      "recipe": recipe.summary,
      "decoder": decoder,
      "images": names(partition).joined(separator: "\n"),
      "format": "interspike photograph patches 1",
    ]
  }
}

extension PhotographPatches {
  /// The recipe in one line.
  public var summary: String {
    if let pieces {
      return "grey, sides divided by \(decoder.reduction) by area averaging; pieces of "
        + "\(pieces.side)x\(pieces.side) edge to edge, each whitened by f*exp(-(f/\(pieces.whitening.cutoff))^4) on the "
        + "\(pieces.whitening.grid.rawValue) grid, local contrast normalised in a "
        + "\(pieces.contrast.side)x\(pieces.contrast.side) window with \(pieces.contrast.border.rawValue) beyond the border, "
        + "mean 0, variance 1, then cut to \(pieces.patchSide)x\(pieces.patchSide); \(heldOutShare) of the images held out"
    }
    return "grey, sides divided by \(decoder.reduction) by area averaging; whitened by "
      + "f*exp(-(f/\(whitening.cutoff))^4), f in cycles/pixel; unit variance; local contrast "
      + "normalised in a \(contrast.side)x\(contrast.side) window; \(sampler.count) patches of "
      + "\(sampler.side)x\(sampler.side) an image, \(sampler.margin) pixels off its border; flattest "
      + "\(flatShare) of the group dropped; each patch mean 0, variance 1; \(heldOutShare) of the "
      + "images held out"
  }
}
