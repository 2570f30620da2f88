// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles

/// The files that training reads.
package struct TrainingFiles {
  package let data: String
  package let heldOut: String?
  package let initial: String?

  /// The files a command line names or, where it does not, a configuration file.
  package init(
    in file: [String: JSONValue], data: String?, heldOut: String?, initial: String?
  ) throws(RunError) {
    func path(_ key: String, _ option: String?) throws(RunError) -> String? {
      if let option { return option }
      guard let value = file[key], value != .null else { return nil }
      guard case .text(let path) = value else {
        throw RunError(
          .settings, "'\(key)' is \(value.text); it must be a file name. Put it in quotes.")
      }
      return path
    }
    guard let data = try path("data", data) else {
      throw RunError(
        .settings, "the training data are missing. Give them with \(setting: "data").")
    }
    self.data = data
    (self.heldOut, self.initial) = (try path("held_out", heldOut), try path("initial", initial))
  }
}
