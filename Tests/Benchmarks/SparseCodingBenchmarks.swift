// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import SparseCoding
import Tensors

/// Inference by the locally competitive algorithm beside eager torch.
///
/// 1000 data of 256 pixels on 512 Gabor atoms of length 1, threshold 0.5, 1000 iterations, two threads on
/// either side. The data mix 36 atoms each, so that about 8 % of the units are active at the end, as many as
/// on whitened photographs with learned atoms; torch's dense products do not depend on it.
enum SparseCodingBenchmarks {
  static let (count, side, atoms) = (1000, 16, 512)

  /// Needs a Python with torch; without one there is nothing to compare with.
  static func all(torch python: String?) throws -> [Comparison] {
    guard let python else { return [] }
    let (dictionary, data) = problem()
    let peer = try TorchPeer(
      python: python, script: "torch_lca.py",
      arguments: ["--batch", "\(count)", "--atoms", "\(atoms)", "--threads", "2"])
    let inference = LCA(threshold: 0.5)
    return [
      Comparison(
        name: "lca/1000-iterations", unit: "ms", reference: "torch eager, 2 threads", work: 1
      ) {
        _ = inference.codes(of: data, on: dictionary, threads: 2)
      } compared: {
        try peer.work()
      }
    ]
  }

  /// The dictionary [pixels, atoms] and the data [count, pixels].
  static func problem() -> (dictionary: Tensor, data: Tensor) {
    var generator = SeedSequence(1).generator(for: "gabors")
    let rows = (0..<atoms).map { _ in gabor(&generator) }
    var data = [Float](repeating: 0, count: count * side * side)
    for datum in 0..<count {
      for _ in 0..<36 {
        let atom = rows[generator.integer(below: atoms)]
        let weight = Float(generator.exponential(mean: 2.5))
        for pixel in atom.indices { data[datum * side * side + pixel] += weight * atom[pixel] }
      }
    }
    return (
      Tensor(rows.flatMap { $0 }, shape: [atoms, side * side]).transposed(),
      Tensor(data, shape: [count, side * side])
    )
  }

  /// A grating under a Gaussian, of length 1.
  private static func gabor(_ generator: inout RandomGenerator) -> [Float] {
    let (x, y) = (generator.uniform(in: 2..<14), generator.uniform(in: 2..<14))
    let (angle, phase) = (
      generator.uniform(in: 0..<(2 * .pi)), generator.uniform(in: 0..<(2 * .pi))
    )
    let wavelength = generator.uniform(in: 3..<8)
    let width = wavelength * generator.uniform(in: 0.3..<0.6)
    let values = (0..<side * side).map { pixel in
      let (dx, dy) = (Double(pixel % side) - x, Double(pixel / side) - y)
      let across = dx * cos(angle) + dy * sin(angle)
      return exp(-(dx * dx + dy * dy) / (2 * width * width))
        * cos(2 * .pi * across / wavelength + phase)
    }
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return values.map { Float($0 / length) }
  }
}
