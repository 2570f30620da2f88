// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness
import SparseCoding
import Tensors

/// Random data on a random dictionary.
enum Problems {
  /// Normal numbers, a pure function of the name.
  static func normals(_ name: String, _ rows: Int, _ columns: Int) -> [Double] {
    DrawAddress(seed: SeedSequence(11), purpose: Purpose(name))
      .standardNormals(trials: rows, neurons: columns).map(Double.init)
  }

  /// Atoms whose lengths spread around 1, or all of length 1.
  static func dictionary(pixels: Int = 64, atoms: Int = 128, unit: Bool = false) -> DoubleDictionary
  {
    var values = normals("atoms", pixels, atoms)
    let lengths = DoubleDictionary(values, pixels: pixels, atoms: atoms).lengths
    for place in values.indices {
      let atom = place % atoms
      values[place] /= lengths[atom]
      if !unit { values[place] *= 0.5 + 1.5 * Double(atom) / Double(atoms) }
    }
    return DoubleDictionary(values, pixels: pixels, atoms: atoms)
  }

  /// Data that mix a few atoms of either sign, and noise.
  static func data(_ count: Int, on dictionary: DoubleDictionary) -> [[Double]] {
    let weights = normals("weights", count, dictionary.atoms)
    let noise = normals("noise", count, dictionary.pixels)
    return (0..<count).map { datum in
      let code = (0..<dictionary.atoms).map { atom in
        let weight = weights[datum * dictionary.atoms + atom]
        return abs(weight) > 1.7 ? weight : 0
      }
      return dictionary.reconstruction(of: code).enumerated().map {
        $1 + 0.1 * noise[datum * dictionary.pixels + $0]
      }
    }
  }

  static func tensor(_ dictionary: DoubleDictionary) -> Tensor {
    Tensor(dictionary.values.map(Float.init), shape: [dictionary.pixels, dictionary.atoms])
  }

  static func tensor(_ data: [[Double]]) -> Tensor {
    Tensor(data.flatMap { $0.map(Float.init) }, shape: [data.count, data.first?.count ?? 0])
  }
}
