// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Randomness
package import Ranks
internal import Tensors

extension RunSettings {
  /// Compares what decides the bits of a training on all ranks: the program, the processors, the files and the settings.
  ///
  /// - Parameter step: from which training begins.
  func requireAgreement(of ranks: any Ranks, at step: Int) throws {
    guard ranks.count > 1 else { return }
    var fingerprint = RankFingerprint.ofProgram
    for file in [data, heldOut].compactMap(\.self) {
      let name = file.path.split(separator: "/").last ?? "file"
      fingerprint.add(
        "reads a different \(name) than", "sha256 \(file.sha256)",
        "Copy the file, or use one that all hosts see.", kind: .differentData)
    }
    fingerprint.add(
      "has different settings than",
      "sha256 \(SHA256.sum(of: Array(try JSONText.encode(withFileNames).utf8)))",
      "Start all ranks with the same command.", kind: .differentData)
    fingerprint.add(
      "begins at a different step than", "\(step)",
      "All ranks must see the same run folder.", kind: .differentData)
    try fingerprint.agree(among: ranks, tag: "the beginning")
  }
}

extension RankFingerprint {
  /// The program and the processor.
  package static var ofProgram: RankFingerprint {
    var fingerprint = RankFingerprint()
    fingerprint.add(
      "runs a different interspike than", ProgramVersion.current,
      "Install the same version on all hosts.", kind: .differentPrograms)
    fingerprint.add(
      "draws different random numbers than", "streams of version \(SeedSequence.streamVersion)",
      "Install the same version on all hosts.", kind: .differentPrograms)
    fingerprint.add(
      "multiplies matrices with different instructions than", MatrixInstructions.name,
      "Their sums round differently. Use hosts of one kind, or set ONEDNN_MAX_CPU_ISA to what "
        + "all support.",
      kind: .differentPrograms)
    return fingerprint
  }
}

extension RankSurvey {
  /// A survey of ranks that run the same program on processors of one kind.
  ///
  /// - Throws: `RankError` when they do not.
  package init(agreeing ranks: any Ranks) throws(RankError) {
    try RankFingerprint.ofProgram.agree(among: ranks, tag: "the beginning")
    try self.init(of: ranks)
  }
}
