// SPDX-License-Identifier: GPL-3.0-or-later

extension PhotographPatches {
  /// How photographs become patches.
  public enum Preparation: String, CaseIterable, Sendable {
    /// Pictures are whitened whole, and every patch is scaled.
    case whole
    /// Pieces are whitened one by one: ``PublishedPieces``.
    case published
  }

  /// A recipe whose other parts are the usual ones of its preparation.
  ///
  /// - Parameters:
  ///   - preparation: whole pictures, or pieces.
  ///   - side: the side of a patch in pixels; larger patches are fewer, so that files keep their size.
  ///   - cutoff: where the filter turns down, in cycles a pixel; nil for the preparation's own.
  ///   - reduction: what the sides of a picture are divided by; nil for the preparation's own.
  public init(
    _ preparation: Preparation, side: Int, cutoff: Double? = nil, reduction: Int? = nil
  ) {
    switch preparation {
    case .published:
      let pieces = PublishedPieces(
        patch: side,
        whitening: cutoff.map { Whitening(cutoff: $0, grid: .published) }
          ?? PublishedPieces().whitening)
      self = .published(
        pieces, reduction: reduction ?? PhotographPatches.published().decoder.reduction)
    case .whole:
      let usual = PatchSampler()
      self.init(
        decoder: reduction.map { PictureDecoder(reduction: $0) } ?? PictureDecoder(),
        whitening: cutoff.map { Whitening(cutoff: $0) } ?? Whitening(),
        sampler: PatchSampler(
          side: side,
          count: min(usual.count, usual.count * usual.side * usual.side / (side * side))))
    }
  }
}
