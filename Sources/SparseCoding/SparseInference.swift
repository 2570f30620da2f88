// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// How sparse codes of data are found on a dictionary that is held fixed.
///
/// ```
/// x ≈ Φ a,   x: [pixels],   Φ: [pixels, atoms],   a: [atoms]
/// ```
/// Atoms may have any length; those of length 0 are never used. Each datum is coded on its own, so codes
/// are the same bits for any split of the data, any number of threads and any instruction set.
public protocol SparseInference: Sendable {
  /// The threshold λ below which nothing is coded; for the LASSO the weight of Σ|a|. It is 0 or positive.
  var threshold: Double { get set }

  /// The values a code may take.
  var sign: CodeSign { get }

  /// The codes of many data, in single precision.
  ///
  /// - Parameters:
  ///   - data: shape [count, pixels], finite.
  ///   - dictionary: Φ, shape [pixels, atoms], finite.
  ///   - threads: how many threads may work at once.
  /// - Precondition: matching shapes.
  func codes(of data: Tensor, on dictionary: Tensor, threads: Int) -> SparseCodes

  /// The code of one datum, in double precision and plain loops: the definition.
  func code(of datum: [Double], on dictionary: DoubleDictionary) -> SparseCode
}

/// The codes of many data.
public struct SparseCodes: Sendable, Equatable {
  /// Shape [count, atoms].
  public let codes: Tensor
  /// The iterations that each datum took.
  public let iterations: [Int]
}

/// The code of one datum in double precision.
public struct SparseCode: Sendable, Equatable {
  /// One value an atom.
  public let values: [Double]
  /// The iterations it took.
  public let iterations: Int
}
