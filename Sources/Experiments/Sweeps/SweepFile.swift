// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
package import Runs
internal import Yams

/// What a sweep runs, from a YAML file.
package struct SweepFile {
  /// The folder for all cells, unless the command line gives another.
  package let output: String?
  /// How many cells run at once, unless the command line gives another number.
  package let workers: Int?
  /// What varies, in the order of the file.
  package let axes: [SweepAxis]
  private let source: String
  /// `train` or `sparse`, perhaps with a model and options.
  private let command: [String]
  private let settings: [String: JSONValue]

  private static let keys = ["output", "command", "settings", "grid", "workers"]

  /// Reads a file.
  ///
  /// - Throws: `FileError`, or ``RunError`` that names file, line and remedy.
  package init(path: String) throws {
    source = path
    var values: [String: (node: Node, place: String)] = [:]
    for (key, node) in try ConfigurationFile.mapping(FileReading.text(of: path), called: path) {
      let place = ConfigurationFile.place(of: key, in: path)
      values[try ConfigurationFile.name(key, among: Self.keys, at: place)] = (node, place)
    }
    output = try values["output"].map {
      try Self.text($0.node, "output", "the name of a folder", at: $0.place)
    }
    command =
      try values["command"].map {
        try Self.text($0.node, "command", "a command such as 'train poisson'", at: $0.place)
          .split(separator: " ").map(String.init)
      } ?? ["train"]
    guard let program = command.first, ["train", "sparse"].contains(program) else {
      throw RunError(
        .damaged,
        "\(values["command"]?.place ?? path): the command is '\(command.joined(separator: " "))'; "
          + "it must begin with train or sparse.")
    }
    workers = try values["workers"].map {
      let value = try ConfigurationFile.value(of: $0.node, called: "workers", at: $0.place)
      guard case .integer(let count)? = value, (1...4096).contains(count) else {
        throw RunError(
          .damaged, "\($0.place): workers is '\($0.node.string ?? "a list")'; it must be 1 to 4096."
        )
      }
      return count
    }
    // The settings of a sparse method are checked by its command line.
    let isTraining = program == "train"
    let names = isTraining ? RunConfiguration.fileKeys : nil
    let recipe = RunConfiguration(
      model: .poisson, data: .init(path: ""))
    if let (node, place) = values["settings"] {
      let file = try ConfigurationFile(
        Self.mapping(node, "settings", at: place), called: path, names: names)
      if isTraining { try file.check(against: recipe) }
      settings = file.settings
    } else {
      settings = [:]
    }
    guard let (node, place) = values["grid"] else {
      throw RunError(.damaged, "\(path) has no grid. Add one such as `grid: {seed: [1, 2, 3]}`.")
    }
    axes = try Self.axes(
      Self.mapping(node, "grid", at: place), in: path, names: names, beside: settings,
      against: isTraining ? recipe : nil)
    guard !axes.isEmpty else {
      throw RunError(
        .damaged, "\(place): the grid is empty. Write one such as `grid: {seed: [1, 2, 3]}`.")
    }
    if isTraining { try requireReach() }
    let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
    guard count <= 100_000 else {
      throw RunError(
        .damaged,
        "\(place): the grid has \(Text.number(count)) cells; the most is 100000. Remove some values."
      )
    }
    guard !hasModel || settings["model"] == nil && !axes.contains(where: { $0.key == "model" })
    else {
      throw RunError(
        .damaged, "\(path): both the command and 'model' name a model. Keep only one of them.")
    }
  }

  /// Refuses to switch off what the command's configuration file switches on, because a command line cannot say "off".
  private func requireReach() throws {
    let paths = command.enumerated().compactMap { place, word -> String? in
      if word == "--config" { return place + 1 < command.count ? command[place + 1] : nil }
      return word.hasPrefix("--config=") ? String(word.dropFirst("--config=".count)) : nil
    }
    let files = try paths.map { ($0, try ConfigurationFile(path: $0).settings) }
    let asked = settings.map { ($0.key, [$0.value]) } + axes.map { ($0.key, $0.values) }
    for (key, values) in asked.sorted(by: { $0.0 < $1.0 }) {
      guard let off = values.first(where: { JSONValue.arguments(key, $0).isEmpty }),
        let (file, set) = files.first(where: { $0.1[key].map { $0 != off } ?? false })
      else { continue }
      throw RunError(
        .damaged,
        "\(source): '\(key)' is \(off.word) here and \(set[key].map(\.word) ?? "") in \(file), which a command "
          + "line cannot undo. Leave it out of \(file).")
    }
  }

  /// The axes of a grid, with values of the right type where a recipe determines it.
  private static func axes(
    _ grid: Node.Mapping, in source: String, names: [String]?, beside settings: [String: JSONValue],
    against recipe: RunConfiguration?
  ) throws -> [SweepAxis] {
    var axes: [SweepAxis] = []
    for (key, node) in grid {
      let place = ConfigurationFile.place(of: key, in: source)
      let name = try ConfigurationFile.name(key, among: names, at: place)
      guard settings[name] == nil, !axes.contains(where: { $0.key == name }) else {
        throw RunError(.damaged, "\(place): '\(name)' is set twice. Keep only one of them.")
      }
      let axis = try SweepAxis(name, node, at: place)
      for value in axis.values {
        do {
          _ = try recipe?.changed([name: value])
          _ = try TrainingLength(in: [name: value])
        } catch let error as RunError {
          throw RunError(error.kind, "\(place): \(error)")
        }
      }
      axes.append(axis)
    }
    return axes
  }

  private var hasModel: Bool { command.count > 1 && !command[1].hasPrefix("-") }

  /// All cells; the last axis varies fastest.
  package func cells(in output: String) throws(RunError) -> [SweepCell] {
    var points: [[JSONValue]] = [[]]
    for axis in axes { points = points.flatMap { point in axis.values.map { point + [$0] } } }
    var cells: [SweepCell] = []
    for point in points {
      let grid = Dictionary(uniqueKeysWithValues: zip(axes.map(\.key), point))
      let name = Sweep.name(of: zip(axes, point).map { ($0.key, $1) })
      let folder = "\(output)/\(name)"
      cells.append(
        SweepCell(
          name: name, folder: folder,
          arguments: try arguments(settings.merging(grid) { $1 }) + ["-o", folder], values: point))
    }
    return cells
  }

  private func arguments(_ settings: [String: JSONValue]) throws(RunError) -> [String] {
    var words = command
    if !hasModel {
      guard let model = settings["model"] else {
        throw RunError(
          .damaged,
          "\(source) does not name a model. Write `command: train poisson`, or a grid of 'model'.")
      }
      let models =
        command[0] == "train"
        ? ModelFamily.allCases.map(\.rawValue) : SparseAlgorithm.allCases.map(\.rawValue)
      guard models.contains(model.word) else {
        throw RunError(
          .damaged,
          "\(source): `\(command[0])` has no model \(model.text). Choose one of "
            + "\(models.joined(separator: ", ")).")
      }
      words.insert(model.word, at: 1)
    }
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) where key != "model" {
      words += JSONValue.arguments(key, value)
    }
    return words
  }

  private static func text(
    _ node: Node, _ key: String, _ meaning: String, at place: String
  ) throws(RunError) -> String {
    guard let text = node.string, !text.isEmpty else {
      throw RunError(.damaged, "\(place): '\(key)' must be \(meaning).")
    }
    return text
  }

  private static func mapping(
    _ node: Node, _ key: String, at place: String
  ) throws(RunError) -> Node.Mapping {
    guard let mapping = node.mapping else {
      throw RunError(
        .damaged, "\(place): '\(key)' must hold settings, such as `\(key): {seed: 1}`.")
    }
    return mapping
  }
}
