// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Stimuli
internal import Streaming

/// What can be seen of a frame, as gray bytes.
struct LivePictures {
  /// The whitened frame, width × height bytes.
  let frame: [UInt8]
  /// The reconstruction, width × height bytes.
  let seen: [UInt8]

  init(frame: GrayImage, seen: GrayImage) {
    func bytes(_ image: GrayImage) -> [UInt8] {
      image.pixels.map { UInt8(min(max($0 * 255, 0), 255)) }
    }
    (self.frame, self.seen) = (bytes(frame), bytes(seen))
  }
}

extension MomentBacklog<LiveMoment, LivePictures>.Delivery {
  private struct Header: Encodable {
    let moments: [LiveMoment]
    let lost: Int
  }

  /// The message to the page, binary.
  ///
  /// ```
  /// 4 bytes     length of the header, little-endian
  /// header      JSON: moments, all since the last message, newest last; lost, how many it missed before them
  /// frame       width × height gray bytes, the newest frame, whitened
  /// seen        width × height gray bytes, its reconstruction
  /// ```
  func message() throws -> Foundation.Data {
    let header = try JSONEncoder().encode(Header(moments: moments, lost: lost))
    var message = Foundation.Data(capacity: 4 + header.count + 2 * picture.frame.count)
    withUnsafeBytes(of: UInt32(header.count).littleEndian) { message.append(contentsOf: $0) }
    message.append(header)
    message.append(contentsOf: picture.frame)
    message.append(contentsOf: picture.seen)
    return message
  }
}
