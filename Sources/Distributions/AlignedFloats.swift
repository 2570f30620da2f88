// SPDX-License-Identifier: GPL-3.0-or-later

/// Constant floats that begin at a cache line, so that no vector of them lies across two.
final class AlignedFloats: Sendable {
  // Nothing writes to them once they are made.
  nonisolated(unsafe) let values: UnsafeBufferPointer<Float>

  /// Zeros but for what `fill` writes.
  init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self)
    room.initialize(repeating: 0)
    fill(room)
    values = UnsafeBufferPointer(room)
  }

  deinit { values.deallocate() }
}
