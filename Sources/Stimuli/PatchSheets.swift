// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The patches of the pictures of a set, one ``PatchSheet`` a picture, made when asked for.
///
/// Iteration throws ``PhotographError`` for pictures that cannot be decoded, are too small or have no
/// contrast, all of them in ``PhotographError/unfit(_:)``, ``ChildProcessError`` for a missing decoder, and `CancellationError`.
public struct PatchSheets: AsyncSequence, Sendable {
  let recipe: PhotographPatches
  let photographs: [Photograph]
  let seed: UInt64

  /// The number of sheets to come.
  public var count: Int { photographs.count }

  /// Begins at the first picture.
  public func makeAsyncIterator() -> Iterator {
    Iterator(recipe: recipe, photographs: photographs, seed: seed)
  }

  /// Walks through the pictures.
  public struct Iterator: AsyncIteratorProtocol, Sendable {
    let recipe: PhotographPatches
    let photographs: [Photograph]
    let seed: UInt64
    var index = 0
    var partitions: [PatchPartition]?

    init(recipe: PhotographPatches, photographs: [Photograph], seed: UInt64) {
      self.recipe = recipe
      self.photographs = photographs
      self.seed = seed
    }

    /// The patches of the next picture, `nil` after the last.
    public mutating func next() async throws -> PatchSheet? {
      let partitions = try partitions ?? recipe.partitions(count: photographs.count, seed: seed)
      self.partitions = partitions
      guard index < partitions.count else { return nil }
      try Task.checkCancellation()
      let sheet: PatchSheet
      do {
        sheet = try await recipe.sheet(
          of: photographs[index], index: index, partition: partitions[index], seed: seed)
      } catch let error as PhotographError {
        throw try await unfit(after: error, partitions)
      }
      index += 1
      return sheet
    }

    /// Looks at the pictures that are left, so that all unfit ones are named at once.
    private mutating func unfit(
      after first: PhotographError, _ partitions: [PatchPartition]
    ) async throws -> PhotographError {
      var errors = [first]
      for later in photographs.indices.dropFirst(index + 1) {
        try Task.checkCancellation()
        do {
          _ = try await recipe.sheet(
            of: photographs[later], index: later, partition: partitions[later], seed: seed)
        } catch let error as PhotographError {
          errors.append(error)
        }
      }
      index = photographs.count
      return errors.count == 1 ? first : .unfit(errors)
    }
  }
}

extension PhotographPatches {
  func sheet(
    of photograph: Photograph, index: Int, partition: PatchPartition, seed: UInt64
  ) async throws -> PatchSheet {
    let picture = try await decoder.decode(photograph)
    guard min(picture.width, picture.height) >= smallestSide else {
      throw PhotographError.tooSmall(
        path: photograph.path, width: picture.width, height: picture.height,
        needed: smallestSide, reduction: decoder.reduction)
    }
    if let pieces {
      let patches = pieces.patches(of: picture)
      guard !patches.isEmpty else { throw PhotographError.flat(path: photograph.path) }
      return PatchSheet(
        index: index, photograph: photograph, partition: partition, image: nil, patches: patches)
    }
    guard let image = normalize(picture) else {
      throw PhotographError.flat(path: photograph.path)
    }
    var generator = SeedSequence(seed).generator(for: "photographs.patches", index)
    return PatchSheet(
      index: index, photograph: photograph, partition: partition, image: image,
      patches: sampler.patches(of: image.normalized, using: &generator))
  }
}
