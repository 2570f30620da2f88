// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
internal import Foundation
package import Yams

/// Training settings from a YAML file, and hence also from JSON.
///
/// Keys are the options of the command line with underscores. An unknown key is refused with a hint at the
/// nearest valid one.
package struct ConfigurationFile {
  /// The settings by key.
  package let settings: [String: JSONValue]
  /// Where each setting is, in file order, so that errors can name its line.
  private let places: [(key: String, place: String)]

  /// Reads a file.
  ///
  /// - Throws: `FileError`, or ``RunError`` that names the key and the remedy.
  package init(path: String) throws {
    let text = try FileReading.text(of: path)
    try self.init(text: text, called: path)
  }

  /// Reads a text; errors call it `source`.
  package init(text: String, called source: String) throws(RunError) {
    try self.init(try Self.mapping(text, called: source), called: source)
  }

  /// Takes settings from a part of a file; without `names`, any key is accepted.
  package init(
    _ mapping: Node.Mapping, called source: String,
    names: [String]? = RunConfiguration.fileKeys
  ) throws(RunError) {
    var found: [String: JSONValue] = [:]
    var places: [(key: String, place: String)] = []
    for (key, value) in mapping {
      let place = Self.place(of: key, in: source)
      let name = try Self.name(key, among: names, at: place)
      guard found[name] == nil else {
        throw RunError(.damaged, "\(place): '\(name)' is set twice. Keep only one of them.")
      }
      guard let scalar = try Self.value(of: value, called: name, at: place) else {
        throw RunError(.damaged, "\(place): '\(name)' is a list or a mapping; give one value.")
      }
      found[name] = scalar
      places.append((name, place))
    }
    settings = found
    self.places = places
  }

  /// The keys and values of a text.
  package static func mapping(_ text: String, called source: String) throws(RunError)
    -> Node.Mapping
  {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw RunError(
        .damaged, "\(source) is not valid YAML: \(firstLine("\(error)")) Fix that line.")
    }
    guard let node else { return [:] }
    guard let mapping = node.mapping else {
      throw RunError(
        .damaged, "\(source) is not a list of settings. Write one `name: value` per line.")
    }
    return mapping
  }

  /// The position of a key, for error messages.
  package static func place(of key: Node, in source: String) -> String {
    source + (key.mark.map { ", line \($0.line)" } ?? "")
  }

  /// The name of a key, which must be a known one if the known ones are given.
  package static func name(
    _ key: Node, among names: [String]?, at place: String
  ) throws(RunError) -> String {
    let name = key.string ?? ""
    guard let names else { return name }
    guard names.contains(name) else {
      throw RunError(
        .damaged,
        "\(place): the setting '\(name)' does not exist.\(remedy(for: name, among: names))")
    }
    return name
  }

  /// Refuses the first value of the wrong type for its setting, naming its line.
  package func check(against recipe: RunConfiguration) throws {
    for (key, place) in places {
      guard let value = settings[key] else { continue }
      do {
        _ = try recipe.changed([key: value])
        _ = try TrainingLength(in: [key: value])
      } catch let error as RunError {
        throw RunError(error.kind, "\(place): \(error)")
      }
    }
  }

  /// The settings in a file, if any, with values of the right type; a file for another model is refused.
  package static func settings(
    _ path: String?, for family: ModelFamily
  ) throws -> [String: JSONValue] {
    guard let path else { return [:] }
    let file = try ConfigurationFile(path: path)
    try file.check(against: RunConfiguration(model: family, data: .init(path: "")))
    if let model = file.settings["model"], model != .text(family.rawValue) {
      throw RunError(
        .settings,
        "\(path) is for the model \(model.text), but this is `train "
          + "\(family.rawValue)`. Use the command for that model.")
    }
    return file.settings
  }

  /// A single value; nil for a list or a mapping.
  ///
  /// - Throws: ``RunError`` for an unquoted word that versions of YAML read differently.
  package static func value(
    of node: Node, called name: String, at place: String
  ) throws(RunError) -> JSONValue? {
    guard let scalar = node.scalar else { return nil }
    if scalar.style == .plain, let fault = PlainScalar.fault(scalar.string) {
      throw RunError(.damaged, "\(place): '\(name)' \(fault)")
    }
    if let truth = node.bool { return .truth(truth) }
    if let integer = node.int { return .integer(integer) }
    if let natural = node.string.flatMap({ UInt64($0) }) { return .naturalNumber(natural) }
    if let number = node.float { return .number(number) }
    if node.null != nil { return .null }
    return node.string.map { .text($0) }
  }

  private static func firstLine(_ text: String) -> String {
    text.split(separator: "\n").prefix(2).map { $0.drop(while: \.isWhitespace) }
      .joined(separator: " ").trimmingCharacters(in: [":", " "]) + "."
  }

  private static func remedy(for name: String, among names: [String]) -> String {
    guard let nearest = NearestName.nearest(to: name, among: names) else {
      return names.count < 10
        ? " Choose one of \(names.joined(separator: ", "))."
        : " `interspike train MODEL --help` lists the settings of a model."
    }
    return " Did you mean '\(nearest)'?"
  }
}
