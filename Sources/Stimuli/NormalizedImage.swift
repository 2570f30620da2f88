// SPDX-License-Identifier: GPL-3.0-or-later

/// A picture at the two stages before patches are cut.
public struct NormalizedImage: Equatable, Sendable {
  /// Whitened, mean 0, variance 1.
  public let whitened: GrayImage
  /// Whitened and normalized in local contrast.
  public let normalized: GrayImage

  package init(whitened: GrayImage, normalized: GrayImage) {
    self.whitened = whitened
    self.normalized = normalized
  }
}
