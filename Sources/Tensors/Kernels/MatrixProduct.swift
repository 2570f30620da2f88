// SPDX-License-Identifier: GPL-3.0-or-later

internal import CConvolution
internal import COneDNN

/// Matrix products of row-major arrays by oneDNN, on the calling thread alone.
enum MatrixProduct {
  /// A matrix as it lies in memory, and whether it is read along its columns.
  struct Operand {
    let values: [Float]
    let rows: Int
    let columns: Int
    let transposed: Bool
    var height: Int { transposed ? columns : rows }
    var width: Int { transposed ? rows : columns }
  }

  /// `left · right`, shape [left.height, right.width].
  static func product(_ left: Operand, _ right: Operand) -> [Float] {
    let (m, n, k) = (left.height, right.width, left.width)
    guard m > 0, n > 0, k > 0 else { return [Float](repeating: 0, count: m * n) }
    // One thread inside, many shards outside: idle OpenMP threads would spin against Dispatch's.
    onednn_calling_thread_alone()
    return left.values.withUnsafeBufferPointer { a in
      right.values.withUnsafeBufferPointer { b in
        [Float](unsafeUninitializedCapacity: m * n) { result, initialized in
          let status = dnnl_sgemm(
            flag(left), flag(right), dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), 1,
            a.baseAddress, dnnl_dim_t(left.columns), b.baseAddress, dnnl_dim_t(right.columns),
            0, result.baseAddress, dnnl_dim_t(n))
          guard status == dnnl_success else {
            fatalError("oneDNN refused a product of [\(m), \(k)] and [\(k), \(n)]")
          }
          initialized = m * n
        }
      }
    }
  }

  private static func flag(_ operand: Operand) -> CChar {
    CChar(UInt8(ascii: operand.transposed ? "T" : "N"))
  }
}
