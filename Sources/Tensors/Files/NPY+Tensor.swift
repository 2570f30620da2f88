// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles

extension NPY {
  /// Reads an array of `<f2` or `<f4`, or of `<f8` rounded to nearest.
  ///
  /// - Throws: `FileError` when the file cannot be read, `NPYError` when its header is not acceptable,
  ///   `NPY.Failure` when its data are not.
  public static func tensor(path: String) throws -> Tensor {
    let (values, shape) = try floats(path: path)
    return Tensor(values, shape: shape)
  }

  /// Reads an array from a whole file in memory; `file` is how errors name it.
  public static func tensor(bytes: [UInt8], file: String = "the file") throws -> Tensor {
    let (values, shape) = try floats(bytes: bytes, file: file)
    return Tensor(values, shape: shape)
  }

  /// Writes a tensor as `<f4`; the file appears under its name only when it is whole.
  public static func write(_ tensor: Tensor, to path: String) throws(FileError) {
    try write(tensor.values, shape: tensor.shape, to: path)
  }
}
