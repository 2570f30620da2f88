// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles

extension IDX {
  /// The numbers as a tensor; 32-bit integers and doubles are rounded to nearest.
  ///
  /// - Throws: `IDXError.tooLarge`.
  public func tensor() throws(IDXError) -> Tensor { Tensor(try floats(), shape: shape) }
}
