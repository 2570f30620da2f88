// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// The pictures of a set that differ in their pixels, and those that repeat one of them.
///
/// A picture that lies in a folder under two names, or in two formats without loss, would land on both sides of the
/// split into training and held-out pictures. Here the first in the order of the set stays and the others go. Copies
/// with losses of their own, such as a JPEG of a PNG, are not found.
///
/// ```swift
/// let recipe = PhotographPatches()
/// let distinct = try await DistinctPhotographs(PhotographSet(folder: "pictures"), decoder: recipe.decoder)
/// let patches = try await recipe.prepare(distinct.photographs, seed: 1)
/// ```
public struct DistinctPhotographs: Equatable, Sendable {
  /// A picture that was left out.
  public struct Copy: Equatable, Sendable {
    /// The picture.
    public let photograph: Photograph
    /// The picture that stays in its place.
    public let original: Photograph
  }

  /// The pictures that stay, in their order.
  public let photographs: PhotographSet
  /// The pictures that were left out, in the order of the set.
  public let copies: [Copy]

  /// A sentence on each picture that was left out, and on those that were not even looked at.
  package var notes: [String] {
    let others =
      photographs.leftOut.isEmpty
      ? []
      : [
        "left out \(Text.count(photographs.leftOut.count, "picture")) with other endings than "
          + "\(PhotographSet.extensions.joined(separator: ", ")): \(photographs.leftOut.joined(separator: ", "))"
      ]
    return others
      + copies.map {
        "left out \($0.photograph.name): it has the same pixels as \($0.original.name)"
      }
  }

  /// Decodes every picture and compares what comes out; those that cannot be decoded stay.
  ///
  /// - Parameters:
  ///   - set: the pictures to compare.
  ///   - decoder: gives the pixels that count; the one that will decode them later.
  ///   - report: told before every picture how many were compared; what it throws ends the comparison.
  /// - Complexity: one decoding a picture, memory for one.
  /// - Throws: ``PhotographError/allEqual(count:)`` when only one of several pictures would stay,
  ///   ``ChildProcessError`` for a missing decoder, and `CancellationError`.
  public init(
    _ set: PhotographSet, decoder: PictureDecoder,
    report: (_ compared: Int) throws -> Void = { _ in }
  ) async throws {
    var kept: [Photograph] = []
    var copies: [Copy] = []
    var known: [Int: [Photograph]] = [:]
    for (index, photograph) in set.photographs.enumerated() {
      try report(index)
      try Task.checkCancellation()
      let picture: GrayImage
      do {
        picture = try await decoder.decode(photograph)
      } catch is PhotographError {
        kept.append(photograph)
        continue
      }
      let digest = picture.digest
      var original: Photograph?
      for candidate in known[digest, default: []] where original == nil {
        if try await decoder.decode(candidate) == picture { original = candidate }
      }
      if let original {
        copies.append(Copy(photograph: photograph, original: original))
      } else {
        kept.append(photograph)
        known[digest, default: []].append(photograph)
      }
    }
    guard copies.isEmpty || kept.count > 1 else {
      throw PhotographError.allEqual(count: set.photographs.count)
    }
    photographs = PhotographSet(photographs: kept, source: set.source, leftOut: set.leftOut)
    self.copies = copies
  }
}

extension GrayImage {
  /// A number that is equal for equal pictures, and rarely for others.
  fileprivate var digest: Int {
    var hasher = Hasher()
    hasher.combine(width)
    hasher.combine(height)
    hasher.combine(pixels)
    return hasher.finalize()
  }
}
