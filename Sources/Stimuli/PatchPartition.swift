// SPDX-License-Identifier: GPL-3.0-or-later

/// The group a picture and all its patches belong to.
public enum PatchPartition: String, Equatable, Sendable, CaseIterable {
  /// Patches to learn from.
  case train
  /// Patches of pictures that learning never sees.
  case heldOut = "held-out"
}
