// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// One step of a dictionary towards what its codes leave unexplained.
public struct DictionaryUpdate: Sendable {
  /// Atoms in one piece of work.
  private static let block = 32

  /// Φ after the step, shape [pixels, atoms], each atom of length 1.
  public let dictionary: Tensor
  /// The number of data that each atom helped to code.
  public let uses: [Int]
  /// The squared error before the step, summed over pixels, of each datum.
  public let squaredErrors: [Double]

  /// Takes the step.
  ///
  /// ```
  /// Φₖ ← Φₖ + η Σᵢ aᵢₖ(xᵢ − Φaᵢ)/(nₖ + 1),   nₖ = number of data i with aᵢₖ ≠ 0;   then Φₖ ← Φₖ/‖Φₖ‖
  /// ```
  /// An atom that no datum used stays as it is. Sums run in the order of the data, so the bits do not depend on
  /// the threads.
  ///
  /// Complexity: O(count · (atoms + active · pixels)).
  ///
  /// > Reference: the update of the LCA baseline in H. Vafaii, D. Galor & J. L. Yates, Poisson variational
  /// > autoencoder, 2024, arXiv:2405.14473; after B. A. Olshausen & D. J. Field, Nature 381 (1996) 607–609,
  /// > doi:10.1038/381607a0.
  ///
  /// - Parameters:
  ///   - dictionary: Φ, shape [pixels, atoms].
  ///   - codes: shape [count, atoms].
  ///   - data: shape [count, pixels].
  ///   - rate: η.
  ///   - threads: how many threads may work at once.
  public init(of dictionary: Tensor, codes: Tensor, data: Tensor, rate: Double, threads: Int) {
    self.init(
      of: dictionary, codes: codes, data: data, rate: rate, threads: threads,
      kernels: CodingKernels())
  }

  package init(
    of dictionary: Tensor, codes: Tensor, data: Tensor, rate: Double, threads: Int,
    kernels: CodingKernels
  ) {
    let (pixels, atoms) = (dictionary.shape[0], dictionary.shape[1])
    guard codes.shape == [data.shape[0], atoms] && data.shape[1] == pixels else {
      fatalError(
        "codes \(codes.shape) of data \(data.shape) for a dictionary of shape [\(pixels), \(atoms)]"
      )
    }
    let width = CodingKernels.width(of: pixels)
    var rows = CodingKernels.padded(
      dictionary.transposed().values, columns: pixels, width: width)
    let residuals = Residuals(
      of: data, codes: codes, rows: rows, width: width, kernels: kernels, threads: threads)
    squaredErrors = residuals.squaredErrors
    let start = rows
    let blocks = (atoms + Self.block - 1) / Self.block
    let moved = inParallel(count: blocks, threads: threads) { block in
      let range = block * Self.block..<min((block + 1) * Self.block, atoms)
      let (change, uses) = kernels.atomChanges(
        codes: codes.values, atoms: atoms, residuals: residuals.values, width: width, range: range)
      let old = start[range.lowerBound * width..<range.upperBound * width]
      return (Self.moved(old, by: change, uses: uses, rate: rate, width: width), uses)
    }
    rows = moved.flatMap { $0.0 }
    uses = moved.flatMap { $0.1.map(Int.init) }
    let next = Tensor(rows, shape: [atoms, width]).transposed()
    self.dictionary = Tensor(Array(next.values.prefix(pixels * atoms)), shape: [pixels, atoms])
  }

  /// Atoms, one a row, each moved by its share and brought to length 1.
  private static func moved(
    _ old: ArraySlice<Float>, by change: [Float], uses: [Int32], rate: Double, width: Int
  ) -> [Float] {
    var rows = Array(old)
    for (atom, count) in uses.enumerated() where count > 0 {
      let share = rate / Double(count + 1)
      let range = atom * width..<(atom + 1) * width
      var square = 0.0
      for place in range {
        let value = Double(rows[place]) + share * Double(change[place])
        rows[place] = Float(value)
        square += value * value
      }
      guard square > 0 else {
        rows.replaceSubrange(
          range, with: old[old.startIndex + range.lowerBound..<old.startIndex + range.upperBound])
        continue
      }
      let length = square.squareRoot()
      for place in range { rows[place] = Float(Double(rows[place]) / length) }
    }
    return rows
  }
}
