// SPDX-License-Identifier: GPL-3.0-or-later

/// The patches of one picture, before flat ones are dropped.
public struct PatchSheet: Equatable, Sendable {
  /// The place of the picture in its set, from 0.
  public let index: Int
  /// The picture.
  public let photograph: Photograph
  /// The group it belongs to.
  public let partition: PatchPartition
  /// The picture after whitening and after contrast normalization; nil where pieces are whitened one by one.
  public let image: NormalizedImage?
  /// The patches, one after the other.
  ///
  /// **Shape:** patches × side².
  public let patches: [Float]

  package init(
    index: Int, photograph: Photograph, partition: PatchPartition, image: NormalizedImage?,
    patches: [Float]
  ) {
    self.index = index
    self.photograph = photograph
    self.partition = partition
    self.image = image
    self.patches = patches
  }
}
