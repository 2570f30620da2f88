// SPDX-License-Identifier: GPL-3.0-or-later

/// Synapses one by one: those of a trained or a measured network.
///
/// ```swift
/// let list = try SynapseList(sources: [0, 0, 3], targets: [1, 2, 0])
/// try network.connect(
///   cells, to: cells, .list(list), weights: .each([0.5, -1, 2]), delays: .constant(0.001))
/// ```
public struct SynapseList: Hashable, Sendable {
  /// Who sends.
  let sources: [UInt32]
  /// Who receives.
  let targets: [UInt32]

  /// Synapse i leads from neuron `sources[i]` to neuron `targets[i]`.
  ///
  /// - Throws: ``NetworkError`` when the lists differ in length or hold a number that names no neuron.
  public init(sources: [Int], targets: [Int]) throws(NetworkError) {
    guard sources.count == targets.count else {
      throw .differentCounts(
        "targets of a list of synapses", targets.count, expected: sources.count)
    }
    for number in [sources, targets].joined() where number < 0 || number > Int(Int32.max) {
      throw .invalidParameter(
        "neuron in a list of synapses", value: Double(number), remedy: "count neurons from 0")
    }
    self.sources = sources.map { UInt32($0) }
    self.targets = targets.map { UInt32($0) }
  }

  /// How many synapses there are.
  public var count: Int { sources.count }

  func check(
    sources senders: Population, targets receivers: Population, excluding: SynapseExclusions
  ) throws(NetworkError) {
    for (numbers, population) in [(sources, senders), (targets, receivers)] {
      guard let last = numbers.max(), last >= population.neuronCount else { continue }
      throw .invalidParameter(
        "neuron of \(population) in a list of synapses", value: Double(last),
        remedy: "use 0 to \(population.neuronCount - 1)")
    }
    if excluding.contains(.autapses), senders == receivers,
      let place = sources.indices.first(where: { sources[$0] == targets[$0] })
    {
      throw .invalidParameter(
        "target of a synapse from neuron \(sources[place])", value: Double(targets[place]),
        remedy: "leave out synapses of a neuron with itself, or allow autapses")
    }
    guard excluding.contains(.multapses) else { return }
    let pairs = zip(sources, targets).map { UInt64($0) << 32 | UInt64($1) }.sorted()
    if let twice = zip(pairs, pairs.dropFirst()).first(where: { $0 == $1 })?.0 {
      throw .invalidParameter(
        "target of a second synapse from neuron \(twice >> 32)", value: Double(twice & 0xffff_ffff),
        remedy: "keep one synapse of each pair, or allow multapses")
    }
  }
}
