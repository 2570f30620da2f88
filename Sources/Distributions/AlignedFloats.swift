// SPDX-License-Identifier: GPL-3.0-or-later

/// Constant floats that begin at a cache line, so that no vector of them lies across two.
///
/// They are part of an array that is somewhat longer. Where they begin in it is settled when it is made; should the array ever
/// lie elsewhere, only speed is lost.
final class AlignedFloats: Sendable {
  private let room: [Float]
  private let first: Int

  /// Zeros, except for what `fill` writes.
  init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let line = 64 / MemoryLayout<Float>.stride
    var first = 0
    room = [Float](unsafeUninitializedCapacity: count + line) { room, filled in
      room.initialize(repeating: 0)
      let past = Int(bitPattern: room.baseAddress) / MemoryLayout<Float>.stride % line
      first = (line - past) % line
      fill(UnsafeMutableBufferPointer(rebasing: room[first..<first + count]))
      filled = room.count
    }
    self.first = first
  }

  /// Lends the first of them to a kernel.
  func withUnsafePointer(_ body: (UnsafePointer<Float>?) -> Void) {
    room.withUnsafeBufferPointer { room in body(room.baseAddress.map { $0 + first }) }
  }
}
