// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
package import Runs

/// One run of a sweep file, as a command line.
package struct SweepCell: Sendable {
  /// Its name in messages.
  package let name: String
  /// The folder of the run.
  package let folder: String
  /// `train MODEL …` or `sparse METHOD …` with `-o FOLDER`, without the program's name.
  package let arguments: [String]
  /// Its value on every axis.
  package let values: [JSONValue]

  /// The files its command line reads.
  package var inputs: [String] {
    arguments.indices.flatMap { place in
      ["--data", "--held-out", "--initial", "--config"].compactMap { option in
        let word = arguments[place]
        if word == option { return place + 1 < arguments.count ? arguments[place + 1] : nil }
        return word.hasPrefix("\(option)=") ? String(word.dropFirst(option.count + 1)) : nil
      }
    }
  }

  /// Refuses cells that share a folder.
  package static func requireApart(_ cells: [SweepCell]) throws(RunError) {
    var folders: [String: String] = [:]
    for cell in cells {
      guard let other = folders.updateValue(cell.name, forKey: cell.folder) else { continue }
      throw RunError(
        .settings,
        "the cells '\(other)' and '\(cell.name)' share the folder \(cell.folder). Name their "
          + "values so that they differ in letters or digits.")
    }
  }
}
