// SPDX-License-Identifier: GPL-3.0-or-later

public import Stimuli

/// The colors of a frame: how much bluer and redder than gray it is, in planes that may be smaller than the frame.
///
/// ```
/// R = Y + 1.402·Cr     G = Y − 0.344136·Cb − 0.714136·Cr     B = Y + 1.772·Cb         each cut to 0 … 1
/// ```
/// with Y the gray of the pixel, and Cb and Cr from −½ to ½.
///
/// > Reference: ITU-R BT.601.
public struct FrameColors: Equatable, Sendable {
  /// Columns and rows of a plane.
  let plane: FrameSize
  /// Samples per unit of Cb or Cr; 128 is none.
  let span: Float
  /// The plane of Cb, then that of Cr, as stored in the film; what follows is not looked at.
  var samples: [UInt8]

  /// Red, green and blue of every pixel of a frame whose gray is known, one byte each, row after row.
  ///
  /// - Complexity: O(pixels).
  public func bytes(over gray: GrayImage) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 3 * gray.pixels.count)
    let count = plane.pixels
    for row in 0..<gray.height {
      let start = row * plane.height / gray.height * plane.width
      for column in 0..<gray.width {
        let place = start + column * plane.width / gray.width
        let pixel = row * gray.width + column
        let luma = gray.pixels[pixel]
        let blue = (Float(samples[place]) - 128) / span
        let red = (Float(samples[count + place]) - 128) / span
        bytes[3 * pixel] = Self.byte(luma + 1.402 * red)
        bytes[3 * pixel + 1] = Self.byte(luma - 0.344136 * blue - 0.714136 * red)
        bytes[3 * pixel + 2] = Self.byte(luma + 1.772 * blue)
      }
    }
    return bytes
  }

  private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value, 0), 1) * 255) }
}

extension Y4MHeader {
  /// Columns and rows of a plane of color; nil for films without color, and for samples of more than 8 bits, whose colors are passed over.
  var colorPlane: FrameSize? {
    guard bits == 8, chromaBytes > 0 else { return nil }
    let (half, halfRows) = ((size.width + 1) / 2, (size.height + 1) / 2)
    return switch colorSpace.prefix(3) {
    case "420": FrameSize(width: half, height: halfRows)
    case "422": FrameSize(width: half, height: size.height)
    case "440": FrameSize(width: size.width, height: halfRows)
    case "444": size
    case "411": FrameSize(width: (size.width + 3) / 4, height: size.height)
    default: nil
    }
  }
}
