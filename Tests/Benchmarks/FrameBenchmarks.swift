// SPDX-License-Identifier: GPL-3.0-or-later

import Stimuli
import Video

/// Whole frames of video beside the code that prepares photographs, on one core.
enum FrameBenchmarks {
  static func all() -> [Comparison] {
    let size = FrameSize(width: 640, height: 352)
    let image = picture(size)
    let whitening = FrameWhitening(size: size)
    let recipe = PhotographPatches()
    var (result, history) = (image, ContrastHistory())
    return [
      Comparison(
        name: "frame-whitening/640x352", unit: "ms", reference: "as photographs are prepared",
        work: 1
      ) {
        whitening.whiten(image, into: &result, history: &history)
      } compared: {
        _ = recipe.normalize(image)
      }
    ]
  }

  private static func picture(_ size: FrameSize) -> GrayImage {
    let pixels = (0..<size.pixels).map { place -> Float in
      let (x, y) = (place % size.width, place / size.width)
      return Float((x * x + 3 * y * y + x * y) % 256) / 255
    }
    return GrayImage(width: size.width, height: size.height, pixels: pixels)
  }
}
