// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
internal import Tensors

extension DictionaryState {
  /// A dictionary before the first step: atoms of normal numbers within two standard deviations, then of length 1.
  ///
  /// The first k atoms are the same for any number of atoms.
  ///
  /// - Precondition: at least one pixel.
  public init(pixels: Int, atoms: Int, seed: SeedSequence) {
    guard pixels >= 1 && atoms >= 0 else {
      fatalError("a dictionary cannot have the shape [\(pixels), \(atoms)]")
    }
    var values = [Float](repeating: .infinity, count: pixels * atoms)
    var attempt = 0
    while values.contains(where: { abs($0) > 2 }) {
      let drawn = DrawAddress(seed: seed, purpose: "dictionary", window: attempt)
        .standardNormals(trials: pixels, neurons: atoms)
      for place in values.indices where abs(values[place]) > 2 { values[place] = drawn[place] }
      attempt += 1
    }
    self.init(dictionary: Tensor(values, shape: [pixels, atoms]).withUnitColumns)
  }
}

extension Tensor {
  /// The matrix with each column divided by its length; columns of length 0 stay.
  var withUnitColumns: Tensor {
    let lengths = DoubleDictionary(self).lengths
    var values = values
    for place in values.indices where lengths[place % lengths.count] > 0 {
      values[place] = Float(Double(values[place]) / lengths[place % lengths.count])
    }
    return Tensor(values, shape: shape)
  }
}
