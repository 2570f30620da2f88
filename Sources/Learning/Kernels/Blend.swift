// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

extension Tensor {
  /// Moves every value by a share of its distance to another; the bits do not depend on the threads.
  ///
  /// ```
  /// a ← a + w·(b − a)
  /// ```
  /// - Precondition: equal shapes.
  mutating func blend(_ other: Tensor, weight: Float, threads: Int) {
    guard shape == other.shape else {
      fatalError("shape \(other.shape) cannot be blended into \(shape)")
    }
    values.withUnsafeMutableBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        let (a, b) = (SharedArray(a.baseAddress), SharedArray(b.baseAddress))
        inChunks(of: other.count, threads: threads) { start, count in
          guard let a = a.floats, let b = b.floats else { return }
          for place in start..<(start + count) { a[place] += weight * (b[place] - a[place]) }
        }
      }
    }
  }
}
