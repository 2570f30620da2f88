// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The arctangent of every value, in −π/2...π/2.
///
/// ```
/// y = arctan x,   ∂L/∂x = c/(1 + x²)
/// ```
public func arctangent(_ x: Tensor) -> Tensor {
  .recording(values: x.values.map { Float(atan(Double($0))) }, shape: x.shape, inputs: [x]) { c in
    [c / (1 + square(x))]
  }
}
