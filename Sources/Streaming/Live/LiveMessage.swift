// SPDX-License-Identifier: GPL-3.0-or-later

package import Foundation

/// What can be seen of a frame, as bytes.
package struct LivePictures {
  /// The frame as it came: width × height gray bytes, or three times as many, red, green and blue.
  package let film: [UInt8]
  /// The whitened frame, width × height bytes.
  package let frame: [UInt8]
  /// The reconstruction, width × height bytes.
  package let seen: [UInt8]

  /// The divergence of each tile from the prior of the frame, in nats.
  package let surprise: [Float]

  /// Pixels from 0 (black) to 1 (white), row after row; `colored` are red, green and blue bytes in place of `film`.
  package init(
    film: [Float], colored: [UInt8]? = nil, frame: [Float], seen: [Float], surprise: [Double]
  ) {
    func bytes(_ pixels: [Float]) -> [UInt8] { pixels.map { UInt8(min(max($0 * 255, 0), 255)) } }
    self.film = colored ?? bytes(film)
    (self.frame, self.seen) = (bytes(frame), bytes(seen))
    self.surprise = surprise.map(Float.init)
  }
}

extension MomentBacklog<LiveMoment, LivePictures>.Delivery {
  private struct Header: Encodable {
    let moments: [LiveMoment]
    let lost: Int
    let scene: LiveScene
    let isColored: Bool
  }

  /// The message to the page, binary.
  ///
  /// ```
  /// 4 bytes     length of the header, little-endian
  /// header      JSON: moments, all since the last message, newest last; lost, how many it missed before them; scene; isColored
  /// frame       width × height gray bytes, the newest frame, whitened
  /// seen        width × height gray bytes, its reconstruction
  /// surprise    4 bytes for each tile, little-endian float: its divergence in nats
  /// film        the newest frame as it came: width × height bytes, gray, or three for each pixel, red, green and blue
  /// ```
  package func message(_ scene: LiveScene) throws -> Foundation.Data {
    let header = try JSONEncoder().encode(
      Header(
        moments: moments, lost: lost, scene: scene,
        isColored: picture.film.count > picture.frame.count))
    var message = Foundation.Data(
      capacity: 4 + header.count + 2 * picture.frame.count + 4 * picture.surprise.count
        + picture.film.count)
    for shift in stride(from: 0, to: 32, by: 8) {
      message.append(UInt8(truncatingIfNeeded: header.count >> shift))
    }
    message.append(header)
    message.append(contentsOf: picture.frame)
    message.append(contentsOf: picture.seen)
    for value in picture.surprise {
      for shift in stride(from: 0, to: 32, by: 8) {
        message.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
      }
    }
    message.append(contentsOf: picture.film)
    return message
  }
}
