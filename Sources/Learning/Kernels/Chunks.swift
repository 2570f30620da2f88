// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization
internal import Tensors

/// Values per chunk: its operands fit the second cache of any core.
let chunkLength = 16_384

/// Runs `body(start, count)` over fixed chunks of `0 ..< length`; which thread runs which is left open.
func inChunks(
  of length: Int, threads: Int, _ body: @Sendable (_ start: Int, _ count: Int) -> Void
) {
  let chunks = (length + chunkLength - 1) / chunkLength
  let next = Atomic<Int>(0)
  together(max(1, min(threads, chunks))) {
    while true {
      let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard chunk < chunks else { return }
      let start = chunk * chunkLength
      body(start, min(chunkLength, length - start))
    }
  }
}

/// An array in memory that several threads write, each in chunks of its own, while its owner waits.
///
/// It travels as an address because pointers do not cross threads; its maker keeps the array alive.
struct SharedArray: Sendable {
  private let address: UInt

  init(_ pointer: UnsafePointer<Float>?) { address = UInt(bitPattern: pointer) }

  init(_ pointer: UnsafeMutablePointer<Float>?) { address = UInt(bitPattern: pointer) }

  init(_ pointer: UnsafeMutablePointer<Double>?) { address = UInt(bitPattern: pointer) }

  var floats: UnsafeMutablePointer<Float>? { UnsafeMutablePointer(bitPattern: address) }

  var doubles: UnsafeMutablePointer<Double>? { UnsafeMutablePointer(bitPattern: address) }
}
