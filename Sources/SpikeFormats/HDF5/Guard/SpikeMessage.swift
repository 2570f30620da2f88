// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A piece of what the reading process says through its pipe.
///
/// ```
/// ISPIKES1                                    once, at the beginning
/// kind UInt8 | length UInt64 little-endian | so many bytes
/// ```
/// The sender may have been led astray by a damaged file, so every length is checked.
struct SpikeMessage {
  enum Kind: UInt8 {
    /// A sentence in UTF-8, why the file is refused.
    case refusal = 0x45
    /// A `SpikeFileSummary` as JSON.
    case summary = 0x53
    /// A `SpikesOfAFile.Facts` as JSON; counts and times follow.
    case facts = 0x52
    /// UInt64s: how many spikes each of the next neurons fired.
    case counts = 0x4e
    /// Doubles: the next times.
    case times = 0x54
    /// Nothing follows.
    case end = 0x5a
  }

  static let mark = Array("ISPIKES1".utf8)
  /// Numbers in one message.
  static let block = 131_072
  private static let longest = 1 << 26

  let kind: Kind
  let payload: Data

  static func write(_ kind: Kind, _ payload: Data, to handle: FileHandle) throws {
    var head = Data([kind.rawValue])
    withUnsafeBytes(of: UInt64(payload.count).littleEndian) { head.append(contentsOf: $0) }
    try handle.write(contentsOf: head + payload)
  }

  /// Writes numbers of 8 bytes in blocks.
  static func write<Number: BitwiseCopyable>(
    _ kind: Kind, numbers: [Number], to handle: FileHandle
  ) throws {
    for start in stride(from: 0, to: numbers.count, by: block) {
      let piece = numbers[start..<min(start + block, numbers.count)]
      try write(kind, piece.withUnsafeBytes { Data($0) }, to: handle)
    }
  }

  /// The next message; `nil` when the sender ended before it was whole or says nonsense.
  static func next(from handle: FileHandle) -> SpikeMessage? {
    guard let head = bytes(9, from: handle), let kind = Kind(rawValue: head[0]) else { return nil }
    let length = head.dropFirst().reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(longest), let payload = bytes(Int(length), from: handle) else {
      return nil
    }
    return SpikeMessage(kind: kind, payload: payload)
  }

  static func bytes(_ count: Int, from handle: FileHandle) -> Data? {
    var bytes = Data()
    while bytes.count < count {
      guard let piece = try? handle.read(upToCount: count - bytes.count), !piece.isEmpty else {
        return nil
      }
      bytes.append(piece)
    }
    return bytes
  }

  /// The payload as numbers of 8 bytes; `nil` when its length is not a multiple of that.
  func numbers<Number: BitwiseCopyable>(of type: Number.Type) -> [Number]? {
    let size = MemoryLayout<Number>.size
    guard payload.count.isMultiple(of: size) else { return nil }
    return payload.withUnsafeBytes { bytes in
      (0..<payload.count / size).map {
        bytes.loadUnaligned(fromByteOffset: $0 * size, as: Number.self)
      }
    }
  }
}
