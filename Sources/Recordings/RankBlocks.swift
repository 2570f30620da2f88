// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Ranks
internal import Runs
internal import SpikeTrains
internal import Tensors

/// Blocks of neurons that several ranks draw, each on its threads, and rank 0 takes in their order.
struct RankBlocks {
  private let neurons: Int
  private let block: Int
  /// How many blocks each rank draws in a round: as many as it has threads.
  private let shares: [Int]
  private let ranks: any Ranks

  /// Agrees with the other ranks.
  ///
  /// - Parameter description: everything that decides the spikes, which must be the same on all ranks.
  init(
    of neurons: Int, block: Int, threads: Int, among ranks: any Ranks,
    describing description: @autoclosure () -> String
  ) throws(RankError) {
    (self.neurons, self.block, self.ranks) = (neurons, block, ranks)
    guard ranks.count > 1 else {
      shares = [threads]
      return
    }
    var fingerprint = RankFingerprint.ofProgram
    fingerprint.add(
      "has different settings or data than", "sha256 \(SHA256.sum(of: Array(description().utf8)))",
      "Start all ranks with the same command and files.", kind: .differentData)
    try fingerprint.agree(among: ranks, tag: "the beginning")
    shares = try ranks.gatherAll([threads], tag: "threads").flatMap { $0 }
  }

  /// Draws all blocks.
  ///
  /// - Parameters:
  ///   - visit: told how many neurons are drawn, before each round and at the end.
  ///   - drawing: draws some neurons.
  ///   - take: receives the spikes of each block, in order, on rank 0.
  func draw(
    _ visit: (_ done: Int) throws -> Void,
    _ drawing: @Sendable (_ neurons: Range<Int>) throws -> SpikeRaster,
    _ take: (SpikeRaster) throws -> Void
  ) throws {
    let round = shares.reduce(0, +) * block
    for start in stride(from: 0, to: neurons, by: round) {
      // Rounds begin together, so that a signal stops all ranks before the same one.
      if ranks.count > 1 { try ranks.barrier(tag: "neurons from \(start)") }
      try visit(start)
      var first = start
      for (rank, share) in shares.enumerated() {
        let own = first..<min(first + share * block, neurons)
        first = own.upperBound
        guard rank == ranks.rank || ranks.isLead, !own.isEmpty else { continue }
        if rank == ranks.rank {
          try deliver(own, threads: share, drawing, take)
        } else {
          for range in blocks(of: own) { try take(try receive(range, from: rank)) }
        }
      }
    }
    try visit(neurons)
  }

  private func deliver(
    _ own: Range<Int>, threads: Int, _ drawing: @Sendable (Range<Int>) throws -> SpikeRaster,
    _ take: (SpikeRaster) throws -> Void
  ) throws {
    let ranges = blocks(of: own)
    let rasters = try inParallel(count: ranges.count, threads: threads) { try drawing(ranges[$0]) }
    for (range, raster) in zip(ranges, rasters) {
      if ranks.isLead {
        try take(raster)
      } else {
        let interval = [raster.interval.lowerBound, raster.interval.upperBound]
        let tag = Self.tag(range)
        try ranks.send(raster.offsets.map(Int64.init), to: 0, tag: tag)
        try ranks.send(interval + raster.times, to: 0, tag: tag)
      }
    }
  }

  private func receive(_ range: Range<Int>, from rank: Int) throws(RankError) -> SpikeRaster {
    let offsets: [Int64] = try ranks.receive(from: rank, tag: Self.tag(range))
    let times: [Double] = try ranks.receive(from: rank, tag: Self.tag(range))
    return SpikeRaster(
      drawnTimes: Array(times.dropFirst(2)), offsets: offsets.map(Int.init),
      interval: times[0]..<times[1])
  }

  private static func tag(_ range: Range<Int>) -> String {
    "the spikes of neurons \(range.lowerBound) to \(range.upperBound - 1)"
  }

  private func blocks(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: block).map {
      $0..<min($0 + block, range.upperBound)
    }
  }
}
