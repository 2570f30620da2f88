// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Networks
internal import Randomness
internal import Ranks
internal import Runs
internal import SpikeFormats

extension NetworkSimulation {
  /// Compares what decides the spikes on all ranks: the program, the network and the seed.
  func requireAgreement(of ranks: any Ranks, seed: SeedSequence) throws {
    guard ranks.count > 1 else { return }
    var fingerprint = RankFingerprint.ofProgram
    let settings = try "\(Provenance(seed, settings)) \(network.fingerprint)"
    fingerprint.add(
      "has a different network or seed than", "sha256 \(SHA256.sum(of: Array(settings.utf8)))",
      "Start all ranks with the same command and files.", kind: .differentData)
    try fingerprint.agree(among: ranks, tag: "the beginning")
  }
}

extension NetworkState? {
  /// The state of rank 0, on all ranks.
  func shared(among ranks: any Ranks, called path: String) throws -> NetworkState? {
    guard ranks.count > 1 else { return self }
    let bytes = try ranks.broadcast(try self?.bytes ?? [], tag: "the checkpoint")
    return try self ?? NetworkState(bytes: bytes, called: path)
  }
}
