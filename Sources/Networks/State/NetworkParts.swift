// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// What a network is made of, in words, by which a saved state recognizes its own network.
///
/// Whatever decides what happens next is in it, part by part, so that a refusal can name what differs: short
/// values as they are, long ones by a fingerprint. What is drawn is a function of these and the seed, and the order
/// of connecting decides nothing, so neither is.
struct NetworkParts: Hashable, Sendable, Codable {
  /// Of each population its model and the model's constants.
  let populations: [String: [String: String]]
  /// Of each projection, by its label, the rule, the weights and the delays.
  let projections: [String: [String: String]]
  /// Of each input and each current, by its label, its values.
  let inputs: [String: [String: String]]

  init(of network: Network) {
    populations = Dictionary(
      uniqueKeysWithValues: zip(network.populations, network.models).map { population, model in
        var constants = model.constants
        constants["model"] = String(describing: type(of: model))
        return (population.name, constants)
      })
    projections = Dictionary(
      uniqueKeysWithValues: network.projections.map {
        var values = [
          "rule": words(for: $0.rule), "weights": words(for: $0.weights),
          "delays": words(for: $0.delays),
        ]
        // States written before there were exclusions do not name any.
        if !$0.excluding.isEmpty { values["excluding"] = words(for: $0.excluding) }
        if let plasticity = $0.plasticity { values["plasticity"] = words(for: plasticity) }
        return ($0.label, values)
      })
    inputs = Dictionary(
      uniqueKeysWithValues: network.inputs.map {
        var values = [
          "rates": words(for: $0.input.hertz), "weight": words(for: $0.input.weight),
        ]
        if $0.input.rates.times != [0] { values["times"] = words(for: $0.input.rates.times) }
        return ($0.label, values)
      } + network.currents.map { ($0.label, $0.current.words) })
  }

  /// What the parts that a state was saved with and those of a network do not share; `nil` when they are the same.
  func difference(to network: NetworkParts) -> String? {
    let all =
      Self.differences("population", populations, network.populations)
      + Self.differences("projection", projections, network.projections)
      + Self.differences("input", inputs, network.inputs)
    guard !all.isEmpty else { return nil }
    let more = all.count > 4 ? ["\(all.count - 4) more differ"] : []
    return (all.prefix(4) + more).joined(separator: "; ")
  }

  private static func differences(
    _ kind: String, _ saved: [String: [String: String]], _ present: [String: [String: String]]
  ) -> [String] {
    Set(saved.keys).union(present.keys).sorted().flatMap { name -> [String] in
      guard let before = saved[name] else {
        return ["the network has the \(kind) \(name), which the state does not have"]
      }
      guard let now = present[name] else {
        return ["the state has the \(kind) \(name), which the network does not have"]
      }
      return Set(before.keys).union(now.keys).sorted().compactMap { value in
        guard before[value] != now[value] else { return nil }
        return "\(kind) \(name), \(value): \(before[value] ?? "missing") in the state, "
          + "\(now[value] ?? "missing") in the network"
      }
    }
  }
}

extension Network {
  /// Whatever decides what happens next, in words that are the same in every run of the program.
  package var fingerprint: String {
    func text(_ parts: [String: [String: String]]) -> String {
      parts.sorted { $0.key < $1.key }.map { name, values in
        "\(name) \(values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })"
      }.joined(separator: "; ")
    }
    let parts = NetworkParts(of: self)
    return [parts.populations, parts.projections, parts.inputs].map(text).joined(separator: "; ")
  }
}

extension NeuronModel {
  /// The stored properties of the model, each by its name.
  public var constants: [String: String] {
    Dictionary(
      Mirror(reflecting: self).children.enumerated().map { place, child in
        (child.label ?? "\(place)", words(for: child.value))
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// A value in words: different for different values, and the same in every run of the program.
///
/// Numbers are the shortest that read back to themselves; what would be long is a fingerprint.
func words(for value: Any) -> String {
  if let numbers = value as? [Double], numbers.count > 4 {
    var fingerprint = FNV1a()
    for number in numbers {
      for shift in stride(from: 0, to: 64, by: 8) {
        fingerprint.enter(number.bitPattern >> UInt64(shift) & 0xff)
      }
    }
    return "\(numbers.count) numbers of fingerprint \(String(fingerprint.value, radix: 16))"
  }
  // An empty list is one of any type: it would come back here for ever.
  if let neurons = value as? [UInt32], !neurons.isEmpty {
    return words(for: neurons.map { Double($0) })
  }
  let mirror = Mirror(reflecting: value)
  if mirror.displayStyle == .enum, let chosen = mirror.children.first {
    return "\(chosen.label ?? "") \(words(for: chosen.value))"
  }
  var parts = mirror.children.map { child in
    (child.label.map { "\($0): " } ?? "") + words(for: child.value)
  }
  guard !parts.isEmpty else { return String(describing: value) }
  // Sets and dictionaries come in another order in every run.
  if mirror.displayStyle == .set || mirror.displayStyle == .dictionary { parts.sort() }
  let text = "(\(parts.joined(separator: ", ")))"
  guard text.utf8.count > 200 else { return text }
  var fingerprint = FNV1a()
  fingerprint.enter(text)
  return "of fingerprint \(String(fingerprint.value, radix: 16))"
}
