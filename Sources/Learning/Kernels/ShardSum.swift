// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
internal import Tensors

/// The sum of shard gradients, in one order whatever the threads.
enum ShardSum {
  /// Adds the gradients of all shards as a fixed binary tree, and the squares of the sums in `Double`.
  ///
  /// ```
  /// sum[p] = ((shard₀[p] + shard₁[p]) + (shard₂[p] + shard₃[p])) + …,   square = Σ_p Σ sum[p]²
  /// ```
  static func sum(
    _ shards: [[Tensor]], threads: Int
  ) -> (gradients: [Tensor], squaredNorm: Double) {
    var squaredNorm = 0.0
    let gradients = (0..<(shards.first?.count ?? 0)).map { index in
      let parts = shards.map { $0[index] }
      let (sum, square) = sum(of: parts, threads: threads)
      squaredNorm += square
      return sum
    }
    return (gradients, squaredNorm)
  }

  /// The squares of a tensor's numbers, added as ``sum(_:threads:)`` adds those of its sums.
  static func squares(of tensor: Tensor, threads: Int) -> Double {
    sum(of: [tensor], threads: threads).1
  }

  private static func sum(of parts: [Tensor], threads: Int) -> (Tensor, Double) {
    let count = parts[0].count
    var squares = [Double](repeating: 0, count: (count + chunkLength - 1) / chunkLength)
    let values = squares.withUnsafeMutableBufferPointer { squares in
      [Float](unsafeUninitializedCapacity: count) { result, initialized in
        let (sums, squares) = (SharedArray(result.baseAddress), SharedArray(squares.baseAddress))
        withArrays(of: parts) { parts in
          inChunks(of: count, threads: threads) { start, length in
            guard let sums = sums.floats, let squares = squares.doubles else { return }
            elementwise_tree_sum(
              parts.map { UnsafePointer($0.floats) }, parts.count, sums, start, start + length)
            squares[start / chunkLength] = elementwise_sum_of_squares(sums + start, length)
          }
        }
        initialized = count
      }
    }
    return (Tensor(values, shape: parts[0].shape), squares.reduce(0, +))
  }

  /// Holds every array in place while `body` reads them all.
  private static func withArrays(
    of tensors: [Tensor], collected: [SharedArray] = [], _ body: ([SharedArray]) -> Void
  ) {
    guard collected.count < tensors.count else { return body(collected) }
    tensors[collected.count].values.withUnsafeBufferPointer {
      withArrays(of: tensors, collected: collected + [SharedArray($0.baseAddress)], body)
    }
  }
}
