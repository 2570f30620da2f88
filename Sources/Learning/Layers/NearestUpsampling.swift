// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Brings images to a given size, each pixel that of its nearest neighbor; no parameters.
///
/// Shape [trials, height, width, channels]. See `Tensor.resizedToNearest(height:width:)`.
public struct NearestUpsampling: Layer {
  /// Height and width of the result.
  public let side: Int

  /// Square images of the given side.
  public init(side: Int) { self.side = side }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    input.resizedToNearest(height: side, width: side)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {}
}
