// SPDX-License-Identifier: GPL-3.0-or-later

/// A picture at the two stages before patches are cut.
public struct NormalizedImage: Equatable, Sendable {
  /// Whitened, mean 0, variance 1.
  public let whitened: GreyImage
  /// Whitened and normalised in local contrast.
  public let normalized: GreyImage

  package init(whitened: GreyImage, normalized: GreyImage) {
    self.whitened = whitened
    self.normalized = normalized
  }
}
