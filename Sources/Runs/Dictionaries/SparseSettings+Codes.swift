// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Tensors

extension SparseSettings {
  /// Writes codes that were found with these settings: `codes` in `.safetensors`, the array alone in `.npy`.
  ///
  /// - Throws: `FileError`.
  package func write(_ codes: Tensor, to path: String) throws {
    guard path.lowercased().hasSuffix(".safetensors") else { return try NPY.write(codes, to: path) }
    var file = SafetensorsFile(metadata: [
      "format": "interspike-codes", "config": try JSONText.encode(self),
    ])
    try file.add("codes", codes)
    try file.write(to: path)
  }
}
