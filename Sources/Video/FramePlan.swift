// SPDX-License-Identifier: GPL-3.0-or-later

internal import CFrames
internal import Stimuli

/// The transform of one size of frames.
final class FramePlan {
  let pointer: OpaquePointer
  let size: FrameSize

  init(_ size: FrameSize) {
    guard let pointer = frames_plan_make(size.width, size.height) else {
      fatalError("no memory for the transforms of frames of \(size)")
    }
    self.pointer = pointer
    self.size = size
  }

  deinit { frames_plan_free(pointer) }

  /// A table of a gain that depends on the radial frequency, in cycles per pixel.
  func gain(_ gain: (Double) -> Double) -> [Float] {
    let lines = frames_plan_lines(pointer)
    var table = [Float](repeating: 0, count: size.width * lines)
    for u in 0..<size.width {
      let across = FourierPlane.frequency(u, of: size.width)
      for v in 0...size.height / 2 {
        let down = FourierPlane.frequency(v, of: size.height)
        let frequency = (across * across + down * down).squareRoot()
        table[u * lines + v] = Float(gain(frequency) / Double(size.pixels))
      }
    }
    return table
  }
}
