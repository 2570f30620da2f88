// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Runs
internal import SparseCoding
internal import Tensors

/// What sparse coding achieves for photographs on a fixed dictionary.
struct SparseCodeMeasurement {
  let threshold: Double
  /// ‖x − Φa‖², mean over photographs.
  let mse: Double
  let lifetime: Double
  let zeros: Double
  /// How many photographs each atom helps to code.
  let uses: [Int]

  /// Codes the photographs block by block.
  ///
  /// - Parameter dictionary: Φ, shape [pixels, atoms].
  init(
    _ inference: some SparseInference, on dictionary: Tensor, of data: Tensor, threads: Int,
    check: (String) throws -> Void
  ) throws {
    let atoms = dictionary.shape[1]
    var sparsity = LifetimeSparsity(neurons: atoms)
    var (error, silent) = (0.0, 0)
    var uses = [Int](repeating: 0, count: atoms)
    let size = 1000
    for start in stride(from: 0, to: data.shape[0], by: size) {
      try check("stopped while coding; the trained models were kept.")
      let block = data.rows(start..<min(start + size, data.shape[0]))
      let codes = inference.codes(of: block, on: dictionary, threads: threads).codes
      error += Double(
        squaredErrorSum(matmul(codes, dictionary, transposeRight: true), block).values[0])
      sparsity.add(codes.values)
      for (index, value) in codes.values.enumerated() {
        if value == 0 { silent += 1 } else { uses[index % atoms] += 1 }
      }
    }
    threshold = inference.threshold
    mse = error / Double(data.shape[0])
    lifetime = sparsity.mean ?? .nan
    zeros = Double(silent) / Double(data.shape[0] * atoms)
    self.uses = uses
  }

  var json: JSONValue {
    .object([
      "threshold": .measured(threshold), "mse": .measured(mse),
      "lifetime_sparsity": .measured(lifetime),
      "zeros": .measured(zeros),
    ])
  }
}
