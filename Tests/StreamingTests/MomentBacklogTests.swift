// SPDX-License-Identifier: GPL-3.0-or-later

import Streaming
import Testing

/// Guards against silences on the live page that were not in the stream.
@Suite("What a viewer has not fetched yet")
struct MomentBacklogTests {
  @Test("A slow viewer gets every moment once, in order, and the newest picture")
  func slow() {
    var backlog = MomentBacklog<Int, String>(span: 60)
    let nothing = backlog.take()
    #expect(nothing == nil)
    var received: [Int] = []
    for frame in 0..<1000 {
      backlog.add(frame, picture: "picture \(frame)", end: Double(frame + 1) / 25)
      guard frame % 37 == 36 || frame == 999, let delivery = backlog.take() else { continue }
      received += delivery.moments
      #expect(delivery.picture == "picture \(frame)" && delivery.lost == 0)
      let again = backlog.take()
      #expect(again == nil)
    }
    #expect(received == Array(0..<1000))
  }

  @Test("A viewer that does not ask costs bounded memory, and is told how much it has lost")
  func asleep() throws {
    var backlog = MomentBacklog<Int, Int>(span: 60)
    for frame in 0..<100_000 { backlog.add(frame, picture: frame, end: Double(frame + 1) / 25) }
    let taken = backlog.take()
    let delivery = try #require(taken)
    #expect((1500...1876).contains(delivery.moments.count))
    #expect(delivery.lost + delivery.moments.count == 100_000)
    #expect(delivery.moments.first == delivery.lost && delivery.moments.last == 99_999)
    backlog.add(100_000, picture: 100_000, end: 4000.04)
    let next = backlog.take()
    #expect(next?.lost == 0)
    // Frames that are longer than the span: the newest is there.
    for frame in 0..<5 { backlog.add(frame, picture: frame, end: 100 * Double(frame + 1)) }
    let longest = backlog.take()
    #expect(longest?.moments.last == 4)
  }
}
