// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// A dictionary in double precision, for the plain loops that define what the kernels compute.
public struct DoubleDictionary: Sendable {
  /// Φ, row-major, shape [pixels, atoms].
  public let values: [Double]
  /// The extent of the first axis.
  public let pixels: Int
  /// The extent of the second axis.
  public let atoms: Int

  /// Wraps values in row-major order.
  ///
  /// - Precondition: `values.count == pixels · atoms`.
  public init(_ values: [Double], pixels: Int, atoms: Int) {
    guard values.count == pixels * atoms else {
      fatalError("\(values.count) values do not fill a dictionary of shape [\(pixels), \(atoms)]")
    }
    self.values = values
    self.pixels = pixels
    self.atoms = atoms
  }

  /// A dictionary from a tensor of shape [pixels, atoms].
  public init(_ tensor: Tensor) {
    guard tensor.rank == 2 else {
      fatalError("a dictionary of shape \(tensor.shape) is not a matrix")
    }
    self.init(tensor.values.map(Double.init), pixels: tensor.shape[0], atoms: tensor.shape[1])
  }

  /// The length of each atom, ‖Φ_k‖.
  public var lengths: [Double] {
    var squares = [Double](repeating: 0, count: atoms)
    for pixel in 0..<pixels {
      for atom in 0..<atoms {
        let value = values[pixel * atoms + atom]
        squares[atom] += value * value
      }
    }
    return squares.map { $0.squareRoot() }
  }

  /// Φ a.
  ///
  /// - Precondition: a value for each atom.
  public func reconstruction(of code: [Double]) -> [Double] {
    guard code.count == atoms else {
      fatalError("a code of \(code.count) values for \(atoms) atoms")
    }
    let active = code.indices.filter { code[$0] != 0 }
    return (0..<pixels).map { pixel in
      active.reduce(0) { $0 + values[pixel * atoms + $1] * code[$1] }
    }
  }

  /// Φᵀ x, the inner product of each atom with an image.
  ///
  /// - Precondition: a value for each pixel.
  public func correlations(with image: [Double]) -> [Double] {
    guard image.count == pixels else {
      fatalError("an image of \(image.count) values for \(pixels) pixels")
    }
    var sums = [Double](repeating: 0, count: atoms)
    for pixel in 0..<pixels {
      let weight = image[pixel]
      for atom in 0..<atoms { sums[atom] += values[pixel * atoms + atom] * weight }
    }
    return sums
  }

  /// The same atoms, each of length 1; those of length 0 stay.
  func normalized(by lengths: [Double]) -> DoubleDictionary {
    DoubleDictionary(
      values.indices.map { lengths[$0 % atoms] > 0 ? values[$0] / lengths[$0 % atoms] : 0 },
      pixels: pixels, atoms: atoms)
  }
}
