// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The standard normal distribution function of every value.
///
/// ```
/// y = Φ(x) = ½·erfc(−x/√2),   ∂L/∂x = c·e^{−x²/2}/√(2π)
/// ```
public func normalDistribution(_ x: Tensor) -> Tensor {
  .recording(
    values: x.values.map { Float(0.5 * erfc(-Double($0) * 0.5.squareRoot())) }, shape: x.shape,
    inputs: [x]
  ) { c in [c * normalDensity(x)] }
}

/// The standard normal density of every value.
///
/// ```
/// y = e^{−x²/2}/√(2π),   ∂L/∂x = −c·x·y
/// ```
public func normalDensity(_ x: Tensor) -> Tensor {
  exp(square(x) * -0.5) * (1 / (2 * Float.pi).squareRoot())
}
