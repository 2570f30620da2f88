// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The recipe that turns photographs into whitened patches for models of early vision.
///
/// Every picture is decoded to gray at a quarter of its size, whitened, scaled to unit variance and
/// normalized in local contrast; patches are drawn at random places. The flattest tenth of the
/// patches of each group is dropped, the rest is scaled to mean 0 and variance 1 each, so that
/// ‖x‖² = 256 for 16×16 pixels, and shuffled. Groups are split by picture: no held-out patch shares
/// a picture with a training patch. ``DistinctPhotographs`` takes away pictures that a set holds twice.
///
/// ```swift
/// let recipe = PhotographPatches()
/// var patches = PatchCollection(recipe, of: photographs, seed: 1)
/// for try await sheet in recipe.sheets(of: photographs, seed: 1) {
///   patches.append(sheet)
///   print(sheet.index, sheet.photograph.name)
/// }
/// try await patches.write(to: "patches")
/// ```
///
/// The result depends on the decoded pictures, their order, the recipe and the seed, never on the
/// number of processor cores.
///
/// Sources: the filter and the patch size go back to Olshausen and Field 1997,
/// doi:10.1016/S0042-6989(97)00169-7; the gain control to Jarrett et al. 2009,
/// doi:10.1109/ICCV.2009.5459469.
public struct PhotographPatches: Equatable, Sendable {
  /// How files are decoded and reduced.
  public var decoder: PictureDecoder
  /// The filter that flattens the spectrum.
  public var whitening: Whitening
  /// The gain control after whitening.
  public var contrast: ContrastNormalization
  /// How patches are drawn.
  public var sampler: PatchSampler
  /// The published preparation in place of the filter, the gain control and the sampler above; nil for theirs.
  public var pieces: PublishedPieces?
  /// The share of patches with the least standard deviation that each group drops, in 0 ..< 1.
  public var flatShare: Double
  /// The share of pictures that is held out, in 0 ..< 1, rounded to whole pictures, at least one.
  public var heldOutShare: Double

  /// A recipe; the defaults give clear oriented filters on the photographs of
  /// `GComprisPhotographs` of the room Datasets.
  ///
  /// - Precondition: both shares lie in 0 ..< 1.
  public init(
    decoder: PictureDecoder = PictureDecoder(), whitening: Whitening = Whitening(),
    contrast: ContrastNormalization = ContrastNormalization(),
    sampler: PatchSampler = PatchSampler(), pieces: PublishedPieces? = nil,
    flatShare: Double = 0.1, heldOutShare: Double = 0.18
  ) {
    guard (0..<1).contains(flatShare) else {
      fatalError("the flat share \(flatShare) is not in 0 ..< 1")
    }
    guard (0..<1).contains(heldOutShare) else {
      fatalError("the share \(heldOutShare) is not in 0 ..< 1")
    }
    self.decoder = decoder
    self.whitening = whitening
    self.contrast = contrast
    self.sampler = sampler
    self.pieces = pieces
    self.flatShare = flatShare
    self.heldOutShare = heldOutShare
  }

  /// The preparation of the published code, on pictures reduced by `reduction`.
  ///
  /// No flat patches are dropped; the defaults of everything else are those of ``PublishedPieces``.
  public static func published(
    _ pieces: PublishedPieces = PublishedPieces(), reduction: Int = 1
  ) -> PhotographPatches {
    PhotographPatches(
      decoder: PictureDecoder(reduction: reduction), whitening: pieces.whitening,
      contrast: pieces.contrast, pieces: pieces, flatShare: 0)
  }

  /// The side of a patch in pixels.
  public var side: Int { pieces?.patchSide ?? sampler.side }

  /// The shortest side of a picture, after reduction, that gives a patch.
  public var smallestSide: Int { pieces?.side ?? sampler.smallestSide }

  /// Which pictures are held out: a random choice that the seed alone makes.
  ///
  /// - Returns: a partition for each picture, in the order of the set.
  /// - Throws: ``PhotographError/tooFew(count:needed:)`` for fewer than two pictures.
  public func partitions(count: Int, seed: UInt64) throws(PhotographError) -> [PatchPartition] {
    guard count >= 2 else { throw .tooFew(count: count, needed: 2) }
    let heldOut = min(count - 1, max(1, Int((Double(count) * heldOutShare).rounded())))
    var generator = SeedSequence(seed).generator(for: "photographs.split")
    var partitions = [PatchPartition](repeating: .train, count: count)
    for index in generator.permutation(count: count).prefix(heldOut) {
      partitions[index] = .heldOut
    }
    return partitions
  }

  /// The patches of every picture in turn, made when they are asked for.
  public func sheets(of photographs: PhotographSet, seed: UInt64) -> PatchSheets {
    PatchSheets(recipe: self, photographs: photographs.photographs, seed: seed)
  }

  /// Whitens a picture and evens out its contrast.
  ///
  /// - Returns: `nil` when all its pixels are equal.
  public func normalize(_ image: GrayImage) -> NormalizedImage? {
    guard let whitened = whitening.apply(to: image).standardized(), image.standardized() != nil
    else { return nil }
    return NormalizedImage(whitened: whitened, normalized: contrast.apply(to: whitened))
  }

  /// All patches at once, for callers who do not watch the progress.
  public func prepare(_ photographs: PhotographSet, seed: UInt64) async throws -> PatchCollection {
    var collection = PatchCollection(self, of: photographs, seed: seed)
    for try await sheet in sheets(of: photographs, seed: seed) { collection.append(sheet) }
    return collection
  }
}
