// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Networks
internal import Runs
internal import SpikeFormats
internal import SpikeTrains
internal import Yams

/// A network described in YAML: populations, projections between them, inputs, and how long it runs.
///
/// The whole file is checked, and the network built, before anything runs.
struct NetworkFile {
  private static let parts = [
    "duration", "window", "populations", "projections", "inputs", "record",
  ]
  /// The path of the file.
  let source: String
  /// Files of synapses, of spikes that are replayed, and of rates and currents.
  private(set) var files: [String] = []
  private(set) var network: Network
  private(set) var drives: [(Population, [Double])] = []
  private(set) var recorded: [Population] = []
  let duration: Double

  /// Reads a file; spikes to replay are read by `spikes` from paths relative to it.
  ///
  /// One that is not lasting needs no duration, and then goes on for ever.
  ///
  /// - Throws: `FileError`, `SpikeFileError`, and `RunError` that names file, line and remedy.
  init(
    path: String, text: String, isLasting: Bool = true,
    spikes: (_ path: String, _ selection: SpikeSelection) throws -> SpikeRaster
  ) throws {
    source = path
    let file = try NetworkSettings(
      ConfigurationFile.mapping(text, called: path), of: "the network", at: path, in: path,
      keys: Self.parts)
    let given = try file.number("duration", "a positive number of seconds") {
      $0 > 0 && $0.isFinite
    }
    if isLasting, given == nil { _ = try file.node("duration") }
    duration = isLasting ? given ?? .infinity : .infinity
    let populations = try Self.populations(of: file, in: path)
    let names = populations.map(\.name)
    let projections = try Self.elements("projections", of: file, in: path, NetworkProjection.keys)
      .map { try NetworkProjection($0, among: names, in: path) }
    files = projections.compactMap(\.file)
    let delays = projections.compactMap(\.leastDelay)
    let window =
      try file.number("window", "a positive number of seconds") { $0 > 0 && $0.isFinite }
      ?? delays.min() ?? 0.001
    network = try Self.placed(file.place(of: "window")) { try Network(windowDuration: window) }
    for (name, settings) in populations {
      try add(settings, named: name, spikes: spikes)
    }
    for projection in projections { try projection.connect(in: &network) }
    for settings in try Self.elements("inputs", of: file, in: path, NetworkInput.keys) {
      let input = try NetworkInput(settings, among: names, in: path)
      try input.drive(in: &network)
      if let table = input.file { files.append(table) }
    }
    recorded = try (file.words("record", among: names) ?? names).compactMap(network.population)
    guard !isLasting || duration / window < Double(UInt32.max) else {
      throw RunError(
        .damaged,
        "\(file.place(of: "duration")): \(Text.number(duration)) s in windows of \(Text.number(window)) s are more than 2^32 − 1 windows. Lengthen the windows or the delays."
      )
    }
  }

  private static func populations(
    of file: NetworkSettings, in path: String
  ) throws(RunError) -> [(name: String, settings: NetworkSettings)] {
    let node = try file.node("populations")
    guard let mapping = node.mapping, !mapping.isEmpty else {
      throw RunError(
        .damaged,
        "\(file.place(of: "populations")): 'populations' has no populations. "
          + "Write one below it, such as `cells: {model: lif, …}`."
      )
    }
    var found: [(name: String, settings: NetworkSettings)] = []
    for (key, value) in mapping {
      let (name, place) = (key.string ?? "", ConfigurationFile.place(of: key, in: path))
      let model = try NetworkModel.chosen(value, population: name, at: place, in: path)
      found.append(
        (
          name,
          try NetworkSettings(
            value, of: "the population \(name)", at: place, in: path, keys: model.keys)
        ))
    }
    return found
  }

  /// The elements of a list of mappings.
  private static func elements(
    _ key: String, of file: NetworkSettings, in path: String, _ keys: [String]
  ) throws(RunError) -> [NetworkSettings] {
    guard file.has(key) else { return [] }
    guard let list = try file.node(key).sequence else {
      throw RunError(
        .damaged, "\(file.place(of: key)): '\(key)' must be a list. Begin each element with `- `.")
    }
    var found: [NetworkSettings] = []
    for (place, node) in list.enumerated() {
      let line = node.mark.map { "\(path), line \($0.line)" } ?? path
      found.append(
        try NetworkSettings(
          node, of: "\(key.dropLast()) \(place + 1)", at: line, in: path, keys: keys))
    }
    return found
  }

  private mutating func add(
    _ settings: NetworkSettings, named name: String,
    spikes: (_ path: String, _ selection: SpikeSelection) throws -> SpikeRaster
  ) throws {
    let model = try NetworkModel.chosen(settings)
    var replayed: SpikeRaster?
    if model == .replay {
      let path = Self.path(try settings.word("file"), beside: source)
      let part = settings.has("part") ? try settings.word("part") : nil
      replayed = try spikes(path, SpikeSelection(part: part))
      files.append(path)
    }
    let population = try Self.placed(settings.place) {
      try model.add(settings, named: name, replaying: replayed, to: &network)
    }
    if let values = try settings.has("drive") ? settings.numbers("drive") : nil {
      guard [1, population.neuronCount].contains(values.count) else {
        throw RunError(
          .damaged,
          "\(settings.place(of: "drive")): 'drive' has \(values.count) numbers for \(population). Give one, or one for each neuron."
        )
      }
      if let bad = values.first(where: { !$0.isFinite }) {
        throw RunError(
          .damaged,
          "\(settings.place(of: "drive")): \(bad) is not a valid drive. Use finite numbers.")
      }
      drives.append(
        (
          population,
          values.count == 1
            ? [Double](repeating: values[0], count: population.neuronCount) : values
        ))
    }
  }

  /// The path of a file that a description names, which lies beside it unless it says otherwise.
  static func path(_ name: String, beside source: String) -> String {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
    return URL(fileURLWithPath: name, relativeTo: folder).path
  }

  /// Names the place of what a network refuses.
  static func placed<Result>(_ place: String, _ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as NetworkError {
      throw RunError(.damaged, "\(place): \(error)")
    }
  }
}
