// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Networks
internal import Runs
internal import Yams

/// The settings of one part of a network file, such as a population, read by name and type.
///
/// Whatever is unknown, missing, of another type or out of range is refused in a sentence that names file, line and remedy.
struct NetworkSettings {
  /// Where the part is, for errors.
  let place: String
  /// What it is, for errors, such as "the population cells".
  let part: String
  private let values: [String: (node: Node, place: String)]

  /// The settings of a node, which must be among `keys`.
  init(
    _ node: Node, of part: String, at place: String, in source: String, keys: [String]
  ) throws(RunError) {
    guard let mapping = node.mapping else {
      throw RunError(.damaged, "\(place): \(part) must hold settings, such as `\(keys[0]): …`.")
    }
    try self.init(mapping, of: part, at: place, in: source, keys: keys)
  }

  /// The settings of a mapping.
  init(
    _ mapping: Node.Mapping, of part: String, at place: String, in source: String, keys: [String]
  ) throws(RunError) {
    var values: [String: (node: Node, place: String)] = [:]
    for (key, value) in Self.merged(mapping) {
      let name = key.string ?? ""
      let line = ConfigurationFile.place(of: key, in: source)
      guard keys.contains(name) else {
        throw RunError(
          .damaged,
          "\(line): \(part) does not have a setting '\(name)'.\(Self.hint(name, keys))")
      }
      values[name] = (value, line)
    }
    (self.values, self.place, self.part) = (values, place, part)
  }

  /// The keys and values of a mapping, with those it takes over by `<<: *anchor` unless it has its own.
  static func merged(_ mapping: Node.Mapping) -> [(key: Node, value: Node)] {
    let own = mapping.filter { $0.key.string != "<<" }
    let others = mapping.filter { $0.key.string == "<<" }.flatMap { _, node in
      (node.sequence.map(Array.init) ?? [node]).compactMap(\.mapping).flatMap(merged)
    }
    var found = own.map { (key: $0.key, value: $0.value) }
    for other in others where !found.contains(where: { $0.key.string == other.key.string }) {
      found.append(other)
    }
    return found
  }

  /// What may have been meant, or all there is.
  static func hint(_ name: String, _ names: [String]) -> String {
    NearestName.nearest(to: name, among: names).map { " Did you mean '\($0)'?" }
      ?? " Choose one of \(names.joined(separator: ", "))."
  }

  /// Whether a setting is given.
  func has(_ key: String) -> Bool { values[key] != nil }

  /// Where a setting is.
  func place(of key: String) -> String { values[key]?.place ?? place }

  /// The node of a setting that must be given.
  func node(_ key: String) throws(RunError) -> Node {
    guard let value = values[key] else { throw missing(key) }
    return value.node
  }

  private func missing(_ key: String) -> RunError {
    RunError(.damaged, "\(place): \(part) needs '\(key)'. Add it.")
  }

  func refusal(_ key: String, _ node: Node, _ need: String) -> RunError {
    RunError(
      .damaged, "\(place(of: key)): '\(key)' of \(part) is \(Self.words(node)); it must be \(need)."
    )
  }

  private static func words(_ node: Node) -> String {
    node.scalar.map { "'\($0.string)'" } ?? (node.sequence == nil ? "a mapping" : "a list")
  }

  func number(_ node: Node, _ key: String, _ need: String) throws(RunError) -> Double {
    switch try ConfigurationFile.value(of: node, called: key, at: place(of: key)) {
    case .integer(let value)?: return Double(value)
    case .naturalNumber(let value)?: return Double(value)
    case .number(let value)? where !value.isNaN: return value
    default: throw refusal(key, node, need)
    }
  }

  /// A number; nil when it is not given.
  func number(
    _ key: String, _ need: String = "a number", where holds: (Double) -> Bool = { _ in true }
  ) throws(RunError) -> Double? {
    guard let node = values[key]?.node else { return nil }
    let value = try number(node, key, need)
    guard holds(value) else { throw refusal(key, node, need) }
    return value
  }

  /// A number that must be given.
  func number(
    required key: String, _ need: String = "a number",
    where holds: (Double) -> Bool = { _ in true }
  ) throws(RunError) -> Double {
    guard let value = try number(key, need, where: holds) else { throw missing(key) }
    return value
  }

  /// A count that must be given; 1e6 is one too.
  func count(required key: String) throws(RunError) -> Int {
    let limit = 0x1p53
    return Int(
      try number(required: key, "a whole number, at least 0") {
        $0 >= 0 && $0 <= limit && $0 == $0.rounded()
      })
  }

  /// The number of neurons, of which memory holds a hundred million.
  func neuronCount() throws(RunError) -> Int {
    let count = try count(required: "neurons")
    guard (1...100_000_000).contains(count) else {
      throw refusal("neurons", try node("neurons"), "1 to 100000000")
    }
    return count
  }

  /// One number or a list of them; nil when it is not given.
  func numbers(_ key: String) throws(RunError) -> [Double]? {
    guard let node = values[key]?.node else { return nil }
    var numbers: [Double] = []
    for element in node.sequence.map(Array.init) ?? [node] {
      numbers.append(try number(element, key, "a number or a list of numbers"))
    }
    return numbers
  }

  /// A list of neurons that must be given.
  func neurons(_ key: String) throws(RunError) -> [Int] {
    guard let numbers = try numbers(key) else { throw missing(key) }
    let limit = Double(Int32.max)
    guard numbers.allSatisfy({ $0 >= 0 && $0 <= limit && $0 == $0.rounded() }) else {
      throw refusal(key, try node(key), "a list of neurons, counted from 0")
    }
    return numbers.map { Int($0) }
  }

  /// A word that must be given, one of some unless these are nil.
  func word(_ key: String, among words: [String]? = nil) throws(RunError) -> String {
    let node = try node(key)
    guard let word = node.scalar?.string, !word.isEmpty else { throw refusal(key, node, "a word") }
    guard let words, !words.contains(word) else { return word }
    throw RunError(
      .damaged,
      "\(place(of: key)): \(part) has the \(key) '\(word)', which does not exist.\(Self.hint(word, words))"
    )
  }

  /// One word or a list of them, each one of some; nil when it is not given.
  func words(_ key: String, among words: [String]) throws(RunError) -> [String]? {
    guard let node = values[key]?.node else { return nil }
    var found: [String] = []
    guard node.sequence?.isEmpty != true else {
      throw RunError(
        .damaged,
        "\(place(of: key)): '\(key)' names no population. Give at least one, or leave it out.")
    }
    for element in node.sequence.map(Array.init) ?? [node] {
      guard let word = element.scalar?.string, words.contains(word) else {
        throw RunError(
          .damaged,
          "\(place(of: key)): '\(key)' of \(part) names \(Self.words(element)), which is not a population.\(Self.hint(element.scalar?.string ?? "", words))"
        )
      }
      guard !found.contains(word) else {
        throw RunError(.damaged, "\(place(of: key)): '\(key)' names \(word) twice. Keep one.")
      }
      found.append(word)
    }
    return found
  }

  /// Whether something is switched on; nil when it is not given.
  func truth(_ key: String) throws(RunError) -> Bool? {
    guard let node = values[key]?.node else { return nil }
    guard case .truth(let value)? = try ConfigurationFile.value(of: node, called: key, at: place)
    else { throw refusal(key, node, "true or false") }
    return value
  }
}
