// SPDX-License-Identifier: GPL-3.0-or-later

internal import Networks
internal import Runs

/// The plasticity of a projection of a network file: a mapping with the name of a rule.
enum NetworkPlasticity: String, CaseIterable {
  case shortTerm = "short_term"
  case pairs = "stdp"
  case triplets = "triplet_stdp"

  private static let shortTermKeys = [
    "utilization", "recovery_time_constant", "facilitation_time_constant",
  ]
  private static let pairKeys = [
    "learning_rate", "asymmetry", "potentiation_time_constant", "depression_time_constant",
    "potentiation_exponent", "depression_exponent", "maximum_weight",
  ]
  private static let tripletKeys = [
    "pair_potentiation", "triplet_potentiation", "pair_depression", "triplet_depression",
    "source_time_constant", "slow_source_time_constant", "target_time_constant",
    "slow_target_time_constant", "maximum_weight",
  ]

  /// The rule that a projection names; nil when it names none.
  static func rule(
    _ projection: NetworkSettings, in source: String
  ) throws -> SynapticPlasticity? {
    guard projection.has("plasticity") else { return nil }
    let settings = try NetworkSettings(
      projection.node("plasticity"), of: "the plasticity of \(projection.part)",
      at: projection.place(of: "plasticity"), in: source,
      keys: ["rule"] + shortTermKeys + pairKeys + tripletKeys.dropLast())
    let word = try settings.word("rule", among: allCases.map(\.rawValue))
    guard let rule = NetworkPlasticity(rawValue: word) else { return nil }
    let own =
      switch rule {
      case .shortTerm: shortTermKeys
      case .pairs: pairKeys
      case .triplets: tripletKeys
      }
    for key in shortTermKeys + pairKeys + tripletKeys where settings.has(key) && !own.contains(key)
    {
      throw RunError(
        .damaged,
        "\(settings.place(of: key)): the rule \(word) does not take '\(key)'. Remove it or choose another rule."
      )
    }
    return try NetworkFile.placed(settings.place) { try rule.made(settings) }
  }

  private func made(_ settings: NetworkSettings) throws -> SynapticPlasticity {
    switch self {
    case .shortTerm:
      return .shortTerm(
        try ShortTermPlasticity(
          utilization: settings.number(required: "utilization"),
          recoveryTimeConstant: settings.number(required: "recovery_time_constant"),
          facilitationTimeConstant: settings.number("facilitation_time_constant") ?? 0))
    case .pairs:
      return .pairs(
        try PairPlasticity(
          learningRate: settings.number(required: "learning_rate"),
          asymmetry: settings.number("asymmetry") ?? 1,
          potentiationTimeConstant: settings.number("potentiation_time_constant") ?? 0.02,
          depressionTimeConstant: settings.number("depression_time_constant") ?? 0.02,
          potentiationExponent: settings.number("potentiation_exponent") ?? 0,
          depressionExponent: settings.number("depression_exponent") ?? 0,
          maximumWeight: settings.number(required: "maximum_weight")))
    case .triplets:
      return .triplets(
        try TripletPlasticity(
          potentiation: (
            settings.number(required: "pair_potentiation"),
            settings.number(required: "triplet_potentiation")
          ),
          depression: (
            settings.number(required: "pair_depression"),
            settings.number(required: "triplet_depression")
          ),
          sourceTimeConstants: (
            settings.number("source_time_constant") ?? 0.0168,
            settings.number("slow_source_time_constant") ?? 0.101
          ),
          targetTimeConstants: (
            settings.number("target_time_constant") ?? 0.0337,
            settings.number("slow_target_time_constant") ?? 0.125
          ), maximumWeight: settings.number(required: "maximum_weight")))
    }
  }
}
