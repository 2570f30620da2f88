// SPDX-License-Identifier: GPL-3.0-or-later

internal import CZlib

/// Decompresses a zlib stream of known size.
enum Inflation {
  /// Why a stream cannot be decompressed.
  struct Failure: Error, Equatable { let reason: String }

  /// The most that one compressed byte can become, by the format: 258 bytes from two bits.
  private static let largestRatio = 1032

  /// The decompressed bytes, exactly `size` of them.
  static func inflate(_ stream: [UInt8], size: Int) throws(Failure) -> [UInt8] {
    // Before memory is asked for: a hostile size must not exhaust it.
    guard size >= 0, size <= stream.count * largestRatio else {
      throw Failure(reason: "\(stream.count) compressed bytes cannot become \(size)")
    }
    var status = Z_OK
    let contents = [UInt8](unsafeUninitializedCapacity: max(1, size)) { buffer, count in
      var written = uLongf(buffer.count)
      status = uncompress(buffer.baseAddress, &written, stream, uLong(stream.count))
      count = status == Z_OK ? min(Int(written), buffer.count) : 0
    }
    guard status == Z_OK else { throw Failure(reason: "zlib gives status \(status)") }
    guard contents.count == size else {
      throw Failure(reason: "it became \(contents.count) bytes, not \(size)")
    }
    return contents
  }
}
