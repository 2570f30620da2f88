// SPDX-License-Identifier: GPL-3.0-or-later

internal import Networks
internal import Runs

/// Projections of a network file: an element of its list, between all populations it names.
struct NetworkProjection {
  static let keys = [
    "from", "to", "rule", "count", "probability", "sources", "targets", "file", "weight", "delay",
    "autapses", "multapses", "plasticity",
  ]
  private static let rules = [
    "all_to_all", "one_to_one", "fixed_in_degree", "fixed_out_degree", "fixed_total", "pairwise",
    "list", "procedural_pairwise", "procedural_out_degree",
  ]
  private let place: String
  private let sources: [String]
  private let targets: [String]
  private let rule: ConnectionRule
  private let weights: SynapticValues
  private let delays: SynapticValues
  private let excluding: SynapseExclusions
  private let plasticity: SynapticPlasticity?
  /// The table its synapses were read from, if any.
  let file: String?

  init(_ settings: NetworkSettings, among names: [String], in source: String) throws {
    place = settings.place
    for key in ["from", "to"] { _ = try settings.node(key) }
    sources = try settings.words("from", among: names) ?? []
    targets = try settings.words("to", among: names) ?? []
    file = settings.has("file") ? NetworkFile.path(try settings.word("file"), beside: source) : nil
    let table = try file.map { try SynapseTable(path: $0) }
    rule = try Self.rule(settings, table)
    weights = try Self.values("weight", table?.weights, settings, in: source)
    delays = try Self.values("delay", table?.delays, settings, in: source)
    var excluding: SynapseExclusions = []
    if try settings.truth("autapses") == false { excluding.insert(.autapses) }
    if try settings.truth("multapses") == false { excluding.insert(.multapses) }
    self.excluding = excluding
    plasticity = try NetworkPlasticity.rule(settings, in: source)
    guard leastDelay != nil else {
      throw RunError(
        .damaged,
        "\(settings.place(of: "delay")): this distribution can draw arbitrarily short "
          + "delays. Give `uniform: [least, greatest]`, or `normal` with "
          + "`between: [least, greatest]`, in seconds."
      )
    }
    if let leastDelay, leastDelay <= 0 || leastDelay.isNaN {
      throw RunError(
        .damaged,
        "\(settings.place(of: "delay")): \(settings.part) has a delay of \(leastDelay) s; delays must be above 0 s."
      )
    }
  }

  /// The shortest delay there can be, in seconds.
  var leastDelay: Double? { delays.least }

  /// Weights or delays, from a table or from the description.
  private static func values(
    _ key: String, _ column: [Double]?, _ settings: NetworkSettings, in source: String
  ) throws(RunError) -> SynapticValues {
    guard let column else { return try settings.synapticValues(key, in: source) }
    guard !settings.has(key) else {
      throw RunError(
        .damaged,
        "\(settings.place(of: key)): both \(settings.part) and its file have a \(key). Keep only one of them."
      )
    }
    return .each(column)
  }

  private static func rule(
    _ settings: NetworkSettings, _ table: SynapseTable?
  ) throws -> ConnectionRule {
    let name = try settings.word("rule", among: rules)
    let own: [String]
    let rule: ConnectionRule
    switch name {
    case "all_to_all": (rule, own) = (.dense, [])
    case "one_to_one": (rule, own) = (.oneToOne, [])
    case "fixed_in_degree":
      (rule, own) = (.fixedInDegree(try settings.count(required: "count")), ["count"])
    case "fixed_out_degree":
      (rule, own) = (.fixedOutDegree(try settings.count(required: "count")), ["count"])
    case "fixed_total":
      (rule, own) = (.fixedTotal(try settings.count(required: "count")), ["count"])
    case "procedural_out_degree":
      (rule, own) = (.proceduralOutDegree(try settings.count(required: "count")), ["count"])
    case "procedural_pairwise":
      (rule, own) = (
        .proceduralPairwise(probability: try settings.number(required: "probability")),
        ["probability"]
      )
    case "pairwise":
      (rule, own) = (
        .pairwise(probability: try settings.number(required: "probability")), ["probability"]
      )
    default:
      if let table {
        (rule, own) = (.list(table.list), ["file"])
      } else {
        let (from, to) = (try settings.neurons("sources"), try settings.neurons("targets"))
        rule = try NetworkFile.placed(settings.place) {
          .list(try SynapseList(sources: from, targets: to))
        }
        own = ["sources", "targets"]
      }
    }
    for key in ["count", "probability", "sources", "targets", "file"]
    where settings.has(key) && !own.contains(key) {
      throw RunError(
        .damaged,
        "\(settings.place(of: key)): the rule \(name) does not take '\(key)'. Remove it or choose another rule."
      )
    }
    return rule
  }

  /// Connects every source with every target.
  func connect(in network: inout Network) throws {
    for source in sources.compactMap(network.population) {
      for target in targets.compactMap(network.population) {
        try NetworkFile.placed(place) {
          try network.connect(
            source, to: target, rule, weights: weights, delays: delays, excluding: excluding,
            plasticity: plasticity)
        }
      }
    }
  }
}
