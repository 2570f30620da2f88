// SPDX-License-Identifier: GPL-3.0-or-later

/// What to know about a job before one works in it: where its ranks sit and how fast they exchange bytes.
public struct RankSurvey: Sendable, Codable, Equatable {
  /// How long an exchange takes.
  public struct Exchange: Sendable, Codable, Equatable {
    /// The bytes that each rank gives all others.
    public let bytes: Int
    /// The median time of a `gatherAll`, in seconds, on rank 0.
    public let seconds: Double
  }

  /// The library of MPI; nil for one process.
  public let library: String?
  /// Its file; nil for one process.
  public let file: String?
  /// The host of each rank.
  public let hosts: [String]
  /// How many processors each rank may use.
  public let processors: [Int]
  /// Exchanges of several sizes.
  public let exchanges: [Exchange]

  /// Measures; all ranks take part.
  ///
  /// - Parameters:
  ///   - ranks: whom to ask.
  ///   - repetitions: how often an exchange is measured, after as many that are not.
  /// - Throws: ``RankError``.
  public init(of ranks: any Ranks, repetitions: Int = 10) throws(RankError) {
    let seats = try Seats(of: ranks)
    let mpi = ranks as? MPIRanks
    (library, file) = (mpi?.version, mpi?.path)
    (hosts, processors) = (seats.hosts, seats.processors.map(\.count))
    var exchanges: [Exchange] = []
    for bytes in [0, 1 << 10, 1 << 18, 1 << 22] {
      let own = [UInt8](repeating: 1, count: bytes)
      var times: [Double] = []
      for turn in 0..<2 * repetitions {
        let began = ContinuousClock.now
        _ = try ranks.gatherAll(own, tag: "survey of \(bytes) bytes")
        if turn >= repetitions { times.append(began.duration(to: .now) / .seconds(1)) }
      }
      exchanges.append(Exchange(bytes: bytes, seconds: times.sorted()[times.count / 2]))
    }
    self.exchanges = exchanges
  }

  /// For people, as rows of names and values.
  public var rows: [(name: String, value: String)] {
    let byHost = Dictionary(grouping: hosts.indices) { hosts[$0] }.sorted {
      $0.value[0] < $1.value[0]
    }
    var rows = [
      ("library", library.map { "\($0), \(file ?? "")" } ?? "none; one process"),
      ("ranks", "\(hosts.count)"),
    ]
    for (host, ranks) in byHost {
      let cores = ranks.map { "\(processors[$0])" }.joined(separator: ", ")
      rows.append(("on \(host)", "ranks \(Self.ranges(ranks)), which may use \(cores) processors"))
    }
    for exchange in exchanges where hosts.count > 1 {
      let microseconds = Self.rounded(exchange.seconds * 1e6)
      let rate = Double(exchange.bytes) * Double(hosts.count - 1) / exchange.seconds / 1e6
      rows.append(
        (
          "exchange of \(exchange.bytes) bytes",
          exchange.bytes == 0
            ? "\(microseconds) µs" : "\(microseconds) µs, \(Self.rounded(rate)) MB/s to each rank"
        ))
    }
    return rows
  }

  private static func rounded(_ value: Double) -> String {
    value < 10 ? "\((value * 10).rounded() / 10)" : "\(Int(value))"
  }

  /// `0–3, 8`.
  private static func ranges(_ ranks: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for rank in ranks {
      if let last = runs.last, last.upperBound == rank - 1 {
        runs[runs.count - 1] = last.lowerBound...rank
      } else {
        runs.append(rank...rank)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
      .joined(separator: ", ")
  }
}
