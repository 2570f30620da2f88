// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles

extension RunConfiguration {
  package var command: String { "train" }

  /// The arguments of `interspike` that ask for these settings: what differs from the recipe of the family.
  package var commandLine: [String] {
    let recipe = RunConfiguration(model: model, data: data)
    return ["train", model.rawValue]
      + differences(from: recipe, files: ["data", "held_out", "initial"])
  }
}

extension SparseConfiguration {
  package var command: String { "sparse" }

  /// The arguments of `interspike` that ask for these settings.
  package var commandLine: [String] {
    let recipe = SparseConfiguration(SparseSettings(algorithm: model), data: data)
    return ["sparse", model.rawValue] + differences(from: recipe, files: ["data", "held_out"])
  }
}

extension RunSettings {
  /// Options for the settings that differ from a recipe, sorted by name; files last.
  fileprivate func differences(from recipe: Self, files: [String]) -> [String] {
    let (own, usual) = (values, recipe.values)
    let words = own.keys.filter { !files.contains($0) && own[$0] != usual[$0] }.sorted().flatMap {
      JSONValue.arguments($0, own[$0] ?? .null)
    }
    return words
      + files.flatMap { file -> [String] in
        guard case .object(let identity)? = own[file], let path = identity["path"] else {
          return []
        }
        return JSONValue.arguments(file, path)
      }
  }

  /// All settings by their names in files, with those of inference at the same level as the others.
  private var values: [String: JSONValue] {
    guard let text = try? JSONText.encode(self),
      case .object(var values)? = try? JSONText.decode(JSONValue.self, from: text)
    else { return [:] }
    if case .object(let inner)? = values.removeValue(forKey: "inference") {
      for (name, value) in inner where name != "algorithm" { values[name] = value }
    }
    return values
  }
}

extension JSONValue {
  /// A value as written on a command line; whole numbers have no decimal point.
  package var word: String {
    switch self {
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .text(let word): word
    default: text
    }
  }

  /// A setting as arguments; empty for a flag that is off.
  package static func arguments(_ name: String, _ value: JSONValue) -> [String] {
    let option = "--" + name.map { $0 == "_" ? "-" : String($0) }.joined()
    switch (name, value) {
    case ("objective", .text("sampled")), ("thresholding", .text("soft")),
      ("sign", .text("non-negative")), (_, .null), (_, .truth(false)):
      return []
    case ("objective", .text("exact")): return ["--exact"]
    case ("thresholding", _): return ["--hard"]
    case ("sign", _): return ["--signed"]
    case (_, .truth(true)): return [option]
    default:
      return value.word.hasPrefix("-") ? ["\(option)=\(value.word)"] : [option, value.word]
    }
  }
}
