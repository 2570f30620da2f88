// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Runs
internal import SpikeFormats

/// A folder as the DANDI archive wants one: a folder a subject, a file a session.
///
/// ```
/// dandiset.yaml
/// sub-interspike-model/sub-interspike-model_ses-<session>.nwb
/// ```
/// ```swift
/// let path = try Dandiset(folder: "000123").place("rest.nwb")
/// ```
public struct Dandiset: Sendable {
  private let folder: String

  /// The dandiset in a folder, which need not exist.
  public init(folder: String) { self.folder = folder }

  /// Where a session's file belongs, its name being that of the session; makes the folders that lead there.
  ///
  /// A folder without `dandiset.yaml` gets one without a number, which `dandi validate` takes and the archive replaces.
  ///
  /// - Throws: `RunError` for a name that is not `.nwb` or cannot be that of a session, `FileError` for folders that
  ///   cannot be made.
  public func place(_ name: String) throws -> String {
    guard let match = name.wholeMatch(of: /([A-Za-z0-9-]+)\.nwb/) else {
      throw RunError(
        .settings,
        "\(name) cannot name a session of a dandiset. Give a name without folders, of "
          + "letters, digits and hyphens, that ends in .nwb, such as rest-1.nwb."
      )
    }
    let subject = "sub-" + NWBSubject().identifier
    let inside = "\(folder)/\(subject)"
    try FileReading.createFolder(inside)
    let description = "\(folder)/dandiset.yaml"
    if !FileManager.default.fileExists(atPath: description) {
      try AtomicFile.write(
        "# Put the dandiset's own file here: dandi download --download dandiset.yaml DANDI:<its number>\n"
          + "identifier: '000000'\n", to: description)
    }
    return "\(inside)/\(subject)_ses-\(match.1).nwb"
  }
}
