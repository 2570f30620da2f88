// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// What codes leave unexplained, x − Φa.
struct Residuals: Sendable {
  /// Data in one piece of work.
  private static let block = 64

  /// Shape [count, width], rows filled up with zeros.
  let values: [Float]
  /// The squared length of each row.
  let squaredErrors: [Double]

  /// - Parameter rows: the atoms, one a row, shape [atoms, width].
  init(
    of data: Tensor, codes: Tensor, rows: [Float], width: Int, kernels: CodingKernels, threads: Int
  ) {
    let (count, pixels, atoms) = (data.shape[0], data.shape[1], codes.shape[1])
    let blocks = (count + Self.block - 1) / Self.block
    let parts = inParallel(count: blocks, threads: threads) { block in
      let range = block * Self.block..<min((block + 1) * Self.block, count)
      var part = CodingKernels.padded(
        Array(data.values[range.lowerBound * pixels..<range.upperBound * pixels]),
        columns: pixels, width: width)
      kernels.combine(
        codes.values[range.lowerBound * atoms..<range.upperBound * atoms], inner: atoms,
        rows: rows, width: width, sign: -1, into: &part)
      return (
        part, (0..<range.count).map { CodingKernels.energy(part, row: $0, columns: width) }
      )
    }
    values = parts.flatMap { $0.0 }
    squaredErrors = parts.flatMap { $0.1 }
  }
}
