// SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Networks
import Ranks
import SpikeTrains
import Synchronization

/// One rank of many that run a balanced network, alone: `Benchmarks rehearse --rank 5 --of 1024`.
///
/// The other ranks' neurons fire at random. Time that it takes to make up their spikes is left out; the wire is not in it.
struct Rehearse: ParsableCommand {
  @Option var rank = 0
  @Option var of = 1
  @Option(help: "Neurons, of which a fifth inhibit.") var neurons = 1_000_000
  @Option(help: "Synapses of a neuron.") var synapses = 10_000
  @Option(help: "How often neurons of other ranks fire.") var hertz = 43.0
  @Flag(help: "Draw the targets of a neuron whenever it fires.") var procedural = false
  @Option var windows = 20
  @Option var threads = 1

  func run() throws {
    let began = ContinuousClock.now
    let network = try network()
    let ranks = TimedRanks(
      of == 1
        ? LocalRanks()
        : RehearsedRanks(rank: rank, of: of, in: network, hertz: [hertz, hertz], seed: 1))
    var run = try network.run(seed: 7, threads: threads, ranks: ranks)
    let built = began.duration(to: .now) / .seconds(1)
    var times: [Double] = []
    var (spikes, own) = (0, 0)
    let share = ranks.share(of: network.populations[0].neuronCount)
    for _ in 0..<windows {
      let (start, others) = (ContinuousClock.now, ranks.seconds)
      guard let slice = try run.next() else { break }
      times.append(start.duration(to: .now) / .seconds(1) - (ranks.seconds - others))
      spikes += slice.spikes.reduce(0) { $0 + $1.count }
      own += slice.spikes[0].count { share.contains($0.neuron) }
    }
    // What was fired before the first window is nothing: its delivery is not one of a network that runs.
    let sorted = times.dropFirst(2).sorted()
    print(
      String(
        format:
          "%d of %d: built in %.1f s, synapses %.0f MB, peak %.0f MB; a window %.1f ms (%.1f to %.1f), "
          + "%d spikes each", rank, of, built, Double(run.synapseByteCount) / 1e6, Self.peak / 1e6,
        1e3 * sorted[sorted.count / 2], 1e3 * sorted[0], 1e3 * sorted[sorted.count - 1],
        spikes / times.count),
      "own excitatory spikes: \(own)")
  }

  private func network() throws -> Network {
    var network = try Network(windowDuration: 0.0015)
    let count = (excitatory: neurons * 4 / 5, inhibitory: neurons - neurons * 4 / 5)
    func cells(_ count: Int) throws -> LeakyIntegrateAndFire {
      try LeakyIntegrateAndFire(
        neurons: count, membraneTimeConstant: 0.02, threshold: 20, reset: 10,
        refractoryTime: 0.002, initialPotentials: .uniform(0...20))
    }
    let populations = [
      try network.add(cells(count.excitatory), named: "excitatory"),
      try network.add(cells(count.inhibitory), named: "inhibitory"),
    ]
    let weight = 0.1 * 1000 / Double(synapses)
    for target in populations {
      try network.drive(target, with: PoissonInput(hertz: 20_000, weight: 0.1))
      for (source, share, factor) in [(0, 0.8, 1.0), (1, 0.2, -5.0)] {
        let degree = Int(share * Double(synapses))
        let rule: ConnectionRule =
          procedural
          ? .proceduralOutDegree(synapses * target.neuronCount / neurons) : .fixedInDegree(degree)
        // A projection that is stored has at most 2³² synapses.
        let parts = procedural ? 1 : 1 + degree * target.neuronCount / 4_000_000_000
        for _ in 0..<parts {
          try network.connect(
            populations[source], to: target,
            procedural ? rule : .fixedInDegree(degree / parts),
            weights: .constant(factor * weight), delays: .constant(0.0015))
        }
      }
    }
    return network
  }

  /// The most memory this process had, in bytes.
  private static var peak: Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return 1024 * (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0)
  }
}

/// Ranks with a clock of what happens inside.
private final class TimedRanks: Ranks {
  let ranks: any Ranks
  private let spent = Mutex(0.0)

  init(_ ranks: any Ranks) { self.ranks = ranks }

  var rank: Int { ranks.rank }
  var count: Int { ranks.count }
  var heardWish: Int32 { ranks.heardWish }
  var seconds: Double { spent.withLock { $0 } }

  func gatherAll(_ bytes: [UInt8], tag: String) throws(RankError) -> [[UInt8]] {
    let start = ContinuousClock.now
    defer { spent.withLock { $0 += start.duration(to: .now) / .seconds(1) } }
    return try ranks.gatherAll(bytes, tag: tag)
  }

  func exchange(_ bytes: [[UInt8]], tag: String) throws(RankError) -> [[UInt8]] {
    try ranks.exchange(bytes, tag: tag)
  }

  func send(_ bytes: [UInt8], to other: Int, tag: String) throws(RankError) {
    try ranks.send(bytes, to: other, tag: tag)
  }

  func receive(from other: Int, tag: String) throws(RankError) -> [UInt8] {
    try ranks.receive(from: other, tag: tag)
  }
}
