// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

extension Elementwise {
  /// `factor·x + offset` for every value.
  static func affine(_ values: [Float], factor: Float, offset: Float) -> [Float] {
    map(values) { elementwise_affine($0, factor, offset, $1, $2) }
  }
}
