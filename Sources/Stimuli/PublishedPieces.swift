// SPDX-License-Identifier: GPL-3.0-or-later

/// The published preparation of natural patches: a picture is cut into pieces, and each is whitened by itself.
///
/// Pieces of ``side`` pixels lie edge to edge. Each is whitened on the published grid (``Whitening/Grid/published``), normalized
/// in local contrast with zeros beyond its border, scaled to mean 0 and variance 1, and only then loses ``crop`` pixels on
/// every side. Nothing is scaled after that, so the power of a 16×16 patch is about 180, not 256. Pieces without any
/// contrast are left out.
///
/// What every quirk changes is in docs/REPRODUCING.md.
///
/// Source: the code beside Vafaii, Galor & Yates 2024, arXiv 2405.14473, `do_process`.
public struct PublishedPieces: Equatable, Sendable {
  /// The side of a piece in pixels.
  public let side: Int
  /// Pixels cut off on every side at the end.
  public let crop: Int
  /// The filter of a piece.
  public var whitening: Whitening
  /// The gain control of a piece.
  public var contrast: ContrastNormalization

  /// Pieces that give patches of `patch` pixels a side.
  ///
  /// - Precondition: `patch` is positive and `crop` not negative.
  public init(
    patch: Int = 16, crop: Int = 4, whitening: Whitening = Whitening(cutoff: 0.5, grid: .published),
    contrast: ContrastNormalization = ContrastNormalization(border: .zeros)
  ) {
    guard patch > 0, crop >= 0 else {
      fatalError("patches of \(patch) pixels cannot be made by cutting off \(crop)")
    }
    side = patch + 2 * crop
    self.crop = crop
    self.whitening = whitening
    self.contrast = contrast
  }

  /// The side of a patch in pixels.
  public var patchSide: Int { side - 2 * crop }

  /// The patches of a picture, row after row of pieces.
  ///
  /// **Shape:** pieces with contrast × ``patchSide``².
  public func patches(of image: GrayImage) -> [Float] {
    var patches: [Float] = []
    for top in stride(from: 0, through: image.height - side, by: side) {
      for left in stride(from: 0, through: image.width - side, by: side) {
        patches += patch(of: piece(of: image, top: top, left: left)) ?? []
      }
    }
    return patches
  }

  /// The patch of a piece of ``side`` pixels; nil for one without contrast.
  package func patch(of piece: GrayImage) -> [Float]? {
    guard !PixelMoments(piece.pixels).isFlat else { return nil }
    let normalized = contrast.apply(to: whitening.apply(to: piece)).pixels
    guard let standardized = PixelMoments(normalized).standardize(normalized) else { return nil }
    return (crop..<side - crop).flatMap { row in
      standardized[row * side + crop..<(row + 1) * side - crop]
    }
  }

  private func piece(of image: GrayImage, top: Int, left: Int) -> GrayImage {
    GrayImage(
      width: side, height: side,
      pixels: (top..<top + side).flatMap {
        image.pixels[$0 * image.width + left..<$0 * image.width + left + side]
      })
  }
}
