// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles

extension SafetensorsFile {
  /// The real-valued array of that name; F64 is rounded to nearest.
  ///
  /// - Throws: `SafetensorsError` when the file holds no array of that name, or one of integers.
  public func tensor(_ name: String) throws(SafetensorsError) -> Tensor {
    let (values, shape) = try floats(name)
    return Tensor(values, shape: shape)
  }

  /// Adds a tensor as F32, replacing one of the same name.
  ///
  /// - Throws: `SafetensorsError.reservedName`.
  public mutating func add(_ name: String, _ tensor: Tensor) throws(SafetensorsError) {
    try add(name, tensor.values, shape: tensor.shape)
  }
}
