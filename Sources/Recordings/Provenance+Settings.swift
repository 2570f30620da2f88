// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Randomness
internal import Runs
package import SpikeFormats

extension Provenance {
  /// What this version of the program made from a seed, with all settings as JSON.
  package init(_ seed: SeedSequence, _ settings: some Encodable) throws {
    try self.init(
      programVersion: ProgramVersion.current, seed: seed.seed, stream: seed.stream,
      streamVersion: SeedSequence.streamVersion, configuration: JSONText.encode(settings))
  }
}
