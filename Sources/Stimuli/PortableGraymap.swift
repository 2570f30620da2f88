// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads a binary portable graymap ("P5") of 8 bits a pixel, without comments: what decoders pipe.
package enum PortableGraymap {
  /// Why bytes are not such a graymap.
  package struct Malformed: Error, Equatable { let reason: String }

  /// The picture, with brightness 0...255.
  package static func image(_ bytes: [UInt8]) throws(Malformed) -> GrayImage {
    guard bytes.starts(with: [0x50, 0x35]) else {
      throw Malformed(reason: "it does not begin with P5")
    }
    var position = 2
    let width = try number(in: bytes, at: &position)
    let height = try number(in: bytes, at: &position)
    let brightest = try number(in: bytes, at: &position)
    guard brightest == 255 else {
      throw Malformed(reason: "its largest value is \(brightest), not 255")
    }
    guard width > 0, height > 0 else { throw Malformed(reason: "it is \(width)×\(height)") }
    let pixels = bytes.dropFirst(position + 1)
    guard pixels.count == width * height else {
      throw Malformed(
        reason: "\(width)×\(height) needs \(width * height) bytes, but there are \(pixels.count)")
    }
    return GrayImage(width: width, height: height, pixels: pixels.map(Float.init))
  }

  /// The next decimal number, at most six digits, after at least one white space.
  private static func number(in bytes: [UInt8], at position: inout Int) throws(Malformed) -> Int {
    let start = position
    while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) { position += 1 }
    let first = position
    var value = 0
    while position < bytes.count, (48...57).contains(bytes[position]), position < first + 6 {
      value = 10 * value + Int(bytes[position] - 48)
      position += 1
    }
    guard first > start, position > first else { throw Malformed(reason: "its header is broken") }
    return value
  }
}
