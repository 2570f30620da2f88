// SPDX-License-Identifier: GPL-3.0-or-later

internal import Networks
internal import Runs
internal import Yams

/// Values that differ from synapse to synapse or from neuron to neuron.
extension NetworkSettings {
  /// Weights or delays: a number, a list of them, or a law.
  func synapticValues(_ key: String, in source: String) throws(RunError) -> SynapticValues {
    let node = try node(key)
    if node.sequence != nil { return .each(try numbers(key) ?? []) }
    guard let mapping = node.mapping else { return .constant(try number(required: key)) }
    let law = try NetworkSettings(
      mapping, of: "the \(key) of \(part)", at: place(of: key), in: source,
      keys: ["uniform", "normal", "lognormal", "between", "multiple_of", "single_precision"])
    var values = try law.law(of: key, node)
    if let step = try law.number("multiple_of", "a number above 0", where: { $0 > 0 }) {
      values = .rounded(values, .multiples(of: step))
    }
    return try law.truth("single_precision") == true ? .rounded(values, .singlePrecision) : values
  }

  /// The law of weights or delays, before they are rounded.
  private func law(of key: String, _ node: Node) throws(RunError) -> SynapticValues {
    let law = self
    if let uniform = try law.pair("uniform") {
      guard !law.has("normal"), !law.has("lognormal"), !law.has("between"), uniform.0 <= uniform.1
      else {
        throw refusal(
          key, node, "`uniform: [least, greatest]` and nothing else, with ascending numbers")
      }
      return .uniform(uniform.0...uniform.1)
    }
    if let logNormal = try law.pair("lognormal") {
      guard !law.has("normal"), !law.has("between") else {
        throw refusal(key, node, "`lognormal: [location, scale]` and nothing else")
      }
      return .logNormal(location: logNormal.0, scale: logNormal.1)
    }
    guard let normal = try law.pair("normal") else {
      throw RunError(
        .damaged,
        "\(law.place): \(law.part) needs `uniform`, `normal` or `lognormal`. Add one of them.")
    }
    guard let bounds = try law.pair("between") else {
      return .normal(mean: normal.0, standardDeviation: normal.1)
    }
    guard bounds.0 <= bounds.1 else {
      throw refusal(key, node, "between two ascending numbers")
    }
    return .boundedNormal(
      mean: normal.0, standardDeviation: normal.1, in: bounds.0...bounds.1)
  }

  /// What a variable begins with: a number, or two between which each neuron draws its own.
  func initialValues(_ key: String) throws(RunError) -> InitialValues? {
    guard let numbers = try numbers(key) else { return nil }
    if numbers.count == 1 { return .constant(numbers[0]) }
    guard let (least, greatest) = try pair(key), least <= greatest else {
      throw refusal(key, try node(key), "a number, or two ascending ones to draw between")
    }
    return .uniform(least...greatest)
  }

  /// Values over time, shape [steps, neurons], or [steps, 1]: a list with a list for each step, or with a number.
  func rows(_ key: String) throws(RunError) -> [[Double]] {
    let node = try node(key)
    let need = "a list with a number for each step, or with a list of numbers for each step"
    guard let steps = node.sequence.map(Array.init) else { throw refusal(key, node, need) }
    var rows: [[Double]] = []
    for step in steps {
      var row: [Double] = []
      for element in step.sequence.map(Array.init) ?? [step] {
        row.append(try number(element, key, need))
      }
      rows.append(row)
    }
    return rows
  }

  /// How long a step lasts, in seconds; nil when it is not given.
  func step() throws(RunError) -> Double? {
    try number("step", "a positive number of seconds") { $0 > 0 && $0.isFinite }
  }

  private func pair(_ key: String) throws(RunError) -> (Double, Double)? {
    guard let numbers = try numbers(key) else { return nil }
    guard numbers.count == 2 else { throw refusal(key, try node(key), "a list of two numbers") }
    return (numbers[0], numbers[1])
  }
}
