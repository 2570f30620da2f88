// SPDX-License-Identifier: GPL-3.0-or-later

package import Foundation

/// What can be seen of a frame, as gray bytes.
package struct LivePictures {
  /// The whitened frame, width × height bytes.
  package let frame: [UInt8]
  /// The reconstruction, width × height bytes.
  package let seen: [UInt8]

  /// Pixels from 0 (black) to 1 (white), row after row.
  package init(frame: [Float], seen: [Float]) {
    func bytes(_ pixels: [Float]) -> [UInt8] { pixels.map { UInt8(min(max($0 * 255, 0), 255)) } }
    (self.frame, self.seen) = (bytes(frame), bytes(seen))
  }
}

extension MomentBacklog<LiveMoment, LivePictures>.Delivery {
  private struct Header: Encodable {
    let moments: [LiveMoment]
    let lost: Int
    let scene: LiveScene
  }

  /// The message to the page, binary.
  ///
  /// ```
  /// 4 bytes     length of the header, little-endian
  /// header      JSON: moments, all since the last message, newest last; lost, how many it missed before them; scene
  /// frame       width × height gray bytes, the newest frame, whitened
  /// seen        width × height gray bytes, its reconstruction
  /// ```
  package func message(_ scene: LiveScene) throws -> Foundation.Data {
    let header = try JSONEncoder().encode(Header(moments: moments, lost: lost, scene: scene))
    var message = Foundation.Data(capacity: 4 + header.count + 2 * picture.frame.count)
    for shift in stride(from: 0, to: 32, by: 8) {
      message.append(UInt8(truncatingIfNeeded: header.count >> shift))
    }
    message.append(header)
    message.append(contentsOf: picture.frame)
    message.append(contentsOf: picture.seen)
    return message
  }
}
