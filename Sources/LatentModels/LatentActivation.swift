// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// What every sample of a continuous latent passes before it is decoded.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, §4 (`relu`, `exp`), and arXiv 2410.19315 with its code.
public enum LatentActivation: String, CaseIterable, Codable, Sendable {
  /// The sample itself.
  case none
  /// max(z, 0)
  case relu
  /// ln(1 + eᶻ)
  case softplus
  /// 1/(1 + e⁻ᶻ)
  case sigmoid
  /// z²
  case square
  /// z⁴
  case quartic
  /// eᶻ
  case exp
  /// (eᶻ − e⁻ᶻ)/(eᶻ + e⁻ᶻ)
  case tanh
  /// e^{−e^{−z}}
  ///
  /// > Reference: B. Gompertz, Phil. Trans. R. Soc. 115 (1825) 513, doi:10.1098/rstl.1825.0026.
  case gompertz
  /// z₊²/(1 + z₊²)
  ///
  /// > Reference: K.-I. Naka & W. A. H. Rushton, J. Physiol. 185 (1966) 536, doi:10.1113/jphysiol.1966.sp008001.
  case nakaRushton = "naka-rushton"
  /// Φ(z), the standard normal distribution function
  case gaussianCDF = "gaussian-cdf"
  /// ½ + arctan(z)/π
  case arctan
  /// σ(v + .2·e^{v/.2}) with v = z − 1: leak and spike upstroke of a neuron of threshold 1, bounded
  ///
  /// > Reference: R. Brette & W. Gerstner, J. Neurophysiol. 94 (2005) 3637, doi:10.1152/jn.00686.2005 (the
  /// > upstroke).
  case adaptiveExponential = "adaptive-exponential"
  /// z − z³/3
  ///
  /// > Reference: R. FitzHugh, Biophys. J. 1 (1961) 445, doi:10.1016/S0006-3495(61)86902-6.
  case fitzHughNagumo = "fitzhugh-nagumo"

  /// Applies it to every value.
  public func callAsFunction(_ samples: Tensor) -> Tensor {
    switch self {
    case .none: samples
    case .relu: Tensors.relu(samples)
    case .softplus: Tensors.softplus(samples)
    case .sigmoid: Tensors.sigmoid(samples)
    case .square: Tensors.square(samples)
    case .quartic: Tensors.square(Tensors.square(samples))
    case .exp: Tensors.exp(samples)
    case .tanh: Tensors.sigmoid(samples * 2) * 2 - 1
    case .gompertz: Tensors.exp(Tensors.exp(samples * -1) * -1)
    case .nakaRushton: 1 - 1 / (1 + Tensors.square(Tensors.relu(samples)))
    case .gaussianCDF: Tensors.normalDistribution(samples)
    case .arctan: Tensors.arctangent(samples) * (1 / .pi) + 0.5
    case .adaptiveExponential:
      Tensors.sigmoid(samples - 1 + Self.upstroke(at: samples) * Self.sharpness)
    case .fitzHughNagumo: samples * (1 - Tensors.square(samples) * (1 / 3))
    }
  }

  /// Its slope at every value, differentiable again; 0 at the kink of `relu`.
  public func slope(at samples: Tensor) -> Tensor {
    switch self {
    case .none: return Tensor(repeating: 1, shape: samples.shape)
    case .relu: return Tensor(samples.values.map { $0 > 0 ? 1 : 0 }, shape: samples.shape)
    case .softplus: return Tensors.sigmoid(samples)
    case .sigmoid:
      let value = Tensors.sigmoid(samples)
      return value * (1 - value)
    case .square: return samples * 2
    case .quartic: return samples * Tensors.square(samples) * 4
    case .exp: return Tensors.exp(samples)
    case .tanh: return 1 - Tensors.square(self(samples))
    case .gompertz:
      let fall = Tensors.exp(samples * -1)
      return fall * Tensors.exp(fall * -1)
    case .nakaRushton:
      let drive = Tensors.relu(samples)
      return drive * 2 / Tensors.square(1 + Tensors.square(drive))
    case .gaussianCDF: return Tensors.normalDensity(samples)
    case .arctan: return (1 / .pi) / (1 + Tensors.square(samples))
    case .adaptiveExponential:
      let value = self(samples)
      return value * (1 - value) * (1 + Self.upstroke(at: samples))
    case .fitzHughNagumo: return 1 - Tensors.square(samples)
    }
  }

  /// Δ of the adaptive exponential.
  private static let sharpness: Float = 0.2

  /// e^{v/Δ}, held at e²⁰, where the activation has long reached 1.
  private static func upstroke(at samples: Tensor) -> Tensor {
    Tensors.exp(20 - Tensors.relu(20 - (samples - 1) * (1 / sharpness)))
  }
}
