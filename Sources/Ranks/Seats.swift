// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Where the ranks sit: their hosts, and the processors that each may use.
public struct Seats: Sendable, Equatable {
  /// The host of each rank.
  public let hosts: [String]
  /// The processors each rank may use, by their numbers.
  public let processors: [[Int]]
  private let rank: Int

  /// Asks all ranks.
  ///
  /// - Throws: ``RankError``.
  public init(of ranks: any Ranks) throws(RankError) {
    let own = "\(RankFingerprint.host) \(Self.allowed.map(String.init).joined(separator: ","))"
    let all = try ranks.gatherAll(own, tag: "hosts").map { $0.split(separator: " ") }
    self.init(
      hosts: all.map { String($0[0]) },
      processors: all.map {
        $0.dropFirst().first?.split(separator: ",").compactMap { Int($0) } ?? []
      },
      rank: ranks.rank)
  }

  package init(hosts: [String], processors: [[Int]], rank: Int) {
    (self.hosts, self.processors, self.rank) = (hosts, processors, rank)
  }

  /// How many threads this rank should use: its processors, divided among the ranks of its host that may use the same.
  public var threads: Int {
    let sharing = hosts.indices.filter {
      hosts[$0] == hosts[rank] && !Set(processors[$0]).isDisjoint(with: processors[rank])
    }
    return max(1, processors[rank].count / max(1, sharing.count))
  }

  /// A warning about more threads than this rank has processors; nil when there are enough.
  public func warning(threads: Int) -> String? {
    guard threads > processors[rank].count else { return nil }
    return
      "\(threads) threads share \(processors[rank].count) processors of \(hosts[rank]). If the "
      + "launcher binds processes to cores, turn that off with `mpirun --bind-to none`, or use "
      + "fewer --threads."
  }

  /// How many hosts there are.
  public var hostCount: Int { Set(hosts).count }

  private static var allowed: [Int] {
    // A launcher may bind a process to a few processors.
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    if let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed_list:") })
    {
      let numbers = line.dropFirst(18).split { !$0.isNumber && $0 != "-" }.flatMap { run in
        let ends = run.split(separator: "-").compactMap { Int($0) }
        return ends.isEmpty ? [] : Array(ends[0]...(ends.last ?? ends[0]))
      }
      if !numbers.isEmpty { return numbers }
    }
    return Array(0..<ProcessInfo.processInfo.activeProcessorCount)
  }
}
