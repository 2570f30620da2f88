// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// Something that reads files, and how to make valid ones for it.
struct FuzzedReader: Sendable {
  /// How the command line calls it.
  let name: String
  /// Writes valid files into a folder.
  let writeSeeds: @Sendable (_ folder: String) throws -> Void
  /// Reads a file; throws whatever the reader throws.
  let read: @Sendable (_ path: String) throws -> Void
  /// Makes the checksum of a damaged file right, so that what lies behind it is read; half the mutants are given it.
  var repair: (@Sendable (_ bytes: [UInt8]) -> [UInt8])?

  /// A damaged file.
  func mutant(_ run: Int, seed: UInt64, of seeds: [[UInt8]]) -> [UInt8] {
    var mutator = Mutator(seed: seed, reader: name, run: run)
    let bytes = mutator.mutant(of: seeds)
    return run.isMultiple(of: 2) ? repair?(bytes) ?? bytes : bytes
  }

  /// All readers, those in this process first.
  static let all =
    [
      safetensors, checkpoint, publishedState, npy, spikeNPY, idx, csv, y4m, streamState,
      networkState,
    ] + programReaders + runReaders

  /// Readers that misbehave, by which the tool is checked.
  static let controls = [controlTrap, controlMemory, controlHang, controlRefusal]

  private static let controlSeeds: @Sendable (String) throws -> Void = {
    try AtomicFile.write("valid", to: "\($0)/seed")
  }

  private static func isDamaged(_ path: String) -> Bool {
    (try? FileReading.text(of: path)) != "valid"
  }

  private static let controlTrap = FuzzedReader(name: "control-trap", writeSeeds: controlSeeds) {
    precondition(!isDamaged($0), "the control traps")
  }

  private static let controlMemory = FuzzedReader(
    name: "control-memory", writeSeeds: controlSeeds
  ) {
    guard isDamaged($0) else { return }
    let hoard = [UInt8](repeating: 1, count: 5 << 29)
    precondition(hoard.contains(1), "the control has its memory")
  }

  private static let controlHang = FuzzedReader(name: "control-hang", writeSeeds: controlSeeds) {
    while isDamaged($0) {}
  }

  private struct Refused: Error {}

  private static let controlRefusal = FuzzedReader(
    name: "control-refusal", writeSeeds: controlSeeds
  ) {
    if isDamaged($0) { throw Refused() }
  }
}
