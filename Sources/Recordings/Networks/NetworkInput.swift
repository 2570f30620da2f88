// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Networks
internal import Runs

/// An input of a network file: spikes from outside, or a current.
struct NetworkInput {
  static let keys = ["to", "rate", "file", "step", "weight", "step_current", "noise_current"]
  private static let spikeKeys = ["rate", "file", "step", "weight"]

  private enum Kind {
    case spikes(PoissonInput)
    case current(CurrentInput)
  }
  private let place: String
  private let targets: [String]
  private let kind: Kind
  /// The table that was read, if any.
  let file: String?

  /// Reads an input and its table.
  ///
  /// - Throws: `RunError` that names file, line and remedy; `FileError`, `NPYError` and `NPY.Failure` for a table.
  init(_ settings: NetworkSettings, among names: [String], in source: String) throws {
    place = settings.place
    _ = try settings.node("to")
    targets = try settings.words("to", among: names) ?? []
    let currents = ["step_current", "noise_current"].filter(settings.has)
    if let current = currents.first {
      for key in currents.dropFirst() + Self.spikeKeys where settings.has(key) {
        throw RunError(
          .damaged,
          "\(settings.place(of: key)): \(settings.part) has both '\(current)' and '\(key)'. Make two inputs of them."
        )
      }
      (kind, file) = try Self.current(current, settings, in: source)
      return
    }
    file = settings.has("file") ? NetworkFile.path(try settings.word("file"), beside: source) : nil
    let step = try settings.step()
    let weight = try settings.number(required: "weight")
    guard file != nil || settings.has("rate") else {
      throw RunError(.damaged, "\(settings.place): \(settings.part) needs 'rate'. Add it.")
    }
    if file != nil, settings.has("rate") {
      throw RunError(
        .damaged,
        "\(settings.place(of: "rate")): \(settings.part) has both a rate and a file of rates. Keep one of them."
      )
    }
    let rows: [[Double]]
    if let file {
      rows = try Self.rows(of: file, step: step, at: settings.place(of: "file"), least: 0)
    } else if step == nil {
      rows = [try settings.numbers("rate") ?? []]
    } else {
      rows = try settings.rows("rate")
    }
    kind = .spikes(
      try NetworkFile.placed(place) {
        guard let step else { return try PoissonInput(hertz: rows[0], weight: weight) }
        return try PoissonInput(hertz: SteppedValues(rows, every: step), weight: weight)
      })
  }

  /// Adds it to a network that has its populations.
  func drive(in network: inout Network) throws {
    for name in targets {
      guard let target = network.population(named: name) else { continue }
      try NetworkFile.placed(place) {
        switch kind {
        case .spikes(let input): try network.drive(target, with: input)
        case .current(let current): try network.drive(target, with: current)
        }
      }
    }
  }

  private static func current(
    _ key: String, _ input: NetworkSettings, in source: String
  ) throws -> (Kind, file: String?) {
    let isNoise = key == "noise_current"
    let place = input.place(of: key)
    let settings = try NetworkSettings(
      input.node(key), of: "the \(key) of \(input.part)", at: place, in: source,
      keys: isNoise
        ? ["mean", "deviation", "step"] : ["times", "amplitudes", "step", "file"])
    if isNoise {
      let step = try settings.step()
      let deviation = try settings.number(required: "deviation")
      let mean = try settings.number("mean") ?? 0
      guard let step else {
        throw RunError(.damaged, "\(place): \(settings.part) needs 'step'. Add it.")
      }
      return (
        .current(
          try NetworkFile.placed(place) {
            try .noise(mean: mean, standardDeviation: deviation, step: step)
          }), nil
      )
    }
    let (step, times) = (try settings.step(), try settings.numbers("times"))
    guard (step == nil) != (times == nil) else {
      throw RunError(
        .damaged,
        "\(place): \(settings.part) needs either 'times', when each amplitude begins, or 'step', how long each lasts. Give one of them."
      )
    }
    guard settings.has("file") != settings.has("amplitudes") else {
      throw RunError(
        .damaged,
        "\(place): \(settings.part) needs either 'amplitudes' or a 'file' of them. Give one of them."
      )
    }
    let file =
      settings.has("file") ? NetworkFile.path(try settings.word("file"), beside: source) : nil
    let rows =
      try file.map { try Self.rows(of: $0, step: step ?? 0, at: settings.place(of: "file")) }
      ?? settings.rows("amplitudes")
    let values = try NetworkFile.placed(place) {
      if let step { return try SteppedValues(rows, every: step) }
      return try SteppedValues(rows, at: times ?? [])
    }
    return (.current(.steps(values)), file)
  }

  /// Numbers over time from a file, `.npy` or text: [steps] for all neurons alike, or [steps, neurons]; [neurons] without
  /// a step.
  private static func rows(
    of path: String, step: Double?, at place: String, least: Double = -.infinity
  ) throws -> [[Double]] {
    let table: NumberTable
    do { table = try NumberTable(path: path, atMost: 1 << 26) } catch let error
      as NumberTable.Failure
    {
      throw RunError(.damaged, "\(place): \(error)")
    }
    var shape = table.shape
    if table.isText, step == nil, shape.contains(1) { shape = [table.values.count] }
    guard !table.values.isEmpty, shape.count == 1 || (shape.count == 2 && step != nil) else {
      let need =
        step == nil
        ? "[neurons], or say with 'step' how many seconds a row lasts"
        : "[steps] or [steps, neurons]"
      throw RunError(
        .damaged, "\(place): \(path) has the shape \(shape). Give numbers of shape \(need).")
    }
    let width = step == nil ? table.values.count : shape.count == 2 ? shape[1] : 1
    if let bad = table.values.firstIndex(where: { !($0 >= least && $0.isFinite) }) {
      let row = step == nil ? "" : "step \(bad / width), "
      throw RunError(
        .damaged,
        "\(place): \(path) has \(table.values[bad]) at \(row)neuron \(bad % width). Use finite numbers\(least == 0 ? ", at least 0" : "")."
      )
    }
    return stride(from: 0, to: table.values.count, by: width).map {
      Array(table.values[$0..<$0 + width])
    }
  }
}
