// SPDX-License-Identifier: GPL-3.0-or-later

import Streaming
import Synchronization
import Tensors
import Testing

/// A clock that stands still until it is told, or until somebody sleeps on it.
final class ManualClock: Clock, Sendable {
  struct Instant: InstantProtocol {
    var offset: Swift.Duration
    func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let time = Mutex(Swift.Duration.seconds(100))
  private let slept = Mutex<[Swift.Duration]>([])

  var now: Instant { Instant(offset: time.withLock { $0 }) }
  var minimumResolution: Swift.Duration { .zero }
  /// How long each sleep was.
  var sleeps: [Swift.Duration] { slept.withLock { $0 } }

  func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
    let wait = now.duration(to: deadline)
    slept.withLock { $0.append(wait) }
    if wait > .zero { advance(by: wait) }
  }

  func advance(by duration: Swift.Duration) { time.withLock { $0 += duration } }
}

@Suite struct PacingTests {
  private let frames = StreamFixture.frames(8, patches: 3)

  /// The frames that come out when the consumer takes so many seconds for each.
  private func paced(
    _ pacing: (ManualClock) -> StreamPacing, consumer: [Double]
  ) async throws -> (moments: [FrameInference], clock: ManualClock) {
    let clock = ManualClock()
    let inference = try StreamFixture.inference(interval: 0.25)
    var moments: [FrameInference] = []
    for try await moment in try Film(frames).inferred(by: inference, pacing: pacing(clock)) {
      clock.advance(by: .seconds(consumer[moment.frame]))
      moments.append(moment)
    }
    return (moments, clock)
  }

  @Test("A quick consumer waits for each frame's time") func quickConsumerWaitsForEach()
    async throws
  {
    let (moments, clock) = try await paced(
      { .clocked(by: $0) }, consumer: [Double](repeating: 0.0625, count: 8))
    #expect(moments.map(\.frame) == Array(0..<8))
    #expect(clock.sleeps == [Duration](repeating: .seconds(0.1875), count: 7))
    #expect(moments.map(\.wait) == [.zero] + clock.sleeps)
  }

  @Test("A slow consumer gets every frame, late") func slowConsumerGetsEveryFrame() async throws {
    let (moments, clock) = try await paced(
      { .clocked(by: $0) }, consumer: [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(moments.map(\.frame) == Array(0..<8))
    #expect(moments.allSatisfy { $0.droppedFrames == 0 })
    // The fifth frame is due when the first is done; the clock waits for the three after it.
    #expect(clock.sleeps == [Duration](repeating: .seconds(0.25), count: 3))
  }

  @Test("A live stream drops frames when the next one is due, and says so")
  func liveStreamDropsFrames() async throws {
    let (moments, _) = try await paced(
      { .clocked(by: $0, late: .skip) }, consumer: [0.8, 0, 0, 0, 0, 0.3, 0, 0])
    // At 0.8 s frames 1 (due .25) and 2 (due .5) are over, frame 3 (due .75) is late but stands.
    #expect(moments.map(\.frame) == [0, 3, 4, 5, 6, 7])
    #expect(moments.map(\.droppedFrames) == [0, 2, 0, 0, 0, 0])
    #expect(abs(moments[1].interval.lowerBound - 0.75) < 1e-12)
    #expect(abs(moments[1].interval.upperBound - 1) < 1e-12)
    #expect(moments[1].windows.map(\.index) == [9, 10, 11])
  }

  @Test("Frames that come more slowly than they are due are not dropped")
  func framesThatComeMoreSlowly() async throws {
    let clock = ManualClock()
    let frames = frames
    let taken = Mutex(0)
    let source = AsyncStream<Tensor>(unfolding: {
      clock.advance(by: .seconds(0.5))
      return taken.withLock { count in
        count += 1
        return count <= frames.count ? frames[count - 1] : nil
      }
    })
    let inference = try StreamFixture.inference(interval: 0.25)
    var moments: [FrameInference] = []
    for try await moment in try source.inferred(
      by: inference, pacing: .clocked(by: clock, late: .skip))
    {
      moments.append(moment)
    }
    #expect(moments.map(\.frame) == Array(0..<8))
    #expect(clock.sleeps.isEmpty)
  }

  @Test("Frames dropped at the end count, and the state stands behind them")
  func framesDroppedAtEndCount() async throws {
    let clock = ManualClock()
    let inference = try StreamFixture.inference(interval: 0.25)
    var stream = try Film(frames).inferred(by: inference, pacing: .clocked(by: clock, late: .skip))
      .makeAsyncIterator()
    var last: FrameInference?
    while let moment = try await stream.next() {
      if moment.frame == 5 { clock.advance(by: .seconds(10)) }
      last = moment
    }
    #expect(last?.frame == 5)
    #expect(stream.droppedFrames == 2)
    #expect(stream.currentState?.frame == 8)
    #expect(stream.currentState?.logRates == last?.state.logRates)
  }

  @Test("The belief stays over dropped frames") func beliefStaysOverDroppedFrames() async throws {
    let (moments, _) = try await paced(
      { .clocked(by: $0, late: .skip) }, consumer: [0.8, 0, 0, 0, 0, 0, 0, 0])
    let inference = try StreamFixture.inference(interval: 0.25)
    var state = moments[0].state
    #expect(state.frame == 1)
    let again = try await StreamFixture.moments(Array(frames[3...]), by: inference, from: state)
    #expect(again[0].state.logRates != moments[1].state.logRates)
    state = moments[1].state
    let rest = try await StreamFixture.moments(Array(frames[4...]), by: inference, from: state)
    #expect(rest.last?.state == moments.last?.state)
  }

  @Test("Without a clock nothing waits and nothing is dropped") func withoutClockNothingWaits()
    async throws
  {
    let (moments, clock) = try await paced(
      { _ in .unpaced }, consumer: [Double](repeating: 9, count: 8))
    #expect(moments.count == 8)
    #expect(clock.sleeps.isEmpty)
  }

  @Test("Nothing is taken before it is asked for") func nothingIsTakenBefore() async throws {
    let taken = Mutex(0)
    let frames = frames
    let source = AsyncStream<Tensor>(unfolding: {
      taken.withLock { count in
        count += 1
        return count <= frames.count ? frames[count - 1] : nil
      }
    })
    var stream = try source.inferred(by: StreamFixture.inference()).makeAsyncIterator()
    #expect(taken.withLock { $0 } == 0)
    for count in 1...3 {
      #expect(try await stream.next()?.frame == count - 1)
      #expect(taken.withLock { $0 } == count)
    }
    #expect(stream.currentState?.frame == 3)
  }
}
