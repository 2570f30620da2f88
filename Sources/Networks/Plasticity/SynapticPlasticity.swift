// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks

/// How the synapses of a projection change with the spikes that they see.
///
/// ```swift
/// try network.connect(
///   cells, to: cells, .fixedInDegree(100), weights: .constant(0.5), delays: .constant(0.0015),
///   plasticity: .pairs(try PairPlasticity(learningRate: 0.01, maximumWeight: 1)))
/// ```
/// Delays count as dendritic, as in NEST: a synapse sees a spike of its source when it is fired and one of its target
/// when it is fired plus the delay; the weight of that moment arrives a delay later. Of a spike of each at one instant
/// the target's comes first, and the source's does not see it. Between spikes everything is closed form; a synapse is
/// touched when either side fires, and memory does not grow with time.
public enum SynapticPlasticity: Hashable, Sendable {
  /// Tsodyks–Markram: what a spike sends depends on the spikes before it.
  case shortTerm(ShortTermPlasticity)
  /// Spike-timing-dependent plasticity of all pairs.
  case pairs(PairPlasticity)
  /// Spike-timing-dependent plasticity of pairs and triplets.
  case triplets(TripletPlasticity)

  /// The largest weight; `nil` where weights stay.
  var maximumWeight: Double? {
    switch self {
    case .shortTerm: nil
    case .pairs(let rule): rule.maximumWeight
    case .triplets(let rule): rule.maximumWeight
    }
  }
}

/// Short-term depression and facilitation after Tsodyks and Markram.
///
/// ```
/// spike k sends  w·u_k·x_k,    u₁ = U,  x₁ = 1,    Δ since the spike before
/// u_{k+1} = U + u_k (1 − U) e^(−Δ/τ_facil),    x_{k+1} = 1 + (x_k − u_k x_k − 1) e^(−Δ/τ_rec)
/// ```
/// It depends on the spikes of the source only. NEST's `tsodyks2_synapse` is this rule.
///
/// > Reference: M. Tsodyks, K. Pawelzik and H. Markram, Neural Comput. 10 (1998) 821–835,
/// > doi:10.1162/089976698300017502; G. Fuhrmann, I. Segev, H. Markram and M. Tsodyks, J. Neurophysiol. 87 (2002)
/// > 140–148, doi:10.1152/jn.00258.2001.
public struct ShortTermPlasticity: Hashable, Sendable {
  /// U, the share of what is available that a first spike uses; above 0, at most 1.
  public let utilization: Double
  /// τ_rec in seconds, by which what was used recovers.
  public let recoveryTimeConstant: Double
  /// τ_facil in seconds, at least 0; 0 for no facilitation.
  public let facilitationTimeConstant: Double

  /// A rule.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)``.
  public init(
    utilization: Double, recoveryTimeConstant: Double, facilitationTimeConstant: Double = 0
  ) throws(NetworkError) {
    guard utilization > 0, utilization <= 1 else {
      throw .invalidParameter(
        "utilization", value: utilization, remedy: "use a number above 0 and at most 1")
    }
    try NetworkError.check(positive: recoveryTimeConstant, "recovery time constant in seconds")
    guard facilitationTimeConstant >= 0, facilitationTimeConstant.isFinite else {
      throw .invalidParameter(
        "facilitation time constant in seconds", value: facilitationTimeConstant,
        remedy: "use a finite number, at least 0")
    }
    self.utilization = utilization
    self.recoveryTimeConstant = recoveryTimeConstant
    self.facilitationTimeConstant = facilitationTimeConstant
  }

  /// u and x at a spike, from those of the spike before.
  func next(_ used: Double, _ available: Double, after time: Double) -> (Double, Double) {
    let kept =
      facilitationTimeConstant > 0 ? networks_exp(-time / facilitationTimeConstant) : 0
    let recovering = networks_exp(-time / recoveryTimeConstant)
    return (
      utilization + used * (1 - utilization) * kept,
      1 + (available - used * available - 1) * recovering
    )
  }
}

/// Spike-timing-dependent plasticity of all pairs of spikes.
///
/// ```
/// a spike of the target   w/W ← w/W + λ (1 − w/W)^μ₊ Σ e^(−Δ/τ₊)      over the source's spikes Δ before, at most 1
/// a spike of the source   w/W ← w/W − α λ (w/W)^μ₋ Σ e^(−Δ/τ₋)        over the target's spikes Δ before, at least 0
/// ```
/// μ = 0 is the additive rule, μ = 1 the multiplicative one. NEST's `stdp_synapse` is this rule.
///
/// > Reference: S. Song, K. D. Miller and L. F. Abbott, Nat. Neurosci. 3 (2000) 919–926, doi:10.1038/78829; R. Gütig,
/// > R. Aharonov, S. Rotter and H. Sompolinsky, J. Neurosci. 23 (2003) 3697–3714,
/// > doi:10.1523/JNEUROSCI.23-09-03697.2003; A. Morrison, M. Diesmann and W. Gerstner, Biol. Cybern. 98 (2008) 459–478,
/// > doi:10.1007/s00422-008-0233-1.
public struct PairPlasticity: Hashable, Sendable {
  /// λ.
  public let learningRate: Double
  /// α, the ratio of depression to potentiation.
  public let asymmetry: Double
  /// τ₊ in seconds.
  public let potentiationTimeConstant: Double
  /// τ₋ in seconds.
  public let depressionTimeConstant: Double
  /// μ₊.
  public let potentiationExponent: Double
  /// μ₋.
  public let depressionExponent: Double
  /// W; weights are from 0 to it.
  public let maximumWeight: Double

  /// A rule; by default additive with time constants of 20 ms.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)``.
  public init(
    learningRate: Double, asymmetry: Double = 1, potentiationTimeConstant: Double = 0.02,
    depressionTimeConstant: Double = 0.02, potentiationExponent: Double = 0,
    depressionExponent: Double = 0, maximumWeight: Double
  ) throws(NetworkError) {
    try NetworkError.check(finite: learningRate, "learning rate")
    try NetworkError.check(finite: asymmetry, "asymmetry")
    try NetworkError.check(
      positive: potentiationTimeConstant, "potentiation time constant in seconds")
    try NetworkError.check(positive: depressionTimeConstant, "depression time constant in seconds")
    for exponent in [potentiationExponent, depressionExponent]
    where !(exponent >= 0 && exponent.isFinite) {
      throw .invalidParameter(
        "exponent of plasticity", value: exponent, remedy: "use a finite number, at least 0")
    }
    try NetworkError.check(positive: maximumWeight, "maximum weight")
    self.learningRate = learningRate
    self.asymmetry = asymmetry
    self.potentiationTimeConstant = potentiationTimeConstant
    self.depressionTimeConstant = depressionTimeConstant
    self.potentiationExponent = potentiationExponent
    self.depressionExponent = depressionExponent
    self.maximumWeight = maximumWeight
  }
}

/// Spike-timing-dependent plasticity of pairs and triplets of spikes.
///
/// ```
/// a spike of the target   w ← w + r₁ (A₂⁺ + A₃⁺ o₂)      then o₁ ← o₁ + 1,  o₂ ← o₂ + 1
/// a spike of the source   w ← w − o₁ (A₂⁻ + A₃⁻ r₂)      then r₁ ← r₁ + 1,  r₂ ← r₂ + 1
/// r₁, r₂, o₁, o₂ decay with τ₊, τ_x, τ₋, τ_y;  w stays from 0 to W
/// ```
/// The second trace of the firing side is that before the spike. NEST's `stdp_triplet_synapse` is this rule.
///
/// > Reference: J.-P. Pfister and W. Gerstner, J. Neurosci. 26 (2006) 9673–9682, doi:10.1523/JNEUROSCI.1425-06.2006.
public struct TripletPlasticity: Hashable, Sendable {
  /// A₂⁺ and A₃⁺.
  public let potentiation: (pairs: Double, triplets: Double)
  /// A₂⁻ and A₃⁻.
  public let depression: (pairs: Double, triplets: Double)
  /// τ₊ and τ_x of the source's traces, in seconds.
  public let sourceTimeConstants: (fast: Double, slow: Double)
  /// τ₋ and τ_y of the target's traces, in seconds.
  public let targetTimeConstants: (fast: Double, slow: Double)
  /// W.
  public let maximumWeight: Double

  /// A rule; by default that of all triplets fitted to visual cortex (table 4 of the paper), whose weights begin around 1.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)``.
  public init(
    potentiation: (pairs: Double, triplets: Double) = (5e-10, 6.2e-3),
    depression: (pairs: Double, triplets: Double) = (7e-3, 2.3e-4),
    sourceTimeConstants: (fast: Double, slow: Double) = (0.0168, 0.101),
    targetTimeConstants: (fast: Double, slow: Double) = (0.0337, 0.125), maximumWeight: Double
  ) throws(NetworkError) {
    for amplitude in [
      potentiation.pairs, potentiation.triplets, depression.pairs, depression.triplets,
    ] {
      try NetworkError.check(finite: amplitude, "amplitude of plasticity")
    }
    for constant in [
      sourceTimeConstants.fast, sourceTimeConstants.slow, targetTimeConstants.fast,
      targetTimeConstants.slow,
    ] {
      try NetworkError.check(positive: constant, "time constant of plasticity in seconds")
    }
    try NetworkError.check(positive: maximumWeight, "maximum weight")
    self.potentiation = potentiation
    self.depression = depression
    self.sourceTimeConstants = sourceTimeConstants
    self.targetTimeConstants = targetTimeConstants
    self.maximumWeight = maximumWeight
  }

  private var numbers: [Double] {
    [
      potentiation.pairs, potentiation.triplets, depression.pairs, depression.triplets,
      sourceTimeConstants.fast, sourceTimeConstants.slow, targetTimeConstants.fast,
      targetTimeConstants.slow, maximumWeight,
    ]
  }

  public static func == (left: TripletPlasticity, right: TripletPlasticity) -> Bool {
    left.numbers == right.numbers
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(numbers) }
}
