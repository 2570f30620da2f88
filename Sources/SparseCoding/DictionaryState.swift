// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// Where the learning of a dictionary stands.
public struct DictionaryState: Sendable, Equatable {
  /// Φ, shape [pixels, atoms], each atom of length 1.
  public internal(set) var dictionary: Tensor
  /// The steps taken so far.
  public internal(set) var stepsTaken: Int
  /// The number of data so far that each atom helped to code, counted up to 2²⁴.
  public internal(set) var uses: [Int]

  /// Where counting ends: what a file in single precision keeps exactly.
  static let largestCount = 1 << 24

  /// Begins with the given atoms, brought to length 1.
  ///
  /// - Precondition: shape [pixels, atoms], finite.
  public init(dictionary: Tensor) {
    guard dictionary.rank == 2 else {
      fatalError("a dictionary of shape \(dictionary.shape) is not a matrix")
    }
    self.init(
      dictionary: dictionary.withUnitColumns, stepsTaken: 0,
      uses: [Int](repeating: 0, count: dictionary.shape[1]))
  }

  init(dictionary: Tensor, stepsTaken: Int, uses: [Int]) {
    self.dictionary = dictionary
    self.stepsTaken = stepsTaken
    self.uses = uses
  }

  /// How many atoms no datum has used so far; they stay as they began until one does.
  public var unusedAtoms: Int { uses.count { $0 == 0 } }
}
