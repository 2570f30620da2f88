// SPDX-License-Identifier: GPL-3.0-or-later

public import Stimuli

/// The recipe that turns films into short sequences of one place, for models that learn while they watch.
///
/// Every frame is whitened whole and every tile scaled, exactly as ``FilmTiles`` does for a stream. A sequence is what one
/// tile shows in ``frames`` consecutive frames of one scene (``SceneChanges``). Every beginning of such a sequence in a
/// group's part of the films is equally likely, then every place of the tile within the frame; sequences may overlap.
///
/// Groups never share a frame: each film ends with the frames that are held out, or whole films are held out.
///
/// ```swift
/// let recipe = FilmSequences(frames: 6, count: 20_000)
/// var collection = try FilmCollection(recipe, of: [FilmSurvey("cockatoo.mp4")], seed: 1)
/// try await collection.gather()
/// try await collection.write(to: "films")
/// ```
public struct FilmSequences: Equatable, Sendable {
  /// Which frames are held out.
  public enum Split: Equatable, Sendable {
    /// The last frames of every film, this share of them, rounded to whole frames, or to whole photographs of pans.
    case time(share: Double)
    /// All frames of the last so many films, and no others.
    case films(Int)
  }

  /// Pixels of a side of a tile.
  public let side: Int
  /// Frames of a sequence.
  public let frames: Int
  /// Sequences to learn from.
  public let count: Int
  /// Which frames are held out.
  public let split: Split

  /// The share of a video that is held out unless another is given.
  public static let usualShare = 0.2

  /// A recipe.
  ///
  /// - Precondition: `side`, `frames` and `count` are positive; a share lies in 0 ..< 1.
  public init(
    side: Int = 16, frames: Int = 6, count: Int = 20_000, split: Split = .time(share: usualShare)
  ) {
    guard side > 0 && frames > 0 && count > 0 else {
      fatalError("\(count) sequences of \(frames) frames of side \(side) cannot be cut")
    }
    if case .time(let share) = split, !(0..<1).contains(share) {
      fatalError("the share \(share) is not in 0 ..< 1")
    }
    self.side = side
    self.frames = frames
    self.count = count
    self.split = split
  }

  /// The number of sequences of a group: a quarter as many are held out as there are to learn from, at least one.
  public func count(_ partition: PatchPartition) -> Int {
    partition == .train ? count : max(1, count / 4)
  }

  /// The frames of the `index`-th of some films that belong to a group.
  public func part(
    _ partition: PatchPartition, of film: FilmSurvey, at index: Int, among films: Int
  ) -> Range<Int> {
    let border =
      switch split {
      case .time(let share):
        film.frames - Int((Double(film.frames / film.unit) * share).rounded()) * film.unit
      case .films(let heldOut): index < films - heldOut ? film.frames : 0
      }
    return partition == .train ? 0..<border : border..<film.frames
  }

  /// The frames of a film, a range for each scene, with which a sequence of a group can begin.
  ///
  /// - Throws: ``FilmSequenceError/tooShort(name:frames:needed:)``,
  ///   ``FilmSequenceError/noSequence(name:partition:frames:needed:)``; a film without frames for a group gives none.
  func beginnings(
    _ partition: PatchPartition, of film: FilmSurvey, at index: Int, among films: Int
  ) throws(FilmSequenceError) -> [Range<Int>] {
    guard film.frames >= frames else {
      throw .tooShort(name: film.path, frames: film.frames, needed: frames)
    }
    let part = part(partition, of: film, at: index, among: films)
    let beginnings = film.scenes(in: part).filter { $0.count >= frames }.map {
      $0.lowerBound..<$0.upperBound - frames + 1
    }
    if case .films = split, part.isEmpty { return [] }
    guard !beginnings.isEmpty else {
      throw .noSequence(
        name: film.path, partition: partition == .train ? "training" : "held-out",
        frames: part.count, needed: frames)
    }
    return beginnings
  }

  /// The recipe in one line.
  public var summary: String {
    let held =
      switch split {
      case .time(let share): "the last \(share) of the frames of every film held out"
      case .films(let count): "the last \(count) of the films held out"
      }
    return
      "gray, every frame whitened whole by f*exp(-(f/\(Whitening().cutoff))^4), f in cycles/pixel, local contrast "
      + "normalised in a \(ContrastNormalization().side)x\(ContrastNormalization().side) window, as in a stream; tiles of "
      + "\(side)x\(side) at random places in \(frames) consecutive frames, each tile mean 0, variance 1, but never "
      + "divided by less than \(TileScaling().least); no sequence spans a scene change: difference above "
      + "\(SceneChanges.least) and \(SceneChanges.ratio) times the median of \(SceneChanges.reach) differences before "
      + "and after; \(held)"
  }
}
