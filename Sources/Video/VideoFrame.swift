// SPDX-License-Identifier: GPL-3.0-or-later

public import Stimuli

/// One moment of a film.
public struct VideoFrame: Equatable, Sendable {
  /// The place in the film, from 0.
  public package(set) var index: Int
  /// The picture, 0 black and 1 white.
  public var image: GrayImage
  /// Its colors, when they were asked for and the film has some.
  public package(set) var colors: FrameColors?

  /// A frame of given pixels.
  public init(index: Int, image: GrayImage) {
    self.index = index
    self.image = image
  }

  /// A black frame, whose storage ``VideoSource/read(into:)`` fills again and again.
  public init(size: FrameSize) {
    self.init(
      index: 0,
      image: GrayImage(
        width: size.width, height: size.height,
        pixels: [Float](repeating: 0, count: size.pixels)))
  }
}
