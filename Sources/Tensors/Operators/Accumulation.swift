// SPDX-License-Identifier: GPL-3.0-or-later

extension Tensor {
  /// Adds another tensor into this one's storage; the record is dropped.
  ///
  /// - Precondition: equal shapes.
  public mutating func accumulate(_ other: Tensor) {
    precondition(
      shape == other.shape, "a tensor of shape \(other.shape) cannot be added into one of \(shape)")
    for index in values.indices { values[index] += other.values[index] }
  }
}
