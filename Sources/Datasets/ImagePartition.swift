// SPDX-License-Identifier: GPL-3.0-or-later

/// The two parts in which labeled images are published.
public enum ImagePartition: String, Equatable, Sendable, CaseIterable {
  /// Images to learn from.
  case train
  /// Images that learning never sees.
  case test
}
