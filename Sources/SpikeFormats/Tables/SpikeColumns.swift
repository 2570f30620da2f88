// SPDX-License-Identifier: GPL-3.0-or-later

/// Which columns of a table are the time and the neuron of a spike, told by the words that name them.
///
/// Capitals, quotes and the plural do not matter. A unit may follow: `time_ms`, `time [ms]`, `t/ms`. Without one,
/// times are in seconds; beside `sender` (NEST) and `node_ids` (SONATA) they are in milliseconds, as these
/// programs write them. Columns with other names are passed over.
struct SpikeColumns {
  /// What the numbers of the time column count.
  enum Clock: Equatable {
    /// So many a second.
    case unit(perSecond: Double, symbol: String)
    /// Samples, whose rate the reader must be told.
    case samples
  }

  /// How many columns there are.
  let count: Int
  let time: Int
  let clock: Clock
  /// NEST's `time_offset` in milliseconds, which is taken off.
  let offset: Int?
  let neuron: Int
  let presentation: Int?
  /// What tells recordings apart, and its name.
  let part: (column: Int, name: String)?
  /// How the columns are understood, for people.
  let meaning: String

  /// What words are to a table of spikes.
  enum Reading {
    case columns(SpikeColumns)
    /// Some words are those of spikes, and something is missing or there twice.
    case unclear(String)
    case otherWords
  }

  private static let times: Set = [
    "time", "t", "timestamp", "spike_time", "spiketime", "firing_time",
  ]
  private static let samples: Set = [
    "sample", "sample_index", "sample_indice", "time_step", "spike_sample",
  ]
  private static let neurons: Set = [
    "neuron", "neuron_id", "neuron_index", "i", "id", "unit", "unit_id", "unit_index", "cell",
    "cell_id", "cell_index", "gid", "sender", "node_id", "cluster", "cluster_id", "spike_cluster",
  ]
  private static let parts: Set = [
    "population", "trial", "trial_id", "segment", "segment_index", "block", "sweep", "epoch",
    "session", "recording",
  ]
  private static let units: [String: (perSecond: Double, symbol: String)] = [
    "s": (1, "s"), "sec": (1, "s"), "second": (1, "s"), "ms": (1e3, "ms"), "msec": (1e3, "ms"),
    "millisecond": (1e3, "ms"), "us": (1e6, "µs"), "µs": (1e6, "µs"), "μs": (1e6, "µs"),
    "usec": (1e6, "µs"), "microsecond": (1e6, "µs"), "ns": (1e9, "ns"),
  ]

  static func reading(_ words: [String]) -> Reading {
    var (clocks, neurons): ([(Int, Clock?)], [(Int, String)]) = ([], [])
    var (offset, presentation): (Int?, Int?)
    var part: (Int, String)?
    for (column, word) in words.enumerated() {
      let (name, unit) = nameAndUnit(word)
      if times.contains(name) {
        clocks.append((column, unit.map { .unit(perSecond: $0.perSecond, symbol: $0.symbol) }))
      } else if samples.contains(name) {
        clocks.append((column, .samples))
      } else if self.neurons.contains(name) {
        neurons.append((column, name))
      } else if name == "time_offset" {
        offset = column
      } else if name == "presentation" {
        presentation = column
      } else if parts.contains(name), part == nil {
        part = (column, name)
      }
    }
    guard !clocks.isEmpty || !neurons.isEmpty else { return .otherWords }
    guard clocks.count == 1, neurons.count == 1 else {
      let (few, many) = ("do not name a", "name more than one")
      return .unclear(
        clocks.count != 1
          ? "\(clocks.isEmpty ? few : many) time" : "\(neurons.isEmpty ? few : many) neuron")
    }
    let isMillisecond = ["sender", "node_id"].contains(neurons[0].1)
    let clock =
      clocks[0].1
      ?? (isMillisecond ? .unit(perSecond: 1e3, symbol: "ms") : .unit(perSecond: 1, symbol: "s"))
    let (time, neuron) = (trimmed(words[clocks[0].0]), trimmed(words[neurons[0].0]))
    let counted = if case .unit(_, let symbol) = clock { symbol } else { "samples" }
    return .columns(
      SpikeColumns(
        count: words.count, time: clocks[0].0, clock: clock,
        offset: clock == .samples ? offset : nil, neuron: neurons[0].0,
        presentation: presentation, part: part.map { (column: $0.0, name: $0.1) },
        meaning: "\(time) in \(counted), \(neuron)"))
  }

  /// Words that make a table clear which these do not: the first time and the first neuron, and `other`.
  static func example(of words: [String]) -> [String] {
    var (hasTime, hasNeuron) = (false, false)
    var example = words.map { word in
      let name = nameAndUnit(word).name
      if !hasTime, times.contains(name) || samples.contains(name) {
        hasTime = true
      } else if !hasNeuron, neurons.contains(name) {
        hasNeuron = true
      } else {
        return "other"
      }
      return trimmed(word).replacing(" ", with: "_")
    }
    for (isThere, word) in [(hasTime, "time_ms"), (hasNeuron, "neuron")] where !isThere {
      if let place = example.firstIndex(of: "other") { example[place] = word }
    }
    return example
  }

  /// The word without unit, plural and quotes, and the unit.
  private static func nameAndUnit(
    _ word: String
  ) -> (name: String, unit: (perSecond: Double, symbol: String)?) {
    let text = trimmed(word).lowercased().replacing(" ", with: "_").replacing(",", with: "_")
    func singular(_ text: Substring) -> String {
      let text = text.drop { $0 == "_" }
      let name = text.hasSuffix("s") && text.count > 2 ? text.dropLast() : text
      return String(name)
    }
    var parts: [(Substring, Substring)] = []
    for (open, close) in [("(", ")"), ("[", "]"), ("/", ""), ("_", "")] {
      guard let start = text.lastIndex(of: Character(open)), text.hasSuffix(close) else { continue }
      parts.append((text[..<start], text[text.index(after: start)...].dropLast(close.count)))
    }
    for (name, unit) in parts {
      let known = units[String(unit)] ?? units[singular(unit)]
      guard let known, !name.isEmpty else { continue }
      let bare = name.hasSuffix("_in") ? name.dropLast(3) : name
      return (singular(bare.hasSuffix("_") ? bare.dropLast() : bare), known)
    }
    return (singular(text[...]), nil)
  }

  private static func trimmed(_ word: String) -> String {
    var text = word[...]
    while let first = text.first, " \t\"'".contains(first) { text = text.dropFirst() }
    while let last = text.last, " \t\"'".contains(last) { text = text.dropLast() }
    return String(text)
  }

  /// Seconds of a number in the time column.
  ///
  /// - Throws: ``SpikeFileError/refused(path:reason:)`` for samples without a rate, and a rate without samples.
  func secondsPerUnit(
    at samplingRate: Double?, in path: String
  ) throws(SpikeFileError) -> (Double) -> Double {
    switch clock {
    case .unit(let perSecond, let symbol):
      try SpikeSelection.refuse(samplingRate: samplingRate, forTimesIn: symbol, in: path)
      return { $0 / perSecond }
    case .samples:
      guard let samplingRate, samplingRate > 0, samplingRate.isFinite else {
        throw .refused(
          path: path,
          reason: "its times are counted in samples (\(meaning)), but it does not say how many "
            + "there are per second. Give it with --sampling-rate, such as --sampling-rate 30000.")
      }
      return { $0 / samplingRate }
    }
  }

}
