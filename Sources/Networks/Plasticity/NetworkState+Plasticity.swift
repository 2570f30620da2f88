// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// The plastic synapses of a projection in the file of a state.
///
/// ```
/// LABEL/weights    F64 [synapses]
/// LABEL/sources    F64 [3, sources]: time, fast and slow trace of each
/// LABEL/targets    F64 [3, spikes], LABEL/neurons  I64 [spikes]: the same of the targets' spikes, and whose they are
/// LABEL/pending    F64 [2, arrivals]: time and weight, LABEL/receivers  I64 [arrivals]
/// ```
extension PlasticityState {
  func add(to file: inout SafetensorsFile, as label: String) throws(SafetensorsError) {
    func columns(_ traces: [Trace]) -> [Double] {
      traces.map(\.time) + traces.map(\.fast) + traces.map(\.slow)
    }
    let spikes = targets.flatMap(\.self)
    try file.add("\(label)/weights", weights)
    try file.add("\(label)/sources", columns(sources), shape: [3, sources.count])
    try file.add("\(label)/targets", columns(spikes), shape: [3, spikes.count])
    try file.add(
      "\(label)/neurons",
      targets.enumerated().flatMap { neuron, spikes in spikes.map { _ in neuron } })
    try file.add(
      "\(label)/pending", pending.map(\.time) + pending.map(\.weight), shape: [2, pending.count])
    try file.add("\(label)/receivers", pending.map { Int($0.target) })
  }

  /// Reads the state of a projection; `nil` when its arrays do not belong together.
  init?(from file: SafetensorsFile, as label: String, targets count: Int) throws(SafetensorsError) {
    func traces(_ name: String) throws(SafetensorsError) -> [Trace] {
      let values = try file.doubles("\(label)/\(name)").values
      let length = values.count / 3
      return (0..<length).map {
        Trace(time: values[$0], fast: values[length + $0], slow: values[2 * length + $0])
      }
    }
    let spikes = try traces("targets")
    let neurons = try file.integers("\(label)/neurons").values
    let arrivals = try file.doubles("\(label)/pending").values
    let receivers = try file.integers("\(label)/receivers").values
    guard spikes.count == neurons.count, arrivals.count == 2 * receivers.count,
      neurons.allSatisfy((0..<count).contains), receivers.allSatisfy((0..<count).contains)
    else { return nil }
    weights = try file.doubles("\(label)/weights").values
    sources = try traces("sources")
    targets = [[Trace]](repeating: [], count: count)
    for (neuron, spike) in zip(neurons, spikes) { targets[neuron].append(spike) }
    pending = receivers.enumerated().map { place, target in
      Event(
        time: arrivals[place], target: UInt32(target),
        weight: arrivals[receivers.count + place])
    }
  }
}
