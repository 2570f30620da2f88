// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Randomness
internal import Runs
internal import SpikeFormats
internal import Tensors

/// What `interspike --version` says: all that a report of a mistake should name.
package enum ProgramDescription {
  /// The version alone on the first line, then where the program comes from and what it runs on.
  ///
  /// - Parameter commit: the commit it was built from; nil when nobody knows.
  package static func text(commit: String?) -> String {
    let libraries = [
      "GSL \(GSLLibrary.version)", "oneDNN \(OneDNNLibrary.version)", "HDF5 \(HDF5Library.version)",
    ]
    return ProgramVersion.current + "\n"
      + Text.table([
        (name: "commit", value: commit ?? "unknown, not built in a checkout"),
        (name: "random streams", value: "version \(SeedSequence.streamVersion)"),
        (name: "libraries", value: libraries.joined(separator: ", ")),
      ])
  }
}
