// SPDX-License-Identifier: GPL-3.0-or-later

/// The shape of an encoder or a decoder, under its published name.
///
/// > Reference: Vafaii, Galor & Yates, 2024, arXiv 2405.14473, appendix on architectures.
public enum Architecture: String, Sendable, Hashable, Codable, CaseIterable {
  /// One linear map: with a linear decoder, sparse coding.
  case linear
  /// One wide hidden layer.
  case mlp
  /// Residual convolutions.
  case convolutional = "conv"
}

/// Why there is no network for some pictures.
public enum ArchitectureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no convolutional encoder for pictures of this size.
  case encoder(pixels: Int)
  /// There is no convolutional decoder for pictures of this size.
  case decoder(pixels: Int)

  public var description: String {
    switch self {
    case .encoder(let pixels):
      "A convolutional encoder reads pictures of 16 × 16, 28 × 28 or 64 × 64 pixels; "
        + "these have \(pixels) pixels. Use 'mlp' or 'linear'."
    case .decoder(let pixels):
      "A convolutional decoder makes pictures of 16 × 16 or 28 × 28 pixels; "
        + "these have \(pixels) pixels. Use 'mlp' or 'linear'."
    }
  }
}
