// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Stimuli
public import Video

/// Pictures that tests make themselves.
public enum TestPictures {
  /// Independent values in -1 ..< 1 by a linear congruence; not for statistics.
  public static func noise(width: Int, height: Int, seed: UInt64 = 1) -> GrayImage {
    var state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    let pixels = (0..<width * height).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Double(state >> 11) * 0x1p-52 - 1)
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  /// Independent multiples of 1/255 in 0 … 1.
  public static func levels(_ size: FrameSize, seed: UInt64 = 1) -> GrayImage {
    var image = noise(width: size.width, height: size.height, seed: seed)
    for index in image.pixels.indices {
      image.pixels[index] = (127.5 * (image.pixels[index] + 1)).rounded() / 255
    }
    return image
  }

  /// cos(2π (u x / width + v y / height)).
  public static func grating(width: Int, height: Int, u: Int, v: Int) -> GrayImage {
    let pixels = (0..<width * height).map { index in
      let x = Double(index % width * u) / Double(width)
      let y = Double(index / width * v) / Double(height)
      return Float(cos(2 * Double.pi * (x + y)))
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  /// A binary graymap file of the picture, whose values -1...1 become 0...255.
  public static func graymap(_ image: GrayImage) -> [UInt8] {
    let header = Array("P5\n\(image.width) \(image.height)\n255\n".utf8)
    return header + image.pixels.map { UInt8(max(0, min(255, 127.5 + 127.5 * $0))) }
  }
}
