// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Ranks
import Synchronization
import Testing

@Suite("Agreement of ranks")
struct AgreementTests {
  private static func agree(_ count: Int, differing: Int?) throws {
    _ = try ThreadRanks.run(count) { ranks in
      var fingerprint = RankFingerprint()
      fingerprint.add(
        "runs another version than", "1.0", "Install one version.", kind: .differentPrograms)
      fingerprint.add(
        "read another d.npy than", ranks.rank == differing ? "sha256 a1" : "sha256 3f",
        "Copy the file.", kind: .differentData)
      try fingerprint.agree(among: ranks, tag: "start")
    }
  }

  @Test("Equal ranks agree", arguments: [1, 2, 5])
  func equal(count: Int) throws { try Self.agree(count, differing: nil) }

  @Test("The first rank that differs is named with both values and the remedy", arguments: [1, 3])
  func different(rank: Int) throws {
    let error = try #require(throws: RankError.self) { try Self.agree(4, differing: rank) }
    #expect(error.kind == .differentData)
    #expect(error.description.hasPrefix("rank \(rank) ("))
    #expect(error.description.contains(") read another d.npy than rank 0 ("))
    #expect(error.description.hasSuffix("sha256 a1 against sha256 3f. Copy the file."))
  }

  @Test("Threads are divided among the ranks that share processors")
  func seats() {
    func threads(_ hosts: [String], _ processors: [[Int]]) -> [Int] {
      hosts.indices.map { Seats(hosts: hosts, processors: processors, rank: $0).threads }
    }
    let eight = Array(0..<8)
    #expect(threads(["a"], [eight]) == [8])
    #expect(threads(["a", "a"], [eight, eight]) == [4, 4])
    #expect(threads(["a", "b"], [eight, eight]) == [8, 8])
    // Bound to halves of the machine, each has its own.
    #expect(threads(["a", "a"], [[0, 1, 2, 3], [4, 5, 6, 7]]) == [4, 4])
    // Bound to one processor, or to the same one.
    #expect(threads(["a", "a"], [[0], [1]]) == [1, 1])
    #expect(threads(["a", "a", "a"], [[0], [0], [0]]) == [1, 1, 1])
  }

  @Test("Ranks of one machine find one host and their processors")
  func ownSeats() throws {
    let seats = try ThreadRanks.run(3) { try Seats(of: $0) }
    #expect(seats.allSatisfy { $0.hostCount == 1 && $0.hosts == seats[0].hosts })
    #expect(seats[0].processors.allSatisfy { !$0.isEmpty })
  }

  @Test("A wait is reported once, and ends the process when it is too long")
  func patience() throws {
    let said = Mutex<[String]>([])
    let ended = DispatchSemaphore(value: 0)
    let patience = Patience(
      first: .milliseconds(20), limit: .milliseconds(80),
      report: { sentence in said.withLock { $0.append(sentence) } }, end: { ended.signal() })
    try patience.waiting(for: "step 8") { () throws(RankError) in ended.wait() }
    let sentences = said.withLock { $0 }
    #expect(sentences.allSatisfy { $0.contains("for the other ranks at 'step 8'") })
    #expect(sentences.contains { $0.contains("and is giving up; the run can be resumed") })
  }

  @Test("A survey tells where ranks are and how long exchanges take")
  func survey() throws {
    let surveys = try ThreadRanks.run(3) { try RankSurvey(of: $0, repetitions: 3) }
    #expect(surveys[0].hosts.count == 3 && surveys[0].library == nil)
    #expect(surveys[0].exchanges.allSatisfy { $0.seconds > 0 })
    #expect(surveys[0].rows.contains { $0.value.hasPrefix("ranks 0–2, which may use") })
  }

  @Test("A header survives the way")
  func header() {
    let header = ExchangeHeader(
      sequence: 0x0102_0304_0506_0708, byteCount: 1 << 40, tag: "gradients", kind: "g", wish: -15)
    #expect(header.bytes.count == ExchangeHeader.length)
    #expect(ExchangeHeader(header.bytes) == header)
    #expect(
      header.tag
        != ExchangeHeader(sequence: 0, byteCount: 0, tag: "gradients", kind: "x", wish: 0).tag)
  }
}
