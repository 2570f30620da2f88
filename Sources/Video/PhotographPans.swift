// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Randomness
public import Stimuli

/// A film that a camera makes of photographs: it glides over each in turn, and zooms.
///
/// In frame t of a photograph the window lies around
///
///     center(t) = center(0) + v t,   scale(t) = exp(g t)
///
/// with v up to ``fastest`` pixels a frame in both directions, and g between −``zoom`` and ``zoom``, slower where the
/// photograph would end or the window change by more than ``mostZoom``. Between pixels it is bilinear.
public struct PhotographPans: Equatable, Sendable {
  /// The photographs.
  public let photographs: PhotographSet
  /// How they are decoded and reduced.
  public let decoder: PictureDecoder
  /// Columns and rows of a frame.
  public let size: FrameSize
  /// Frames of each photograph.
  public let frames: Int
  /// The fastest motion in each direction, in pixels a frame.
  public let fastest: Double
  /// The fastest zoom, as a logarithm a frame.
  public let zoom: Double
  /// Where all randomness comes from.
  public let seed: UInt64

  /// The most that zooming scales a window up or down.
  public static let mostZoom = 1.2

  /// A film of some frames of each photograph.
  ///
  /// - Precondition: `frames` is positive, `fastest` and `zoom` are not negative.
  public init(
    over photographs: PhotographSet, decoder: PictureDecoder = PictureDecoder(reduction: 2),
    size: FrameSize = FrameSize(width: 128, height: 128), frames: Int = 12, fastest: Double = 1.5,
    zoom: Double = 0.01, seed: UInt64
  ) {
    guard frames > 0, fastest >= 0, zoom >= 0 else {
      fatalError(
        "a film cannot have \(frames) frames that move by up to \(fastest) pixels and zoom by \(zoom)"
      )
    }
    self.photographs = photographs
    self.decoder = decoder
    self.size = size
    self.frames = frames
    self.fastest = fastest
    self.zoom = zoom
    self.seed = seed
  }

  /// The film in one line.
  public var summary: String {
    "pans and zooms over \(photographs.photographs.count) photographs of \(photographs.source), sides divided by "
      + "\(decoder.reduction): \(frames) frames of each, up to \(fastest) pixels a frame in both directions, zoomed by up "
      + "to exp(\(zoom)) a frame and \(Self.mostZoom) in all"
  }

  /// The way over a photograph that the seed gives it.
  ///
  /// - Throws: ``PhotographError/tooSmall(path:width:height:needed:reduction:)``,
  ///   ``PhotographError/cannotDecode(path:reason:)`` and `ChildProcessError`.
  func path(over index: Int) async throws -> Path {
    let photograph = photographs.photographs[index]
    let picture = try await decoder.decode(photograph)
    let (width, height) = (
      Double(size.width) * Self.mostZoom, Double(size.height) * Self.mostZoom
    )
    let room = (across: Double(picture.width) - width, down: Double(picture.height) - height)
    guard room.across >= 0, room.down >= 0 else {
      throw PhotographError.tooSmall(
        path: photograph.path, width: picture.width, height: picture.height,
        needed: Int(max(width, height).rounded(.up)), reduction: decoder.reduction)
    }
    var generator = SeedSequence(seed).generator(for: "photographs.pans", index)
    let steps = Double(max(1, frames - 1))
    /// A way along one side that stays within its room.
    func way(_ room: Double) -> (start: Double, speed: Double) {
      let start = room * generator.uniform()
      let (low, high) = (max(-fastest, -start / steps), min(fastest, (room - start) / steps))
      return (start, low + (high - low) * generator.uniform())
    }
    let (across, down) = (way(room.across), way(room.down))
    let growth = min(zoom, log(Self.mostZoom) / steps) * (2 * generator.uniform() - 1)
    return Path(
      picture: picture, size: size, left: across.start + width / 2, top: down.start + height / 2,
      right: across.speed, down: down.speed, growth: growth)
  }

  /// The way of a window over one picture.
  struct Path: Sendable {
    let picture: GrayImage
    let size: FrameSize
    /// The center at first, its motion and the growth of the window in a frame.
    let left: Double
    let top: Double
    let right: Double
    let down: Double
    let growth: Double

    /// Writes what is seen in a frame, 0 black and 1 white.
    func show(_ frame: Int, into image: inout GrayImage) {
      let (time, scale) = (Double(frame), exp(growth * Double(frame)))
      for row in 0..<size.height {
        let y = top + down * time + (Double(row) + 0.5 - Double(size.height) / 2) * scale - 0.5
        let (above, below, v) = neighbors(y, picture.height)
        for column in 0..<size.width {
          let x =
            left + right * time + (Double(column) + 0.5 - Double(size.width) / 2) * scale - 0.5
          let (first, second, u) = neighbors(x, picture.width)
          let upper = mix(picture[above, first], picture[above, second], u)
          let lower = mix(picture[below, first], picture[below, second], u)
          image.pixels[row * size.width + column] = mix(upper, lower, v) / 255
        }
      }
    }

    private func neighbors(_ place: Double, _ extent: Int) -> (Int, Int, Float) {
      let inside = min(max(place, 0), Double(extent - 1))
      let first = Int(inside)
      return (first, min(first + 1, extent - 1), Float(inside - Double(first)))
    }

    private func mix(_ first: Float, _ second: Float, _ share: Float) -> Float {
      first + share * (second - first)
    }
  }
}
