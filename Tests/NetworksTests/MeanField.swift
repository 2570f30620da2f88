// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The mean-field theory of leaky integrate-and-fire neurons in Gaussian white noise.
///
/// ```
/// 1/ν = τ_ref + τ√π ∫ e^{u²}(1 + erf u) du                       from (reset − μ)/σ to (θ − μ)/σ
/// CV² = 2π ν²τ² ∫ e^{x²} dx ∫_{−∞}^x e^{y²}(1 + erf y)² dy
/// ```
/// N. Brunel, J. Comput. Neurosci. 8 (2000) 183, equations 19–22 and appendix A.1, after A. Siegert, Phys. Rev. 81
/// (1951) 617.
struct MeanField {
  var timeConstant = 0.02
  var threshold = 20.0
  var reset = 10.0
  var refractoryTime = 0.002

  /// e^{u²}(1 + erf u), also far below 0, where it is 1/(|u|√π) to first order.
  private static func density(_ u: Double) -> Double {
    guard u < -5 else { return exp(u * u) * (1 + erf(u)) }
    let square = 1 / (2 * u * u)
    return -1 / (u * Double.pi.squareRoot()) * (1 - square + 3 * square * square)
  }

  /// By Simpson's rule.
  private static func integral(
    from a: Double, to b: Double, steps: Int = 400, _ f: (Double) -> Double
  ) -> Double {
    let width = (b - a) / Double(2 * steps)
    return (0...2 * steps).reduce(0) { sum, i in
      let weight = i == 0 || i == 2 * steps ? 1.0 : i.isMultiple(of: 2) ? 2 : 4
      return sum + weight * f(a + Double(i) * width)
    } * width / 3
  }

  /// The rate in Hz.
  func rate(mean: Double, deviation: Double) -> Double {
    let integral = Self.integral(
      from: (reset - mean) / deviation, to: (threshold - mean) / deviation, Self.density)
    return 1 / (refractoryTime + timeConstant * Double.pi.squareRoot() * integral)
  }

  /// The coefficient of variation of the intervals.
  func variation(mean: Double, deviation: Double) -> Double {
    let inner = { (x: Double) in
      Self.integral(from: min(x, 0) - 8, to: x) { y in
        // e^{x²} of the outer integral is taken in, so that nothing overflows.
        let density = Self.density(y)
        return density * density * exp(x * x - y * y)
      }
    }
    let outer = Self.integral(
      from: (reset - mean) / deviation, to: (threshold - mean) / deviation, steps: 100, inner)
    let rate = rate(mean: mean, deviation: deviation)
    return (2 * Double.pi * rate * rate * timeConstant * timeConstant * outer).squareRoot()
  }

  /// The rate at which a balanced network of Brunel's kind keeps itself going, in Hz, and its intervals' CV.
  ///
  /// ```
  /// μ = τ J C_E (ν_ext + (1 − gγ) ν)       σ² = τ J² C_E (ν_ext + (1 + g²γ) ν)       γ = ¼
  /// ```
  func balanced(
    weight: Double, degree: Double, g: Double, eta: Double
  ) -> (rate: Double, variation: Double) {
    let outside = eta * threshold / (weight * degree * timeConstant)
    func input(_ rate: Double) -> (mean: Double, deviation: Double) {
      let scale = timeConstant * weight * degree
      return (
        scale * (outside + (1 - g / 4) * rate),
        (scale * weight * (outside + (1 + g * g / 4) * rate)).squareRoot()
      )
    }
    // What a rate makes falls with it when inhibition prevails: halving finds where they meet.
    var (low, high) = (0.0, 1 / refractoryTime)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let (mean, deviation) = input(middle)
      if rate(mean: mean, deviation: deviation) > middle { low = middle } else { high = middle }
    }
    let (mean, deviation) = input(low)
    return (low, variation(mean: mean, deviation: deviation))
  }
}
