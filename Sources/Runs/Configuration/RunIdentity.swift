// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
package import Learning

extension RunConfiguration: RunSettings {
  package func requireSize(of heldOut: StimulusFile.Identity) throws(RunError) {
    try heldOut.requirePixels(pixels, orWindowsOf: data.pixels, of: "the model")
  }

  package func changingPaths(_ change: (String) -> String) -> RunConfiguration {
    var changed = self
    changed.data.path = change(data.path)
    if let heldOut { changed.heldOut?.path = change(heldOut.path) }
    if let initial { changed.initial?.path = change(initial.path) }
    return changed
  }
}

extension RunSettings {
  /// The same settings with absolute paths.
  package var withAbsolutePaths: Self {
    let folder = FileManager.default.currentDirectoryPath
    return changingPaths { path in
      if path.hasPrefix("/") { return path }
      let name = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
      return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
  }

  /// The same settings with file names instead of paths, for results: their bytes must not depend on
  /// the folder someone works in.
  package var withFileNames: Self {
    changingPaths { URL(fileURLWithPath: $0).lastPathComponent }
  }

  /// Throws when a checkpoint comes from a training run that these settings do not describe.
  ///
  /// Steps, paths, reporting intervals and the version of the program may differ.
  package func require(_ checkpoint: Checkpoint, at path: String, agreesWith ownPath: String) throws
  {
    guard let other = try? Self(stored: checkpoint.configuration)
    else {
      throw RunError(
        .damaged,
        "\(path) does not hold its configuration. Restore it from a copy, or start a new run "
          + "from its weights with \(setting: "initial").")
    }
    func refuse(_ field: String, _ own: String, _ its: String) -> RunError {
      RunError(
        .damaged,
        "\(ownPath) says \(field) is \(own), but \(path) was trained with \(its). "
          + "One of them was changed or belongs to another run; restore it from a copy.")
    }
    guard checkpoint.seed == seed else {
      throw refuse("seed", "\(seed)", "\(checkpoint.seed)")
    }
    let (own, its) = (try decisive(), try other.decisive())
    for field in Set(own.keys).union(its.keys).sorted() where own[field] != its[field] {
      throw refuse(field, own[field] ?? "missing", its[field] ?? "none")
    }
  }

  /// The settings that decide the course of a training run, by their names in `config.json`.
  package func decisive() throws -> [String: String] {
    let text = try JSONText.encode(changingPaths { _ in "" })
    let object = try JSONSerialization.jsonObject(with: Foundation.Data(text.utf8))
    var fields: [String: String] = [:]
    for (name, value) in object as? [String: Any] ?? [:] {
      guard let inner = value as? [String: Any] else {
        fields[name] = "\(value)"
        continue
      }
      for (part, value) in inner { fields["\(name).\(part)"] = "\(value)" }
    }
    for free in [
      "steps", "evaluate_every", "checkpoint_every", "keep", "keep_best", "program",
      "program_version",
    ] {
      fields[free] = nil
    }
    return fields
  }
}
