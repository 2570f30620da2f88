// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// A dictionary laid out for the kernels: rows of whole vectors, and the inner products of its atoms.
struct PreparedAtoms: Sendable {
  /// Data in one piece of work.
  private static let block = 16

  let pixels: Int
  let atoms: Int
  let width: Int
  /// What atoms were multiplied with, and codes still have to be; nil for 1.
  private let scales: [Float]?
  /// Φ, shape [pixels, width].
  private let rows: [Float]
  /// ΦᵀΦ, shape [width, width].
  private let gram: [Float]
  private let kernels: CodingKernels

  init(
    _ dictionary: Tensor, scales: [Double]?, removingDiagonal: Bool, kernels: CodingKernels,
    threads: Int
  ) {
    guard dictionary.rank == 2 else {
      fatalError("a dictionary of shape \(dictionary.shape) is not a matrix")
    }
    let (pixels, atoms) = (dictionary.shape[0], dictionary.shape[1])
    let width = CodingKernels.width(of: atoms)
    self.pixels = pixels
    self.atoms = atoms
    self.width = width
    self.kernels = kernels
    self.scales = scales?.map(Float.init)
    let scaled = scales.map { scales in
      dictionary.values.indices.map { Float(Double(dictionary.values[$0]) * scales[$0 % atoms]) }
    }
    let rows = CodingKernels.padded(scaled ?? dictionary.values, columns: atoms, width: width)
    let columns = Tensor(rows, shape: [pixels, width]).transposed().values
    self.rows = rows
    let blocks = (width + Self.block - 1) / Self.block
    var gram = inParallel(count: blocks, threads: threads) { block in
      let range = block * Self.block..<min((block + 1) * Self.block, width)
      return kernels.combined(
        columns[range.lowerBound * pixels..<range.upperBound * pixels], inner: pixels,
        rows: rows, width: width)
    }.flatMap { $0 }
    if removingDiagonal { for atom in 0..<width { gram[atom * width + atom] = 0 } }
    self.gram = gram
  }

  /// Codes data block by block.
  ///
  /// - Parameter solve: codes one block, shape [count, width], and the iterations of each datum.
  func codes(
    of data: Tensor, threads: Int,
    _ solve: @Sendable (CodingKernels.Problem) -> (codes: [Float], iterations: [Int32])
  ) -> SparseCodes {
    guard data.rank == 2 && data.shape[1] == pixels else {
      fatalError(
        "data of shape \(data.shape) cannot be coded on a dictionary of shape [\(pixels), \(atoms)]"
      )
    }
    let count = data.shape[0]
    let blocks = (count + Self.block - 1) / Self.block
    let found = inParallel(count: blocks, threads: threads) { block in
      let range = block * Self.block..<min((block + 1) * Self.block, count)
      let part = data.values[range.lowerBound * pixels..<range.upperBound * pixels]
      return solve(
        CodingKernels.Problem(
          gram: gram,
          drive: kernels.combined(part, inner: pixels, rows: rows, width: width),
          energies: range.map { CodingKernels.energy(data.values, row: $0, columns: pixels) },
          count: range.count, width: width))
    }
    var values: [Float] = []
    values.reserveCapacity(count * atoms)
    for (codes, _) in found {
      for row in 0..<codes.count / max(width, 1) {
        values += codes[row * width..<row * width + atoms]
      }
    }
    if let scales { for index in values.indices { values[index] *= scales[index % atoms] } }
    return SparseCodes(
      codes: Tensor(values, shape: [count, atoms]),
      iterations: found.flatMap { $0.iterations.map(Int.init) })
  }
}
