// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// A smooth stand-in f for "the spike arrived before the window closed".
///
/// With x = (1 − t)/T, the arrival time t in windows, T the temperature, u = clamp((x + 1)/2, 0, 1):
/// ```
/// sigmoid  f = 1/(1 + e^{−x})            cubic    f = 3u² − 2u³
/// linear   f = u                         quintic  f = 6u⁵ − 15u⁴ + 10u³
/// cosine   f = ½(1 − cos πu)
/// ```
/// All but the sigmoid are compact: arrivals before 1 − T count 1, arrivals after 1 + T count 0, and for
/// T ≤ 1 the mean of the relaxed count is exactly the rate. The sigmoid has the lowest gradient variance
/// at a given temperature, and a mean that is too large by T·ln(1 + e^{−1/T}) (relative).
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473 (sigmoid); Ibrahim et al., A hitchhiker's guide
/// > to Poisson gradient estimation, arXiv 2602.03896 (the others).
public enum SoftIndicator: String, CaseIterable, Sendable, Codable {
  /// 1/(1 + e^{−x}), the published Poisson VAE's.
  case sigmoid
  /// u.
  case linear
  /// 3u² − 2u³, the recommended one.
  case cubic
  /// 6u⁵ − 15u⁴ + 10u³.
  case quintic
  /// ½(1 − cos πu).
  case cosine

  /// Whether f is exactly 0 beyond 1 + T.
  public var isCompact: Bool { self != .sigmoid }

  /// f and f′ at x, in double precision: the readable definition.
  public func value(at x: Double) -> (value: Double, slope: Double) {
    if self == .sigmoid {
      let value = 1 / (1 + exp(-x))
      return (value, value * (1 / (1 + exp(x))))
    }
    let u = min(max((x + 1) / 2, 0), 1)
    let inside = abs(x) < 1
    switch self {
    case .linear: return (u, inside ? 0.5 : 0)
    case .cubic: return (u * u * (3 - 2 * u), inside ? 0.75 * (1 - x * x) : 0)
    case .quintic:
      let edge = 1 - x * x
      return (u * u * u * (10 + u * (6 * u - 15)), inside ? 0.9375 * edge * edge : 0)
    default:
      return (0.5 * (1 - cos(.pi * u)), inside ? .pi / 4 * cos(.pi * x / 2) : 0)
    }
  }

  var kernel: arrivals_indicator {
    switch self {
    case .sigmoid: ARRIVALS_SIGMOID
    case .linear: ARRIVALS_LINEAR
    case .cubic: ARRIVALS_CUBIC
    case .quintic: ARRIVALS_QUINTIC
    case .cosine: ARRIVALS_COSINE
    }
  }
}

/// How a count is relaxed: an indicator at a temperature.
public struct ArrivalRelaxation: Hashable, Sendable {
  /// The soft indicator f.
  public let indicator: SoftIndicator
  /// The temperature T in (0, 1]; the relaxed count tends to the count as T → 0.
  public let temperature: Double

  /// A relaxation.
  ///
  /// - Throws: ``ArrivalError/invalidTemperature(_:)`` when `temperature` is not in (0, 1].
  public init(_ indicator: SoftIndicator, temperature: Double) throws(ArrivalError) {
    guard temperature > 0, temperature <= 1 else { throw .invalidTemperature(temperature) }
    self.indicator = indicator
    self.temperature = temperature
  }

  /// The time, in windows, beyond which arrivals are left out.
  ///
  /// Exactly 1 + T for compact indicators. For the sigmoid the expected rest is
  /// ```
  /// λ ∫_h^∞ σ((1 − t)/T) dt ≤ λ T e^{−(h − 1)/T} = 1e-7·λ   at h = 1 + T·max(0, ln(1e7·T))
  /// ```
  /// below 1e-7 of the expected count; the slope loses less than 1e-7·(h + T)/T of itself.
  public var horizon: Double {
    indicator.isCompact ? 1 + temperature : 1 + temperature * max(0, log(1e7 * temperature))
  }

  /// The time, in windows, before which an arrival counts 1 to single precision.
  var saturation: Double {
    indicator.isCompact ? 1 - temperature : 1 - 17.5 * temperature
  }
}
