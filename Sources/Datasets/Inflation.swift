// SPDX-License-Identifier: GPL-3.0-or-later

internal import CZlib

/// Decompresses zlib and gzip streams.
package enum Inflation {
  /// Why a stream cannot be decompressed.
  package struct Failure: Error, Equatable { package let reason: String }

  /// The most that one compressed byte can become, by the format: 258 bytes from two bits.
  private static let largestRatio = 1032

  /// The decompressed bytes, exactly `size` of them.
  package static func inflate(_ stream: [UInt8], size: Int) throws(Failure) -> [UInt8] {
    // Before memory is asked for: a hostile size must not exhaust it.
    guard size >= 0, size <= stream.count * largestRatio else {
      throw Failure(reason: "\(stream.count) compressed bytes cannot unpack to \(size)")
    }
    var status = Z_OK
    let contents = [UInt8](unsafeUninitializedCapacity: max(1, size)) { buffer, count in
      var written = uLongf(buffer.count)
      status = uncompress(buffer.baseAddress, &written, stream, uLong(stream.count))
      count = status == Z_OK ? min(Int(written), buffer.count) : 0
    }
    guard status == Z_OK else { throw Failure(reason: "zlib failed with status \(status)") }
    guard contents.count == size else {
      throw Failure(reason: "it unpacks to \(contents.count) bytes, not \(size)")
    }
    return contents
  }
  /// The contents of a gzip file of one member, whose size and check sum it states at its end.
  package static func gunzip(_ file: [UInt8]) throws(Failure) -> [UInt8] {
    guard file.starts(with: [0x1F, 0x8B]), file.count >= 18 else {
      throw Failure(reason: "it is not a gzip file")
    }
    let size = file.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size <= file.count * largestRatio else {
      throw Failure(reason: "\(file.count) compressed bytes cannot unpack to \(size)")
    }
    var outcome: (status: Int32, unread: UInt32) = (Z_STREAM_ERROR, 0)
    let contents = [UInt8](unsafeUninitializedCapacity: max(1, size)) { buffer, count in
      outcome = inflateGzip(file, into: buffer)
      count = outcome.status == Z_STREAM_END ? size : 0
    }
    guard outcome.status == Z_STREAM_END, outcome.unread == 0 else {
      throw Failure(reason: "it is damaged or holds more than one member")
    }
    return contents
  }

  private static func inflateGzip(
    _ file: [UInt8], into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> (status: Int32, unread: UInt32) {
    var input = file
    return input.withUnsafeMutableBufferPointer { source in
      var stream = z_stream()
      stream.next_in = source.baseAddress
      stream.avail_in = uInt(source.count)
      stream.next_out = buffer.baseAddress
      stream.avail_out = uInt(buffer.count)
      let gzipOnly: Int32 = 16 + MAX_WBITS
      var status = inflateInit2_(
        &stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard status == Z_OK else { return (status, 0) }
      status = CZlib.inflate(&stream, Z_FINISH)
      inflateEnd(&stream)
      return (status, stream.avail_in)
    }
  }
}
